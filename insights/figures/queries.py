"""The few statements that add the kept counts up; each answers all groups of all dimensions at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db import connection

from insights.counting.statements import COUNTED, sum_of_histogram
from insights.figures.rows import Dimension
from insights.filters import Filters, Value, split
from insights.models import LAG_COLUMNS

# (dimension, key); the key None is "without", the dimension None the total.
Group = tuple[Dimension | None, Any]
Sums = dict[Group, dict[str, int]]

_COLUMN: Final[dict[Dimension, str]] = {
    "campaign": "campaign_id",
    "cta": "cta_id",
    "channel": "channel_id",
    "month": "month",
}


def read_counts(filters: Filters, dimensions: Sequence[Dimension]) -> Sums:
    """The counts of every group of these dimensions and of the total."""
    names = ", ".join(COUNTED)
    parts, params = _parts(filters, names)
    return _grouped(f"({parts}) AS part", params, {name: f"sum({name})" for name in COUNTED}, dimensions)


def read_open(filters: Filters, dimensions: Sequence[Dimension]) -> Sums:
    """Just the leads neither won nor lost, as `open`."""
    parts, params = _parts(filters, "leads, won, lost")
    return _grouped(f"({parts}) AS part", params, {"open": "sum(leads - won - lost)"}, dimensions)


def read_lags(filters: Filters) -> dict[str, list[int]]:
    """Column → the summed histogram of all leads meant."""
    parts, params = _parts(filters, ", ".join(LAG_COLUMNS))
    sums = ", ".join(sum_of_histogram(name) for name in LAG_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sums} FROM ({parts}) AS part", params)
        row: Sequence[list[int]] = cursor.fetchone()
    return dict(zip(LAG_COLUMNS, row, strict=True))


def read_costs(filters: Filters, dimensions: Sequence[Dimension]) -> Sums:
    """Costs of the days meant, as `cost_cents`; a channel has those of the campaigns that usually use it."""
    condition, values = filters.condition()
    source = f"""(
        SELECT campaign_id, channel_id, date_trunc('month', day)::date AS month, amount_cents
        FROM leads_dailycost AS cost JOIN leads_campaign AS campaign ON campaign.id = cost.campaign_id
        WHERE day BETWEEN %s AND %s AND {condition}
    ) AS cost"""
    params: list[Value] = [filters.start or date.min, filters.end or date.max, *values]
    known = [dimension for dimension in dimensions if dimension != "cta"]
    return _grouped(source, params, {"cost_cents": "coalesce(sum(amount_cents), 0)"}, known)


def _parts(filters: Filters, names: str) -> tuple[str, list[Value]]:
    """Whole months added up, and the days left at both ends of the period."""
    period = split(filters.start, filters.end)
    condition, values = filters.condition()
    statement = f"""
        SELECT campaign_id, cta_id, channel_id, month, {names} FROM insights_conversionmonth
        WHERE month >= %s AND month < %s AND {condition}
        UNION ALL
        SELECT campaign_id, cta_id, channel_id, date_trunc('month', day)::date, {names}
        FROM insights_conversioncell
        WHERE (day >= %s AND day < %s OR day >= %s AND day < %s) AND {condition}
    """
    return statement, [*period.months, *values, *period.head, *period.tail, *values]


def _grouped(
    source: str, params: Sequence[Value], sums: dict[str, str], dimensions: Sequence[Dimension]
) -> Sums:
    """Sum by each dimension and in total, in one pass. GROUPING() is 0 for the column a group is of."""
    columns = [_COLUMN[dimension] for dimension in dimensions]
    fields = [*columns, *(f"GROUPING({column})" for column in columns), *sums.values()]
    sets = ", ".join([*(f"({column})" for column in columns), "()"])
    with connection.cursor() as cursor:
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
