"""Marketing's grades beside sales' first ratings, in words, as a matrix, over time and by campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from counting import formats
from counting.filters import Filters
from counting.kinds import Text
from counting.pairs import GRADES
from counting.statistics import Agreement, Kappa, Lean, Rate, Side, Trend
from counting.statistics.agreement import ENOUGH_PAIRS
from figures.agreement import CampaignPairs, GradesBesideRatings, Span, Unit
from figures.periods import month_of, quarter_of
from insights.behind_traits import ANY, OPTIMISTIC, PESSIMISTIC, SAME
from insights.pages.address import Address
from insights.pages.table import Line, Number, draw_rate

# Every pair is a rated lead.
RATED: Final = "rated_recorded"
_SHADES: Final = 5
_TEN: Final = 10
_MONTHS_OF_A_QUARTER: Final = 3
_SIDES: Final[dict[Side, Text]] = {
    "better": gettext_lazy("agree more often than elsewhere"),
    "worse": gettext_lazy("agree less often than elsewhere"),
}
_LEANS: Final[dict[Lean, Text]] = {
    "optimistic": gettext_lazy("marketing too optimistic"),
    "pessimistic": gettext_lazy("marketing too cautious"),
}


# Which way the letter that is spoken of lies from the one beside it, for those to whom colours say nothing.
SIGN_SAME: Final = "="
SIGN_WORSE: Final = "▼"
SIGN_BETTER: Final = "▲"


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixCell:
    """So many pairs; `shade` from 0 to 5, beside the fullest cell; `sign` says which letter is better."""

    text: str
    label: str
    url: str
    tone: str
    shade: int
    sign: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixRow:
    grade: str
    cells: Sequence[MatrixCell]


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """How many pairs lie so, and the leads behind them."""

    name: str
    text: str
    share: str
    url: str
    tone: str
    sign: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedLine:
    """A line of a table with what can be said of it, each with its tone."""

    line: Line
    words: Sequence[tuple[str, str]]


def say_counted(found: GradesBesideRatings) -> str:
    """How many of the leads are rated, and how many of those have a grade beside it."""
    text = ngettext(
        "%(leads)s lead, %(rated)s of them rated. Of %(pairs)s there are both letters.",
        "%(leads)s leads, %(rated)s of them rated. Of %(pairs)s there are both letters.",
        found.leads,
    )
    return text % {
        "leads": formats.whole(found.leads),
        "rated": formats.whole(found.rated),
        "pairs": formats.whole(found.agreement.same.of),
    }


def sign_of(beside: str, letter: str) -> str:
    """Whether a letter is better than the one beside it, the same, or worse."""
    return SIGN_SAME if letter == beside else SIGN_BETTER if letter < beside else SIGN_WORSE


def build_matrix(found: GradesBesideRatings, address: Address) -> list[MatrixRow]:
    most = max(1, *(count for row in found.matrix for count in row))
    return [
        MatrixRow(
            grade=grade,
            cells=[
                MatrixCell(
                    text=formats.whole(count),
                    label=_("Marketing %(grade)s, sales %(quality)s") % {"grade": grade, "quality": quality},
                    url=address.leads(RATED, pair=grade + quality) if count else "",
                    tone="ok" if grade == quality else "mk" if grade < quality else "sl",
                    shade=ceil(_SHADES * count / most),
                    sign=sign_of(quality, grade),
                )
                for quality, count in zip(GRADES, row, strict=True)
            ],
        )
        for grade, row in zip(GRADES, found.matrix, strict=True)
    ]


def build_links(agreement: Agreement, address: Address) -> list[Link]:
    """The three ways a pair can lie, which together are all pairs."""
    ways = [
        (SAME, _("Same letter"), agreement.same, "ok", SIGN_SAME),
        (OPTIMISTIC, _("Marketing's letter better"), agreement.optimistic, "mk", SIGN_BETTER),
        (PESSIMISTIC, _("Marketing's letter worse"), agreement.pessimistic, "sl", SIGN_WORSE),
    ]
    return [
        Link(
            name=name,
            text=formats.whole(rate.count),
            share=formats.percent(rate.value),
            url=address.leads(RATED, pair=pair),
            tone=tone,
            sign=sign,
        )
        for pair, name, rate, tone, sign in ways
    ]


def say_answer(agreement: Agreement) -> str:
    """In how many of ten cases both give the same letter."""
    same = agreement.same
    if same.is_small:
        return _("Too few pairs to say how far marketing and sales agree")
    tenths = round(_TEN * (same.value or 0))
    if same.count < same.of and tenths == _TEN:
        return _("Marketing and sales give the same letter in nearly all cases")
    if not tenths:
        return _("Marketing and sales hardly ever give the same letter")
    return _("Marketing and sales give the same letter in %(tenths)s of 10 cases") % {"tenths": tenths}


def say_lean(agreement: Agreement) -> str:
    """Whether marketing is too optimistic, only beyond chance."""
    heads: dict[Lean, str] = {
        "optimistic": _("Marketing is too optimistic:"),
        "pessimistic": _("Marketing is too cautious:"),
        "level": _("Whether marketing is too optimistic or too cautious is not certain yet:"),
    }
    counts = _(
        "in %(better)s of %(pairs)s cases its letter was better than the first rating, in %(worse)s worse."
    ) % {
        "better": formats.whole(agreement.optimistic.count),
        "pairs": formats.whole(agreement.same.of),
        "worse": formats.whole(agreement.pessimistic.count),
    }
    beyond = "" if agreement.lean == "level" else _("That is more than chance explains.")
    return " ".join(part for part in (heads[agreement.lean], counts, beyond) if part)


def say_same(same: Rate) -> str:
    return _("The same letter: %(counts)s, %(share)s (95%% range: %(range)s).") % {
        "counts": formats.counts(same),
        "share": formats.percent(same.value),
        "range": formats.spread(same),
    }


def say_kappa(agreement: Agreement) -> str:
    """The figure and what it says to somebody who never heard of it; or why there is none."""
    kappa = agreement.kappa
    if agreement.same.of < ENOUGH_PAIRS:
        text = _("Agreement beyond chance (kappa) is told from %(enough)s pairs on; there are %(pairs)s.")
        return text % {"enough": ENOUGH_PAIRS, "pairs": agreement.same.of}
    if kappa is None:
        return _("All letters are the same one: agreement cannot be told from chance (no kappa).")
    return f"{_say_beyond(kappa)} " + _(
        "Kappa is %(value)s (95%% range: %(range)s). 0 would mean no more agreement than if both teams dealt"
        " out their letters with their eyes closed, 1 that they always agree. Being off by two letters counts"
        " twice as much as by one."
    ) % {"value": write_kappa(kappa.value), "range": _range(kappa)}


def write_kappa(value: float) -> str:
    return formats.decimal(value, 2).replace("-", "−")


def say_trend(trend: Trend, unit: Unit) -> str:
    """Whether the share of equal letters rises or falls, only beyond chance."""
    if len(trend.groups) < 2:
        return ""
    if trend.direction == "up":
        return _("Marketing and sales agree more and more often: that is more than chance explains.")
    if trend.direction == "down":
        return _("Marketing and sales agree less and less often: that is more than chance explains.")
    if unit == "quarter":
        return _("Whether they agree more or less often from quarter to quarter is not certain yet.")
    return _("Whether they agree more or less often from month to month is not certain yet.")


def heads_of_spans() -> list[str]:
    return [_("Pairs"), _("Same letter"), _("Kappa")]


def build_spans(found: GradesBesideRatings, address: Address, filters: Filters) -> list[Line]:
    """The newest first."""
    return [_span_line(span, found.unit, address, filters) for span in reversed(found.spans)]


def name_span(span: Span, unit: Unit) -> str:
    if unit == "month":
        return str(date_format(span.start, "F Y"))
    number = (span.start.month - 1) // _MONTHS_OF_A_QUARTER + 1
    return _("Quarter %(number)s, %(year)s") % {"number": number, "year": span.start.year}


def heads_of_campaigns() -> list[str]:
    return [_("Pairs"), _("Same letter"), _("Marketing better"), _("Marketing worse")]


def build_campaigns(rows: Sequence[CampaignPairs], address: Address) -> list[JudgedLine]:
    return [_campaign_line(row, address) for row in rows]


def say_campaign(row: CampaignPairs) -> list[tuple[str, str]]:
    """What can be said of a campaign beyond chance, else that it is not certain, each with its tone."""
    if row.agreement.same.is_small:
        return [(_("too few cases"), "gr")]
    said = []
    if row.same.side in _SIDES:
        said.append((str(_SIDES[row.same.side]), "ok" if row.same.side == "better" else "warn"))
    if row.lean in _LEANS:
        said.append((str(_LEANS[row.lean]), "mk"))
    return said or [(_("not certain yet"), "gr")]


def say_number_of_kappa(agreement: Agreement) -> str:
    kappa = agreement.kappa
    return f"{write_kappa(kappa.value)} ({_range(kappa)})" if kappa else formats.NOTHING


def _span_line(span: Span, unit: Unit, address: Address, filters: Filters) -> Line:
    first, last = (month_of if unit == "month" else quarter_of)(span.start)
    start, end = max(first, filters.start or first), min(last, filters.end or last)
    here = address.but(period=None, from_=start.isoformat(), to=end.isoformat())
    return Line(
        name=name_span(span, unit),
        small="",
        url="",
        cells={
            "pairs": _count_pairs(span.agreement, here),
            "same": draw_rate(span.agreement.same, tone="ok", url=here.leads(RATED, pair=SAME)),
            "kappa": Number(text=say_number_of_kappa(span.agreement)),
        },
        labels=heads_of_spans(),
        verdicts=None,
    )


def _count_pairs(agreement: Agreement, address: Address) -> Number:
    return Number(text=formats.whole(agreement.same.of), url=address.leads(RATED, pair=ANY))


def _campaign_line(row: CampaignPairs, address: Address) -> JudgedLine:
    agreement = row.agreement
    here = address.but(campaign=row.id, cta=None, channel=None)
    line = Line(
        name=row.name,
        small="",
        url=here.page(),
        cells={
            "pairs": _count_pairs(agreement, here),
            "same": draw_rate(agreement.same, tone="ok", url=here.leads(RATED, pair=SAME)),
            "better": Number(
                text=formats.whole(agreement.optimistic.count), url=here.leads(RATED, pair=OPTIMISTIC)
            ),
            "worse": Number(
                text=formats.whole(agreement.pessimistic.count), url=here.leads(RATED, pair=PESSIMISTIC)
            ),
        },
        labels=heads_of_campaigns(),
        verdicts=None,
    )
    return JudgedLine(line=line, words=say_campaign(row))


def _say_beyond(kappa: Kappa) -> str:
    if kappa.low > 0:
        return _("They agree more often than chance alone would make them.")
    if kappa.high < 0:
        return _("They agree less often than chance alone would make them.")
    return _("Whether they agree more often than chance alone would make them is not certain yet.")


def _range(kappa: Kappa) -> str:
    return _("%(low)s to %(high)s") % {"low": write_kappa(kappa.low), "high": write_kappa(kappa.high)}
