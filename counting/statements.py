"""The SQL of counting, made from the lines of counting.measures: one text for job, rebuild and proof.

Django writes what is asked of a lead (tables, joins, conditions); here it is put together for all cells, for
some, and for months. Nothing takes a value from outside: what varies is a parameter of the statement.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BooleanField, Count, F, Func, Q, SmallIntegerField, Sum
from django.db.models.expressions import RawSQL

from counting.kinds import Lag
from counting.measures import COUNTS, LAGS, STORED, SUMS
from counting.models import ConversionCell, ConversionMonth
from counting.statistics import EDGES_SECONDS
from leads.models import Lead, LeadQuerySet

CELLS: Final = ConversionCell._meta.db_table
MONTHS: Final = ConversionMonth._meta.db_table
KEY: Final = ("campaign_id", "cta_id", "channel_id", "day")
MONTH_KEY: Final = ("campaign_id", "cta_id", "channel_id", "month")
LAG_COLUMNS: Final = tuple(lag.name for lag in LAGS)
# A row in which no step is recorded.
NO_LAG: Final = " AND ".join(f"{name} = '{{}}'" for name in LAG_COLUMNS)

# The cells given as four arrays (campaigns, calls-to-action, channels, days).
GIVEN: Final = f"unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[]) AS cell ({', '.join(KEY)})"
_OF_CELL: Final = """
    {leads}.received_on = cell.day AND {leads}.campaign_id = cell.campaign_id
    AND {leads}.cta_id IS NOT DISTINCT FROM cell.cta_id
    AND {leads}.channel_id IS NOT DISTINCT FROM cell.channel_id
"""


class Statement(NamedTuple):
    """SQL, and the values of the conditions in it; where the caller has values, too, his come first."""

    sql: str
    values: tuple[Any, ...]


class Bucket(Func):
    """The bucket of a duration, as counting.statistics.lags counts them."""

    output_field = SmallIntegerField()
    edges = ",".join(map(str, EDGES_SECONDS))
    template = f"width_bucket(EXTRACT(epoch FROM %(expressions)s)::float8, '{{{edges}}}'::float8[])::smallint"


@cache
def count_all_cells() -> Statement:
    """Every cell from all leads: the key, STORED and LAG_COLUMNS, without NULL."""
    counts = _compile(_counts_of(Lead.objects.counted()))
    columns = ", ".join((*KEY, *_without_null("counts")))
    return Statement(f"SELECT {columns} FROM ({counts.sql}) AS counts", counts.values)


@cache
def count_some_cells() -> Statement:
    """The same of the cells given, one row each even when no lead is left.

    Each cell is its own search in the index `lead_cell`, so the cost follows the number of cells, never the
    number of leads, whatever the planner believes of the arrays.
    """
    of_cell = RawSQL(  # no value in it: the correlation with a cell, which no queryset can say
        _OF_CELL.format(leads=Lead._meta.db_table), [], output_field=BooleanField()
    )
    counts = _compile(_counts_of(Lead.objects.counted().filter(of_cell)))
    columns = ", ".join((*(f"cell.{name}" for name in KEY), *_without_null("counts")))
    return Statement(
        f"SELECT {columns} FROM {GIVEN} LEFT JOIN LATERAL ({counts.sql}) AS counts ON TRUE", counts.values
    )


def _counts_of(rows: LeadQuerySet) -> Any:
    """Grouped by cell, with every count, sum and lag of the leads."""
    keyed = rows.order_by().values("campaign_id", "cta_id", "channel_id", day=F("received_on"))
    counts = {count.name: Count("pk", filter=count.rule.condition) for count in COUNTS}
    sums = {money.name: Sum(money.amount, filter=money.rule.condition) for money in SUMS}
    return keyed.annotate(**counts, **sums, **{lag.name: _buckets_of(lag) for lag in LAGS})


def _buckets_of(lag: Lag) -> ArrayAgg:
    took = F(lag.end) - F(lag.start)
    is_recorded = Q(**{f"{lag.start}__isnull": False, f"{lag.end}__isnull": False})
    return ArrayAgg(Bucket(took), filter=is_recorded & lag.rule.condition, order_by=took)


def _compile(rows: Any) -> Statement:
    return Statement(*rows.query.sql_with_params())


def _without_null(table: str) -> list[str]:
    counts = [f"coalesce({table}.{name}, 0) AS {name}" for name in STORED]
    return counts + [f"coalesce({table}.{name}, '{{}}') AS {name}" for name in LAG_COLUMNS]


_SUMS: Final = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in STORED)

# The months are the cells added up.
SUMS_OF_ALL_MONTHS: Final = f"""
    SELECT campaign_id, cta_id, channel_id, date_trunc('month', day)::date AS month, {_SUMS}
    FROM {CELLS}
    GROUP BY 1, 2, 3, 4
"""
# The months in which the cells given lie.
SUMS_OF_SOME_MONTHS: Final = f"""
    SELECT {", ".join(f"part.{name}" for name in MONTH_KEY)}, {", ".join(f"sums.{name}" for name in STORED)}
    FROM (
        SELECT DISTINCT campaign_id, cta_id, channel_id, date_trunc('month', day)::date AS month FROM {GIVEN}
    ) AS part
    CROSS JOIN LATERAL (
        SELECT {_SUMS}
        FROM {CELLS} AS cell
        WHERE cell.campaign_id = part.campaign_id
          AND cell.day >= part.month AND cell.day < part.month + interval '1 month'
          AND cell.cta_id IS NOT DISTINCT FROM part.cta_id
          AND cell.channel_id IS NOT DISTINCT FROM part.channel_id
    ) AS sums
"""
