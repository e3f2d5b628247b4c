"""The few statements that add the kept counts up; each answers all groups of all dimensions at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from campaigns.models import DailyCost
from counting.filters import Filters, Value, split
from counting.lags import LAG_CELLS, LAG_MONTHS, LAG_TOTALS, steps_of
from counting.measures import AGED
from counting.models import Span, Subject
from counting.statements import CELLS, MONTHS
from counting.traits import TRAIT_CELLS, TRAIT_MONTHS, TRAIT_TOTALS
from values.reading import read_connection

Dimension = Literal["campaign", "cta", "channel", "month"]
# (dimension, key); the key None is "without", the dimension None the total.
Group = tuple[Dimension | None, Any]
Sums = dict[Group, dict[str, int]]
# Subject → the primary key of what is spoken of → how many ratings do.
Traits = dict[int, dict[int, int]]

_FACETS: Final = f"{Subject.FACET}, {Subject.FACET_AGAIN}"
_COLUMN: Final[dict[Dimension, str]] = {
    "campaign": "campaign_id",
    "cta": "cta_id",
    "channel": "channel_id",
    "month": "month",
}


def read_counts(filters: Filters, dimensions: Sequence[Dimension], columns: Mapping[str, str]) -> Sums:
    """Sums of columns of the cells, by the name each is asked for, of every group and of the total."""
    source, params = _cells(filters, sorted({*columns.values()}))
    return _grouped(source, params, {name: f"sum({column})" for name, column in columns.items()}, dimensions)


def read_young(filters: Filters, dimensions: Sequence[Dimension], young_since: date) -> Sums:
    """The same of the leads too young to judge, by the names of the counts that are told apart by age."""
    told_apart = {aged.of: aged.of for aged in AGED}
    return read_counts(filters.since(young_since), dimensions, told_apart)


def read_lags(filters: Filters) -> dict[int, dict[int, int]]:
    """The number of a lag → how many steps of the leads meant fell into each bucket; none: no entry."""
    source, params = _lags(filters) if filters.is_narrowed else _lags_of_company(filters)
    lags: dict[int, dict[int, int]] = defaultdict(dict)
    with read_connection().cursor() as cursor:
        cursor.execute(f"SELECT lag, bucket, sum(count) FROM {source} GROUP BY lag, bucket", params)
        for lag, bucket, count in cursor.fetchall():
            lags[lag][bucket] = int(count)
    return dict(lags)


def read_lags_by_campaign(filters: Filters) -> dict[int, dict[int, dict[int, int]]]:
    """The same of each campaign."""
    source, params = _lags(filters)
    lags: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    with read_connection().cursor() as cursor:
        cursor.execute(f"SELECT campaign_id, lag, bucket, sum(count) FROM {source} GROUP BY 1, 2, 3", params)
        for campaign, lag, bucket, count in cursor.fetchall():
            lags[campaign][lag][bucket] = int(count)
    return {campaign: dict(of_campaign) for campaign, of_campaign in lags.items()}


def read_traits(filters: Filters) -> Traits:
    """Of each subject but facets, what is true of how many of the leads meant."""
    source, params = _traits(filters) if filters.is_narrowed else _traits_of_company(filters)
    traits: Traits = defaultdict(dict)
    with read_connection().cursor() as cursor:
        cursor.execute(
            f"""
            SELECT subject, number, sum(count) FROM {source}
            WHERE subject NOT IN ({_FACETS}) GROUP BY subject, number
            """,
            params,
        )
        for subject, number, count in cursor.fetchall():
            traits[subject][number] = int(count)
    return dict(traits)


def read_facets(filters: Filters) -> Traits:
    """What stands on the leads meant, numbered as `counting.facets` does."""
    source, params = _traits(filters) if filters.is_narrowed else _traits_of_company(filters)
    facets: Traits = {Subject.FACET: {}, Subject.FACET_AGAIN: {}}
    with read_connection().cursor() as cursor:
        cursor.execute(
            f"""
            SELECT subject, number, sum(count) FROM {source}
            WHERE subject IN ({_FACETS}) GROUP BY subject, number
            """,
            params,
        )
        for subject, number, count in cursor.fetchall():
            facets[subject][number] = int(count)
    return facets


def read_traits_by(filters: Filters, dimension: Dimension, subjects: Sequence[int]) -> dict[Any, Traits]:
    """The same of these subjects, by the key of each group that has any; the key None is "without"."""
    source, params = _traits(filters)
    groups: dict[Any, Traits] = defaultdict(lambda: defaultdict(dict))
    with read_connection().cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {_COLUMN[dimension]}, subject, number, sum(count) FROM {source}
            WHERE subject = ANY(%s) GROUP BY 1, 2, 3
            """,
            [*params, [int(subject) for subject in subjects]],
        )
        for key, subject, number, count in cursor.fetchall():
            groups[key][subject][number] = int(count)
    return {key: dict(traits) for key, traits in groups.items()}


