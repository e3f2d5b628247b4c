"""The table: one line per campaign, call-to-action or channel, in the order the address asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.kinds import CostPer, Figure, Money, Part, Share
from counting.measures import COLUMNS, SHARES, say_beside
from counting.queries import Dimension
from counting.statistics import Band, Rate, fit_prior, shrink
from figures import Figures, Overview, Row
from insights.pages.address import Address
from insights.pages.verdicts import Words, say_verdicts

DEFAULT_SORT: Final = "-leads"
SMALLEST_SCALE: Final = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A figure as the table writes it; `url` leads to its leads, where they are listed."""

    text: str
    url: str = ""
    small: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnShare:
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
    asides: Sequence[Number] = ()
    # What it is to be seen beside: a dashed line.
    mark: float | None = None


Cell = Number | DrawnShare


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line: its cells by column, and what heads each. Texts are ready, empty where nothing is to say."""

    name: str
    small: str
    url: str
    cells: dict[str, Cell]
    labels: Sequence[str]
    verdicts: Words | None

    @property
    def labelled(self) -> Iterable[tuple[str, Cell]]:
        return zip(self.labels, self.cells.values(), strict=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A head of a column that sorts: `state` as aria-sort says it."""

    label: str
    url: str
    state: str
    numeric: bool


Value = str | float | int | None
_BY_COLUMN: Final = {figure.column: figure for figure in COLUMNS}


def sort_rows(rows: Sequence[Row], sort: str) -> list[Row]:
    """In the order of the address, "-" in front for descending; what has no value stands last.

    An order nobody offers counts as the default.
    """
    name = sort.removeprefix("-")
    if name not in {"name", *_BY_COLUMN}:
        return sort_rows(rows, DEFAULT_SORT)
    values = [row.label.casefold() for row in rows] if name == "name" else _values(rows, _BY_COLUMN[name])
    pairs = list(zip(values, rows, strict=True))
    known = [pair for pair in pairs if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))  # type: ignore[arg-type, return-value]
    return [row for _value, row in known] + [row for value, row in pairs if value is None]


def _values(rows: Sequence[Row], figure: Figure) -> Sequence[Value]:
    """What to order by; shares by shrunken estimates: 3 of 3 does not stand above 180 of 200."""
    match figure:
        case Share():
            return shrink([figure.of(row.figures) for row in rows])
        case CostPer():
            return [figure.of(row.figures) for row in rows]
        case Part():
            return [row.figures[figure.part] for row in rows]
        case _:
            return [row.figures[figure.name] for row in rows]


def say_order(rows: Sequence[Row], sort: str) -> str:
    """What an order by a rate is worth; "" for the others."""
    share = _BY_COLUMN.get(sort.removeprefix("-"))
    if not isinstance(share, Share):
        return ""
    prior = fit_prior([share.of(row.figures) for row in rows])
    if prior is None or prior.strength == inf:
        return _("These rates differ no more than chance makes them: there is no order among them.")
    return _(
        "Ordered by estimates that trust few cases less; where the lines overlap, the order says nothing."
    )


def columns_of(by: Dimension) -> list[Figure]:
    """The columns of the table; a call-to-action has no cost of its own."""
    return [figure for figure in COLUMNS if by != "cta" or not isinstance(figure, CostPer)]


def build_heads(by: Dimension, address: Address, sort: str) -> list[Head]:
    names = {"campaign": _("Campaign"), "cta": _("Call-to-action"), "channel": _("Channel")}
    figures = [
        _head(figure.column, str(figure.label), address, sort, is_number=not isinstance(figure, Share))
        for figure in columns_of(by)
    ]
    return [_head("name", names[by], address, sort, is_number=False), *figures]


def build_lines(rows: Sequence[Row], by: Dimension, address: Address, overview: Overview) -> list[Line]:
    """The lines in the order given, all on the same axes."""
    columns = columns_of(by)
    labels = [str(figure.label) for figure in columns]
    tops = {share.name: find_top(share, rows) for share in SHARES.values()}

    def build(row: Row) -> Line:
        here = address.but(**{by: row.id or "none"})
        return Line(
            name=row.label,
            small=row.parent,
            url=here.but(by=None, sort=None, rows=None).page(),
            cells={figure.column: _cell(figure, row, here, tops) for figure in columns},
            labels=labels,
            verdicts=say_verdicts(row.id, overview) if by == "campaign" and row.id else None,
        )

    return [build(row) for row in rows]


