"""The statements that tell leads apart by the day they came in and by the age at which they ended.

What is read of whole months is read added up, the rest day by day; weeks are days throughout.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any, Final, Literal

from counting.filters import Filters, Split, Value, split, split_into_days
from counting.models import Span, Subject
from counting.statements import CELLS, MONTHS
from counting.traits import TRAIT_CELLS, TRAIT_MONTHS, TRAIT_TOTALS
from values.reading import read_connection

Unit = Literal["month", "week"]
# Age in days → how many leads.
ByAge = Mapping[int, int]
Source = tuple[str, list[Value]]

_LEADS: Final = 0
_OLD: Final = -1
# Further than any deal.
_EVER: Final = 10**9


@dataclass(frozen=True, kw_only=True, slots=True)
class EndsByAge:
    """Leads by the age at which they were won or lost, or up to which they are open.

    An end without a date is in none. What ended before intake has a negative age. `old` is how many leads
    came in at least so many days ago as was asked for, whatever became of them.
    """

    won: dict[int, int] = field(default_factory=dict)
    lost: dict[int, int] = field(default_factory=dict)
    open: dict[int, int] = field(default_factory=dict)
    old: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortCount:
    """Leads of one month or week that tell their age, and how many were won by each age asked for."""

    leads: int
    won: tuple[int, ...]


def read_ends(filters: Filters, *, day: date) -> EndsByAge:
    """How the leads meant ended, and the age on this day of those that are open."""
    source, params = _ends_of_campaigns(filters) if filters.is_narrowed else _ends_of_company(filters)
    opened, more = _open(filters)
    sql = f"""
        SELECT NULL::bigint, subject, number, sum(count) FROM {source} GROUP BY subject, number
        UNION ALL
        SELECT NULL::bigint, {Subject.OPEN}, %s::date - day, sum(open) FROM {opened}
        GROUP BY day HAVING sum(open) > 0
    """
    return _collect(sql, [*params, day, *more]).get(None, EndsByAge())


def read_ends_by_campaign(filters: Filters, *, day: date, longest: int) -> dict[int | None, EndsByAge]:
    """The same of each campaign; ages beyond `longest` days are told as `longest` + 1, and `old` is of it."""
    source, params = _ends_of_campaigns(filters)
    opened, more = _open(filters)
    sql = f"""
        SELECT campaign_id, subject, least(number, %s), sum(count) FROM {source} GROUP BY 1, 2, 3
        UNION ALL
        SELECT campaign_id, {Subject.OPEN}, least(%s::date - day, %s), sum(open) FROM {opened}
        GROUP BY 1, 3 HAVING sum(open) > 0
        UNION ALL
        SELECT campaign_id, {_OLD}, 0, sum(leads) FROM {opened} WHERE %s::date - day >= %s GROUP BY 1
    """
    beyond = longest + 1
    return _collect(sql, [beyond, *params, day, beyond, *more, *more, day, longest])


def read_cohorts(filters: Filters, *, unit: Unit, ages: Sequence[int]) -> dict[date, CohortCount]:
    """The leads meant by the first day of their month or ISO week of intake; `ages` ascend."""
    period = split(filters.start, filters.end) if unit == "month" else split_into_days(filters)
    return _read_cohorts(filters, period, unit=unit, time="number", limits=ages, where="TRUE")


def read_progress(
    filters: Filters, *, unit: Unit, offsets: Sequence[int], longest: int
) -> dict[date, CohortCount]:
    """The same by how many days after the last day of the month or week the deals were in.

    `offsets` are in ascending order; after them stands what was won at all. Deals at an age of more than
    `longest` days are left out.
    """
    last = f"(date_trunc('{unit}', start) + interval '1 {unit}')::date - 1"
    return _read_cohorts(
        filters,
        split_into_days(filters),
        unit=unit,
        time=f"(start + number::integer) - ({last})",
        limits=[*offsets, _EVER],
        where=f"number <= {int(longest)}",
    )


def read_median_days(filters: Filters) -> dict[int, date]:
    """Of each campaign the day of intake by which half of its leads meant had come in."""
    condition, values = filters.condition()
    sql = f"""
        SELECT DISTINCT ON (campaign_id) campaign_id, day FROM (
            SELECT campaign_id, day, sum(sum(leads)) OVER (PARTITION BY campaign_id ORDER BY day) AS so_far,
                   sum(sum(leads)) OVER (PARTITION BY campaign_id) AS whole
            FROM {CELLS} WHERE day BETWEEN %s AND %s AND {condition} GROUP BY campaign_id, day
        ) AS day WHERE 2 * so_far >= whole ORDER BY campaign_id, day
    """
    with read_connection().cursor() as cursor:
        cursor.execute(sql, [filters.start or date.min, filters.end or date.max, *values])
        return dict(cursor.fetchall())


def add_up(parts: Sequence[EndsByAge]) -> EndsByAge:
    """The leads of all of them."""
    return EndsByAge(
        won=_sum([part.won for part in parts]),
        lost=_sum([part.lost for part in parts]),
        open=_sum([part.open for part in parts]),
        old=sum(part.old for part in parts),
    )


def _sum(parts: Sequence[ByAge]) -> dict[int, int]:
    total: Counter[int] = Counter()
    for counts in parts:
        total.update(counts)
    return dict(total)


def _collect(sql: str, params: Sequence[Any]) -> dict[int | None, EndsByAge]:
    """Of rows of campaign, subject, age and count."""
    found: defaultdict[int | None, defaultdict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    with read_connection().cursor() as cursor:
        cursor.execute(sql, params)
        for key, subject, age, count in cursor.fetchall():
            found[key][subject][age] = int(count)
    return {
        key: EndsByAge(
            won=parts[Subject.WON_AFTER],
            lost=parts[Subject.LOST_AFTER],
            open=parts[Subject.OPEN],
            old=parts[_OLD].get(0, 0),
        )
        for key, parts in found.items()
    }


def _read_cohorts(
    filters: Filters, period: Split, *, unit: Unit, time: str, limits: Sequence[int], where: str
) -> dict[date, CohortCount]:
    """Deals by the first of the limits that their time does not exceed, and the leads they are of."""
    read = _ends_of_campaigns if filters.is_narrowed else _ends_of_company
    source, params = read(filters, period)
    counted, more = _telling(filters, period)
    sql = f"""
        SELECT date_trunc('{unit}', start)::date, width_bucket(({time})::bigint, %s::bigint[]) + 1, sum(count)
        FROM {source} WHERE subject = {Subject.WON_AFTER} AND {where} GROUP BY 1, 2
        UNION ALL
        SELECT date_trunc('{unit}', start)::date, {_LEADS}, sum(telling) FROM {counted} GROUP BY 1
    """
    found: defaultdict[date, dict[int, int]] = defaultdict(dict)
    with read_connection().cursor() as cursor:
        cursor.execute(sql, [[limit + 1 for limit in limits], *params, *more])
        for start, place, count in cursor.fetchall():
            found[start][place] = int(count)
    return {start: _cohort(counts, len(limits)) for start, counts in sorted(found.items())}


def _cohort(counts: Mapping[int, int], limits: int) -> CohortCount:
    """Place n has what was won by the n-th limit and after the one before; what is beyond them is left."""
    by_limit = (counts.get(place, 0) for place in range(1, limits + 1))
    return CohortCount(leads=counts.get(_LEADS, 0), won=tuple(accumulate(by_limit)))


_IS_END: Final = f"subject IN ({Subject.WON_AFTER}, {Subject.LOST_AFTER})"
_ON_ITS_DAYS: Final = "({day} >= %s AND {day} < %s OR {day} >= %s AND {day} < %s)"


def _ends_of_campaigns(filters: Filters, period: Split | None = None) -> Source:
    period = period or split(filters.start, filters.end)
    condition, values = filters.condition()
    source = f"""(
        SELECT campaign_id, month AS start, subject, number, count FROM {TRAIT_MONTHS}
        WHERE month >= %s AND month < %s AND {_IS_END} AND {condition}
        UNION ALL
        SELECT campaign_id, day, subject, number, count FROM {TRAIT_CELLS}
        WHERE {_ON_ITS_DAYS.format(day="day")} AND {_IS_END} AND {condition}
    ) AS ended"""
    return source, [*period.months, *values, *period.head, *period.tail, *values]


def _ends_of_company(filters: Filters, period: Split | None = None) -> Source:
    period = period or split(filters.start, filters.end)
    source = f"""(
        SELECT start, subject, number, count FROM {TRAIT_TOTALS}
        WHERE span = '{Span.MONTH}' AND start >= %s AND start < %s AND {_IS_END}
        UNION ALL
        SELECT start, subject, number, count FROM {TRAIT_TOTALS}
        WHERE span = '{Span.DAY}' AND {_ON_ITS_DAYS.format(day="start")} AND {_IS_END}
    ) AS ended"""
    return source, [*period.months, *period.head, *period.tail]


def _open(filters: Filters) -> Source:
    """The cells of each day: how old a lead is, its month does not tell."""
    condition, values = filters.condition()
    days = filters.start or date.min, filters.end or date.max
    return (
        f"""(
        SELECT campaign_id, day, leads, open FROM {CELLS} WHERE day BETWEEN %s AND %s AND {condition}
    ) AS cell""",
        [*days, *values],
    )


def _telling(filters: Filters, period: Split) -> Source:
    condition, values = filters.condition()
    source = f"""(
        SELECT month AS start, telling FROM {MONTHS} WHERE month >= %s AND month < %s AND {condition}
        UNION ALL
        SELECT day, telling FROM {CELLS} WHERE {_ON_ITS_DAYS.format(day="day")} AND {condition}
    ) AS cell"""
    return source, [*period.months, *values, *period.head, *period.tail, *values]