def first_day() -> date | None:
    """On which day the first lead of the company came in that is counted; None before there is one."""
    with read_connection().cursor() as cursor:
        cursor.execute(f"SELECT min(day) FROM {CELLS}")
        (day,) = cursor.fetchone()
        return day  # type: ignore[no-any-return]


def read_costs(filters: Filters, dimensions: Sequence[Dimension], young_from: date = date.max) -> Sums:
    """Costs of the days meant, as `cost_cents`; a channel has those that were entered for it.

    `mature_cost_cents` are those of the days before `young_from`.
    """
    condition, values = filters.condition()
    source = f"""(
        SELECT campaign_id, channel_id, date_trunc('month', day)::date AS month, amount_cents,
            day < %s AS is_old
        FROM {DailyCost._meta.db_table} AS cost
        WHERE day BETWEEN %s AND %s AND {condition}
    ) AS cost"""
    params: list[Value] = [young_from, filters.start or date.min, filters.end or date.max, *values]
    known = [dimension for dimension in dimensions if dimension != "cta"]
    sums = {
        "cost_cents": "coalesce(sum(amount_cents), 0)",
        "mature_cost_cents": "coalesce(sum(amount_cents) FILTER (WHERE is_old), 0)",
    }
    return _grouped(source, params, sums, known)


def read_uncosted(filters: Filters) -> dict[int, int]:
    """Campaign → how many of the leads meant came in on a day for which no cost of it is entered."""
    condition, values = filters.condition()
    channel, of_channel = (
        ("", []) if filters.channel_id is None else ("AND channel_id = %s", [filters.channel_id])
    )
    statement = f"""
        SELECT campaign_id, sum(leads) FROM {CELLS} AS cell
        WHERE day BETWEEN %s AND %s AND {condition} AND NOT EXISTS (
            SELECT FROM {DailyCost._meta.db_table} AS cost
            WHERE cost.campaign_id = cell.campaign_id AND cost.day = cell.day {channel}
        )
        GROUP BY campaign_id
    """
    params = [filters.start or date.min, filters.end or date.max, *values, *of_channel]
    with read_connection().cursor() as cursor:
        cursor.execute(statement, params)
        return {campaign: int(leads) for campaign, leads in cursor.fetchall()}


def _cells(filters: Filters, columns: Sequence[str]) -> tuple[str, list[Value]]:
    """Whole months added up, and the days left at both ends of the period."""
    period = split(filters.start, filters.end)
    condition, values = filters.condition()
    names = ", ".join(columns)
    source = f"""(
        SELECT campaign_id, cta_id, channel_id, month, {names} FROM {MONTHS}
        WHERE month >= %s AND month < %s AND {condition}
        UNION ALL
        SELECT campaign_id, cta_id, channel_id, date_trunc('month', day)::date, {names} FROM {CELLS}
        WHERE (day >= %s AND day < %s OR day >= %s AND day < %s) AND {condition}
    ) AS cell"""
    return source, [*period.months, *values, *period.head, *period.tail, *values]