def _head(name: str, label: str, address: Address, sort: str, *, is_number: bool) -> Head:
    is_this, is_falling = sort.removeprefix("-") == name, sort.startswith("-")
    state = ("descending" if is_falling else "ascending") if is_this else ""
    # The first click on a figure shows the largest first, on a name the A; the second turns it round.
    falls_first = name != "name"
    falls_next = not is_falling if is_this else falls_first
    url = address.but(sort=f"{'-' * falls_next}{name}").page()
    return Head(label=label, url=url, state=state, numeric=is_number)


def _cell(figure: Figure, row: Row, here: Address, tops: dict[str, float]) -> Cell:
    figures = row.figures
    match figure:
        case Share():
            return build_share(figure, row, here, top=tops[figure.name])
        case Part():
            return Number(text=write_number(figure, figures), url=here.leads(figure.part))
        case CostPer(is_mature=True):
            return Number(text=write_number(figure, figures), small=_say_cost(figure, figures))
        case CostPer() | Money():
            return Number(text=write_number(figure, figures))
        case _:
            return Number(text=write_number(figure, figures), url=here.leads(figure.name))


def _say_cost(figure: CostPer, figures: Figures) -> str:
    """What of how many it is; "" where nothing was spent on them."""
    count, cost = figures[figure.count], figure.cost(figures)
    if not cost:
        return ""
    text = ngettext("%(cost)s for %(count)s deal", "%(cost)s for %(count)s deals", count)
    return text % {"cost": formats.money(cost), "count": formats.whole(count)}


def write_number(figure: Figure, figures: Figures) -> str:
    """A figure that is no share, as pages and files write it."""
    match figure:
        case Part():
            return formats.part(figures[figure.part], figures[figure.whole])
        case CostPer():
            return formats.money(figure.of(figures), is_exact=figure.is_exact)
        case Money():
            return formats.money(figures[figure.name] or None)
        case _:
            return formats.whole(figures[figure.name])


def build_share(share: Share, row: Row, here: Address, *, top: float) -> DrawnShare:
    """A figure of a row as the table draws it, with what is said beside it."""
    beside = say_beside(share, row.figures)
    return draw_rate(
        share.of(row.figures),
        tone=share.tone,
        top=top,
        url=here.leads(share.part),
        asides=[Number(text=text, url=here.leads(name)) for name, text in beside.items()],
    )


def draw_rate(
    rate: Rate,
    *,
    tone: str,
    url: str,
    top: float = 1.0,
    asides: Sequence[Number] = (),
    mark: float | None = None,
) -> DrawnShare:
    """Grey and without verdict below ten cases; what lies beyond the axis is drawn at its end."""
    return DrawnShare(
        text=formats.percent(rate.value),
        counts=formats.counts(rate),
        spread=formats.spread(rate),
        value=_clip(rate.value, top),
        low=_clip(rate.low, top),
        high=_clip(rate.high, top),
        top=top,
        tone="gr" if rate.is_small else tone,
        url=url,
        asides=asides,
        mark=_clip(mark, top),
    )


def draw_band(
    band: Band | None, *, tone: str, top: float, is_small: bool, asides: Sequence[Number] = ()
) -> DrawnShare:
    """A share that is no plain count of leads, so that it opens none; a dash where there is none."""
    if band is None:
        return DrawnShare(
            text="", counts="", spread="", value=None, low=None, high=None, top=top, tone="gr", url=""
        )
    return DrawnShare(
        text=formats.percent(band.value),
        counts="",
        spread=formats.spread(band),
        value=_clip(band.value, top),
        low=_clip(band.low, top),
        high=_clip(band.high, top),
        top=top,
        tone="gr" if is_small else tone,
        url="",
        asides=asides,
    )


def find_top(share: Share, rows: Sequence[Row]) -> float:
    """The right end of the axis: 1, or room for every range that is not grey, in steps of five per cent."""
    if not share.is_stretched:
        return 1.0
    return find_top_of([share.of(row.figures) for row in rows])


def find_top_of(rates: Sequence[Rate]) -> float:
    """The right end of a stretched axis of these rates."""
    return round_top(max((rate.high or 0 for rate in rates if not rate.is_small), default=0))


def round_top(highest: float) -> float:
    return min(1.0, max(SMALLEST_SCALE, -(-highest // 0.05) * 0.05))


def _clip(value: float | None, top: float) -> float | None:
    return None if value is None else min(value, top)
