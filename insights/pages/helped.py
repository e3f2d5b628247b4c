"""The comparisons of "has it helped?" in words, one line and one picture each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from counting import formats
from counting.benefits import ANSWER_HOURS
from counting.filters import Filters
from counting.statistics import Mean
from figures.helped import (
    RETENTION,
    Comparison,
    Customers,
    Helped,
    Measured,
    Name,
    Verdict,
)
from insights.pages.address import Address
from insights.pages.table import Number, round_top

_HUNDRED: Final = 100
_LABELS: Final[Mapping[Name, str | Promise]] = {
    "communication": gettext_lazy("Communication"),
    "knowledge": gettext_lazy("Knowledge"),
    "waste": gettext_lazy("Waste"),
    "quality": gettext_lazy("Quality of leads"),
    "revenue": gettext_lazy("Revenue"),
    "satisfaction": gettext_lazy("Satisfaction"),
    "misunderstandings": gettext_lazy("Misunderstandings"),
    "win_rate": gettext_lazy("Win rate"),
    "deals": gettext_lazy("Deals per 100 leads"),
    "kept_half_year": gettext_lazy("Customers after 6 months"),
    "kept_year": gettext_lazy("Customers after 12 months"),
}
_SHORT: Final[Mapping[Name, str | Promise]] = {
    "communication": gettext_lazy("Handoffs answered within 48 hours"),
    "knowledge": gettext_lazy("Handed-over leads of which marketing learned why"),
    "waste": gettext_lazy("Rated as no potential customer; less is better"),
    "quality": gettext_lazy("Rated good, A or B"),
    "revenue": gettext_lazy("Revenue per 100 leads"),
    "satisfaction": gettext_lazy("Satisfied customers, 4 or 5 of 5"),
    "misunderstandings": gettext_lazy("Rated “promised too much”; less is better"),
    "win_rate": gettext_lazy("Won, of those won or lost"),
    "deals": gettext_lazy("Won, of all leads"),
    "kept_half_year": gettext_lazy("Still a customer, of those of whom it is known"),
    "kept_year": gettext_lazy("Still a customer, of those of whom it is known"),
}
# Behind which figure stand the leads of the first number of a share, and what narrows them.
_LEADS: Final[Mapping[Name, tuple[str, dict[str, str]]]] = {
    "communication": ("leads", {"told": "answered"}),
    "knowledge": ("leads", {"told": "understood"}),
    "waste": ("rated_recorded", {"told": "no_potential"}),
    "quality": ("good_recorded", {}),
    "revenue": ("valued_in_time", {}),
    "misunderstandings": ("too_high", {}),
    "win_rate": ("mature_won", {}),
    "deals": ("mature_won", {}),
    "kept_half_year": ("leads", {"told": "kept_6"}),
    "kept_year": ("leads", {"told": "kept_12"}),
}
# Of the word, and of the dot in the picture: grey until it is sure.
TONES: Final[Mapping[Verdict, str]] = {"better": "ok", "worse": "bad", "unsure": "", "unknown": ""}


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One side of a comparison in words: the figure, what it is made of, and its range."""

    text: str
    counts: Number
    spread: str
    value: float | None
    low: float | None
    high: float | None
    is_small: bool
    asides: Sequence[Number] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A comparison as the page shows it; `top` is the right end of its axis, where all of it is drawn."""

    name: Name
    label: str
    short: str
    meaning: str
    basis: str
    before: Side
    now: Side
    top: float
    verdict: str
    tone: str
    dot: str
    change: str
    patience: str

    @property
    def says(self) -> str:
        """The picture in words."""
        values = {"label": self.label, "before": self.before.text, "now": self.now.text}
        return _("%(label)s: %(before)s, then %(now)s") % values


def draw_row(one: Comparison, found: Helped, address: Address, age: int) -> Row:
    """One comparison; `age` is the maturity age in days."""
    of_now, of_before = found.customers.get(one.name, (None, None))
    now = _side(one.name, one.now, address, one.now_filters, of_now)
    before = _side(one.name, one.before, address, one.before_filters, of_before)
    return Row(
        name=one.name,
        label=str(_LABELS[one.name]),
        short=str(_SHORT[one.name]),
        meaning=explain(one.name, age),
        basis=_basis(one),
        before=before,
        now=now,
        top=_top(one),
        verdict=say_verdict(one),
        tone=TONES[one.verdict],
        dot=TONES[one.verdict] or "gr",
        change=say_change(one),
        patience=_patience(one),
    )


def say_verdict(one: Comparison) -> str:
    words = {
        "better": _("better"),
        "worse": _("worse"),
        "unsure": _("not certain yet"),
        "unknown": _("cannot tell yet"),
    }
    return words[one.verdict]


def say_change(one: Comparison) -> str:
    """By how much of itself the figure is another one; "" where nothing can be said."""
    return "" if one.change is None else formats.signed_percent(one.change)


def _basis(one: Comparison) -> str:
    if one.basis == "before":
        return _("before → since the introduction")
    return _("not measured before: first → second half since the introduction")


def _side(
    name: Name, measured: Measured, address: Address, filters: Filters, customers: Customers | None
) -> Side:
    figure, narrowed = _LEADS.get(name, ("", {}))
    there = address.but(period=None, from_=filters.start, to=filters.end)
    count = measured.with_amount if isinstance(measured, Mean) else measured.count
    url = there.leads(figure, **narrowed) if figure and count else ""
    if measured.value is None:
        spread, text = "", formats.NOTHING
    elif isinstance(measured, Mean):
        text, spread = _money(measured.value), _money_range(measured)
    else:
        text, spread = formats.percent(measured.value), formats.spread(measured)
    return Side(
        text=text,
        counts=Number(text=_counts_of(name, measured), url=url),
        spread=spread,
        value=measured.value,
        low=measured.low,
        high=measured.high,
        is_small=measured.is_small,
        asides=_unknown(customers, there, RETENTION[name]) if customers else (),
    )


def _counts_of(name: Name, measured: Measured) -> str:
    if not measured.of:
        return _("none is old enough and known") if name in RETENTION else _("not measured")
    if not isinstance(measured, Mean):
        return formats.counts(measured)
    text = ngettext(
        "%(deals)s deal from %(leads)s leads", "%(deals)s deals from %(leads)s leads", measured.with_amount
    )
    return text % {"deals": formats.whole(measured.with_amount), "leads": formats.whole(measured.of)}


def _money(cents_of_one: float) -> str:
    return formats.money(round(cents_of_one * _HUNDRED))


def _money_range(measured: Mean) -> str:
    if measured.low is None or measured.high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": _money(measured.low), "high": _money(measured.high)}


def _top(one: Comparison) -> float:
    """Shares end at room for both; money at the greater of both ranges."""
    highest = max((side.high or side.value or 0.0) for side in (one.now, one.before))
    return round_top(highest) if not isinstance(one.now, Mean) else highest or 1.0


def _patience(one: Comparison) -> str:
    """How many more cases it takes, where that can be said honestly; else what is missing."""
    if one.verdict == "unknown":
        return _("Ten cases on both sides are needed.")
    if one.verdict != "unsure" or one.needed is None:
        return ""
    text = ngettext(
        "If it stays like this, certain after %(count)s more case at the earliest.",
        "If it stays like this, certain after %(count)s more cases at the earliest.",
        one.needed,
    )
    return text % {"count": formats.whole(one.needed)}


def _unknown(customers: Customers, there: Address, months: int) -> Sequence[Number]:
    """Of how many further deals nobody knows it, and between which shares it lies then."""
    if not customers.unknown:
        return ()
    text = ngettext(
        "of %(count)s more it is not known", "of %(count)s more it is not known", customers.unknown
    )
    band = _("with them %(low)s to %(high)s") % {
        "low": formats.percent(customers.least),
        "high": formats.percent(customers.most),
    }
    return (
        Number(
            text=text % {"count": formats.whole(customers.unknown)},
            url=there.leads("leads", told=f"unknown_{months}"),
        ),
        Number(text=band),
    )


def explain(name: Name, age: int) -> str:
    """The definition, in a sentence or two."""
    values = {"days": formats.whole(age), "hours": ANSWER_HOURS}
    return str(_MEANINGS[name]) % values


_MEANINGS: Final[Mapping[Name, str | Promise]] = {
    "communication": gettext_lazy(
        "Of the leads that marketing handed over: sales accepted, returned or asked within %(hours)s hours "
        "by the clock, weekends included."
    ),
    "knowledge": gettext_lazy(
        "Of the leads that marketing handed over: within %(days)s days of intake sales rated the lead and "
        "said why, by a reason, a need or a sentence."
    ),
    "waste": gettext_lazy(
        "Of the leads whose rating says whether they are a potential customer: those for which it says no."
    ),
    "quality": gettext_lazy("Of the leads with a rating: those rated A or B."),
    "revenue": gettext_lazy(
        "Revenue of deals within %(days)s days of intake, for 100 leads that came in at least so long ago. "
        "Deals without a value count as nothing. The range takes amounts to two digits."
    ),
    "satisfaction": gettext_lazy(
        "Of the customers who answered the survey after won or lost: those who are satisfied or very "
        "satisfied. By the day on which they were asked."
    ),
    "misunderstandings": gettext_lazy(
        "Of the leads whose rating says what the person expected: those to whom too much had been promised."
    ),
    "win_rate": gettext_lazy("Of the leads that were won or lost within %(days)s days of intake: those won."),
    "deals": gettext_lazy(
        "Won within %(days)s days of intake, of all leads that came in at least so long ago: the conversion "
        "of the overview."
    ),
    "kept_half_year": gettext_lazy(
        "Of the deals that are at least 6 months old and of which it is known: still a customer 6 months "
        "after the deal."
    ),
    "kept_year": gettext_lazy(
        "Of the deals that are at least 12 months old and of which it is known: still a customer 12 months "
        "after the deal."
    ),
}


def as_texts(row: Row) -> list[str]:
    """The row of a table: both sides with their counts and ranges, and what can be said."""
    sides: list[Any] = []
    for side in (row.before, row.now):
        sides += [side.text, side.counts.text, side.spread]
    return [f"{row.label}: {row.short}", row.basis, *sides, row.verdict]