def _lags(filters: Filters) -> tuple[str, list[Value]]:
    period = split(filters.start, filters.end)
    condition, values = filters.condition()
    source = f"""(
        SELECT campaign_id, lag, unnest(buckets) AS bucket, unnest(counts) AS count FROM {LAG_MONTHS}
        WHERE month >= %s AND month < %s AND {condition}
        UNION ALL
        SELECT campaign_id, lag, bucket, count
        FROM {steps_of(LAG_CELLS, "campaign_id, cta_id, channel_id, day")} AS step
        WHERE (day >= %s AND day < %s OR day >= %s AND day < %s) AND {condition}
    ) AS step"""
    return source, [*period.months, *values, *period.head, *period.tail, *values]


def _lags_of_company(filters: Filters) -> tuple[str, list[Value]]:
    period = split(filters.start, filters.end)
    source = f"""(
        SELECT lag, unnest(buckets) AS bucket, unnest(counts) AS count FROM {LAG_TOTALS}
        WHERE span = '{Span.MONTH}' AND start >= %s AND start < %s
        UNION ALL
        SELECT lag, unnest(buckets) AS bucket, unnest(counts) AS count FROM {LAG_TOTALS}
        WHERE span = '{Span.DAY}' AND (start >= %s AND start < %s OR start >= %s AND start < %s)
    ) AS step"""
    return source, [*period.months, *period.head, *period.tail]


def _traits(filters: Filters) -> tuple[str, list[Value]]:
    period = split(filters.start, filters.end)
    condition, values = filters.condition()
    source = f"""(
        SELECT campaign_id, cta_id, channel_id, month, subject, number, count FROM {TRAIT_MONTHS}
        WHERE month >= %s AND month < %s AND {condition}
        UNION ALL
        SELECT campaign_id, cta_id, channel_id, date_trunc('month', day)::date, subject, number, count
        FROM {TRAIT_CELLS}
        WHERE (day >= %s AND day < %s OR day >= %s AND day < %s)
          AND subject <> {Subject.NOTE} AND {condition}
    ) AS trait"""
    return source, [*period.months, *values, *period.head, *period.tail, *values]


def _traits_of_company(filters: Filters) -> tuple[str, list[Value]]:
    period = split(filters.start, filters.end)
    source = f"""(
        SELECT subject, number, count FROM {TRAIT_TOTALS}
        WHERE span = '{Span.MONTH}' AND start >= %s AND start < %s
        UNION ALL
        SELECT subject, number, count FROM {TRAIT_TOTALS}
        WHERE span = '{Span.DAY}' AND (start >= %s AND start < %s OR start >= %s AND start < %s)
    ) AS trait"""
    return source, [*period.months, *period.head, *period.tail]


def _grouped(
    source: str, params: Sequence[Value], sums: dict[str, str], dimensions: Sequence[Dimension]
) -> Sums:
    """Sum by each dimension and in total, in one pass. GROUPING() is 0 for the column a group is of."""
    columns = [_COLUMN[dimension] for dimension in dimensions]
    fields = [*columns, *(f"GROUPING({column})" for column in columns), *sums.values()]
    sets = ", ".join([*(f"({column})" for column in columns), "()"])
    with read_connection().cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(fields)} FROM {source} GROUP BY GROUPING SETS ({sets})", params)
        return dict(_group(row, dimensions, list(sums)) for row in cursor.fetchall())


def _group(
    row: Sequence[Any], dimensions: Sequence[Dimension], names: Sequence[str]
) -> tuple[Group, dict[str, int]]:
    width = len(dimensions)
    keys, is_summed_over, values = row[:width], row[width : 2 * width], row[2 * width :]
    counts = {name: int(value or 0) for name, value in zip(names, values, strict=True)}
    for dimension, key, is_other in zip(dimensions, keys, is_summed_over, strict=True):
        if not is_other:
            return (dimension, key), counts
    return (None, None), counts
