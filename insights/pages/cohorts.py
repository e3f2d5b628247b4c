"""Cohorts as a heat map: what came of the leads of each month or week by the same ages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.ages import Unit
from counting.statistics import Rate
from figures.ripeness import Outlook
from figures.time import CohortRow, Cohorts
from insights.pages.address import Address
from insights.pages.plain_table import PlainTable

# Steps of the colour, from pale to strong.
HEATS: Final = 5
# More than these lie folded away, the oldest first.
ROWS_SHOWN: Final = 26


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatCell:
    """A rate as the map shows it; `heat` names its colour, none below ten cases."""

    share: str
    counts: str
    spread: str
    url: str
    heat: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortLine:
    """One month or week: its name, its leads, a cell for each age reached, and what it will end with.

    `young` is how many ages its leads have not all reached.
    """

    name: str
    small: str
    leads: str
    url: str
    cells: Sequence[HeatCell]
    young: int
    outlook: str


def draw_cohorts(
    found: Cohorts, outlooks: Sequence[Outlook], address: Address
) -> tuple[dict[str, Any], list[PlainTable]]:
    """What the template shows, and the same as a table."""
    rates = [rate for row in found.rows for rate in row.rates if rate and not rate.is_small]
    top = max((rate.value or 0 for rate in rates), default=0)
    said = {one.cohort.start: say_outlook(one) for one in outlooks if one.forecast}
    lines = [_line(row, found.unit, address, found.ages, top, said) for row in found.rows]
    title = (
        _("Won by age, by month of intake") if found.unit == "month" else _("Won by age, by week of intake")
    )
    context = {
        "cohort_heads": [say_age(age) for age in found.ages],
        "cohort_lines": lines[-ROWS_SHOWN:],
        "older_lines": lines[:-ROWS_SHOWN],
        "cohort_title": title,
        "has_outlook": bool(said),
        "wants_outlook": bool(outlooks),
        "longest": found.ages[-1],
    }
    return context, [_table(found, title, lines)]


def say_age(age: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", age) % {"count": formats.whole(age)}


def name_of(start: date, unit: Unit) -> str:
    """A month by its name, a week as ISO 8601 counts them: the first one has the year's first Thursday."""
    if unit == "month":
        return date_format(start, "F Y")
    year, week, _day = start.isocalendar()
    return _("Week %(week)s/%(year)s") % {"week": week, "year": year}


def say_outlook(outlook: Outlook) -> str:
    """The range that holds the final deals in 95 of 100 cases; "" without a forecast."""
    if outlook.forecast is None:
        return ""
    span, won = outlook.forecast.nearly_certain, outlook.won
    deals = formats.whole(span.high)
    if span.low == span.high:
        text = ngettext("presumably %(deals)s deal", "presumably %(deals)s deals", span.high)
        said = text % {"deals": deals}
    else:
        said = _("presumably %(low)s to %(high)s deals") % {"low": formats.whole(span.low), "high": deals}
    already = ngettext("%(won)s is in already", "%(won)s are in already", won) % {"won": formats.whole(won)}
    return f"{said}, {already}" if won else said


def _line(
    row: CohortRow, unit: Unit, address: Address, ages: Sequence[int], top: float, said: dict[date, str]
) -> CohortLine:
    here = address.but(period=None, from_=row.start.isoformat(), to=row.end.isoformat())
    cells = [_cell(rate, age, here, top) for age, rate in zip(ages, row.rates, strict=True) if rate]
    days = f"{date_format(row.start, 'SHORT_DATE_FORMAT')} – {date_format(row.end, 'SHORT_DATE_FORMAT')}"
    leads = ngettext("%(count)s lead", "%(count)s leads", row.leads)
    return CohortLine(
        name=name_of(row.start, unit),
        small=days if row.is_cut else "",
        leads=leads % {"count": formats.whole(row.leads)},
        url=here.leads("telling"),
        cells=cells,
        young=len(ages) - len(cells),
        outlook=said.get(row.start) or _say_no_outlook(is_over=len(cells) == len(ages)),
    )


def _say_no_outlook(*, is_over: bool) -> str:
    return _("complete") if is_over else _("nothing to forecast from")


def _cell(rate: Rate, age: int, here: Address, top: float) -> HeatCell:
    heat = 0 if rate.is_small or not top else min(HEATS, int((rate.value or 0) / top * HEATS) + 1)
    return HeatCell(
        share=formats.percent(rate.value),
        counts=formats.counts(rate),
        spread=formats.spread(rate),
        url=here.leads("won", won_within=age),
        heat="few" if rate.is_small else f"heat-{heat if rate.count else 0}",
    )


def _table(found: Cohorts, title: str, lines: Sequence[CohortLine]) -> PlainTable:
    """Each age with its deals and their share; what is too young to tell says so."""
    heads = [_("Came in"), _("Leads")]
    for age in found.ages:
        days = say_age(age)
        heads += [_("Won within %(days)s") % {"days": days}, _("Share"), _("95 percent range")]
    return PlainTable(
        title=title,
        heads=[*heads, _("Final deals")],
        rows=[
            [
                line.name,
                formats.whole(row.leads),
                *(text for rate in row.rates for text in _texts(rate)),
                line.outlook,
            ]
            for row, line in zip(found.rows, lines, strict=True)
        ],
    )


def _texts(rate: Rate | None) -> list[str]:
    if rate is None:
        return [_("too young"), "", ""]
    return [formats.whole(rate.count), formats.percent(rate.value), formats.spread(rate)]
