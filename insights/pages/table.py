"""The table: one line per campaign, call-to-action or channel, in the order the address asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from insights import formats
from insights.drilldown import Stage
from insights.figures import Dimension, Row
from insights.pages.address import Address
from insights.statistics import Rate, Verdict, shrink

DEFAULT_SORT: Final = "-leads"
SMALLEST_SCALE: Final = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A rate as the table draws it: on an axis from 0 to `top`, grey below ten cases."""

    text: str
    counts: str
    spread: str
    value: float | None
    low: float | None
    high: float | None
    top: float
    tone: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line; texts are ready to be shown, empty where there is nothing to say."""

    name: str
    small: str
    url: str
    leads: str
    leads_url: str
    rated: str
    rated_url: str
    too_young: int
    too_young_url: str
    cost_per_lead: int | None
    cost_per_deal: int | None
    revenue_cents: int
    good: Share
    deal: Share
    verdict: str
    verdict_tone: str
    is_unsure: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A head of a column that sorts: `state` as aria-sort says it."""

    label: str
    url: str
    state: str
    numeric: bool


Value = str | float | int | None
_SORTS: Final[dict[str, Callable[[Row], Value]]] = {
    "name": lambda row: row.label.casefold(),
    "leads": lambda row: row.figures.leads,
    "rated": lambda row: row.figures.recorded_ratings,
    "lead_cost": lambda row: row.figures.cost_per_lead,
    "deal_cost": lambda row: row.figures.cost_per_deal,
    "revenue": lambda row: row.figures.revenue_cents,
}
# Sorted by their shrunken estimates, so that 3 of 3 does not stand above 180 of 200.
_RATES: Final[dict[str, Callable[[Row], Rate]]] = {
    "good": lambda row: row.figures.good_share,
    "deal": lambda row: row.figures.conversion,
}


def sort_rows(rows: Sequence[Row], sort: str) -> list[Row]:
    """In the order of the address, "-" in front for descending; what has no value stands last.

    An order nobody offers counts as the default.
    """
    name = sort.removeprefix("-")
    if name in _RATES:
        values: Sequence[Value] = shrink([_RATES[name](row) for row in rows])
    elif name in _SORTS:
        values = [_SORTS[name](row) for row in rows]
    else:
        return sort_rows(rows, DEFAULT_SORT)
    pairs = list(zip(values, rows, strict=True))
    known = [pair for pair in pairs if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))  # type: ignore[arg-type, return-value]
    return [row for _value, row in known] + [row for value, row in pairs if value is None]


def is_by_rate(sort: str) -> bool:
    """Whether the order claims something that only ranges can back."""
    return sort.removeprefix("-") in _RATES


def build_heads(by: Dimension, address: Address, sort: str) -> list[Head]:
    names = {"campaign": _("Campaign"), "cta": _("Call-to-action"), "channel": _("Channel")}
    labels = {
        "name": names[by],
        "leads": _("Leads"),
        "rated": _("Rated"),
        "good": _("Rated good"),
        "deal": _("Lead to deal"),
        "lead_cost": _("Cost per lead"),
        "deal_cost": _("Cost per deal"),
        "revenue": _("Revenue"),
    }
    if by == "cta":
        del labels["lead_cost"], labels["deal_cost"]
    return [_head(name, label, address, sort) for name, label in labels.items()]


def build_lines(rows: Sequence[Row], address: Address, verdicts: dict[int, Verdict]) -> list[Line]:
    """The lines in the order given, all on the same axes."""
    top = _scale([row.figures.conversion for row in rows])
    return [_line(row, address, verdicts.get(row.id or 0), top) for row in rows]


def _head(name: str, label: str, address: Address, sort: str) -> Head:
    is_this, is_falling = sort.removeprefix("-") == name, sort.startswith("-")
    state = ("descending" if is_falling else "ascending") if is_this else ""
    # The first click on a figure shows the largest first, on a name the A; the second turns it round.
    falls_first = name != "name"
    falls_next = not is_falling if is_this else falls_first
    return Head(
        label=label,
        url=address.but(sort=f"{'-' * falls_next}{name}").page(),
        state=state,
        numeric=name in {"leads", "rated", "lead_cost", "deal_cost", "revenue"},
    )


def _line(row: Row, address: Address, verdict: Verdict | None, top: float) -> Line:
    figures = row.figures
    here = address.but(**{str(row.by): row.id or "none"})
    name, tone = _verdict(verdict) if row.by == "campaign" else ("", "")
    return Line(
        name=row.label,
        small=row.parent,
        url=here.but(by=None, sort=None, rows=None).page(),
        leads=formats.whole(figures.leads),
        leads_url=here.leads(Stage.LEADS),
        rated=formats.part(figures.recorded_ratings, figures.handed_over),
        rated_url=here.leads(Stage.RATING_RECORDED),
        too_young=figures.too_young,
        too_young_url=here.leads(Stage.TOO_YOUNG),
        cost_per_lead=figures.cost_per_lead,
        cost_per_deal=figures.cost_per_deal,
        revenue_cents=figures.revenue_cents,
        good=build_share(figures.good_share, top=1, tone="sl", url=here.leads(Stage.GOOD_RECORDED)),
        deal=build_share(figures.conversion, top=top, tone="ok", url=here.leads(Stage.WON)),
        verdict=name,
        verdict_tone=tone,
        is_unsure=verdict is not None and verdict.quadrant != "young" and not verdict.is_clear,
    )


def build_share(rate: Rate, *, top: float, tone: str, url: str) -> Share:
    """A rate for the table; what lies beyond the axis is drawn at its end."""
    return Share(
        text=formats.percent(rate.value),
        counts=formats.counts(rate),
        spread=formats.spread(rate),
        value=_clip(rate.value, top),
        low=_clip(rate.low, top),
        high=_clip(rate.high, top),
        top=top,
        tone="gr" if rate.is_small else tone,
        url=url,
    )


def _scale(rates: Sequence[Rate]) -> float:
    """The right end of the axis: room for every range that is not grey, in steps of five per cent."""
    highest = max((rate.high or 0 for rate in rates if not rate.is_small), default=0)
    return min(1.0, max(SMALLEST_SCALE, -(-highest // 0.05) * 0.05))


def _clip(value: float | None, top: float) -> float | None:
    return None if value is None else min(value, top)


def _verdict(verdict: Verdict | None) -> tuple[str, str]:
    words = {
        "both": (pgettext("who is satisfied", "both"), "ok"),
        "marketing": (pgettext("who is satisfied", "marketing only"), "mk"),
        "sales": (pgettext("who is satisfied", "sales only"), "sl"),
        "neither": (pgettext("who is satisfied", "neither"), "warn"),
        "young": (pgettext("who is satisfied", "too few ratings"), "gr"),
    }
    return words[verdict.quadrant if verdict else "young"]
