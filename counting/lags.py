"""The SQL of the lags: the buckets of each cell, and their sums by month and for the company.

The sums are kept by difference: what a cell adds is what it holds now less what it held before. A changed
lead costs a few rows of at most some two hundred buckets, whatever its month holds.
"""

from __future__ import annotations

from typing import Final

from counting.measures import LAGS
from counting.models import LagCell, LagMonth, LagTotal, Span
from counting.statements import KEY, LAG_COLUMNS, MONTH_KEY

LAG_CELLS: Final = LagCell._meta.db_table
LAG_MONTHS: Final = LagMonth._meta.db_table
LAG_TOTALS: Final = LagTotal._meta.db_table
LAG_MONTH_KEY: Final = (*MONTH_KEY, "lag")
LAG_TOTAL_KEY: Final = ("span", "start", "lag")
SUM_COLUMNS: Final = ("buckets", "counts")

_KEY: Final = ", ".join(KEY)
_COLUMNS: Final = ", ".join(LAG_COLUMNS)
_SPANS: Final = f"(VALUES ('{Span.DAY}', day), ('{Span.MONTH}', month)) AS total (span, start)"


def steps_of(source: str, columns: str) -> str:
    """The steps in rows with LAG_COLUMNS, one by one: these columns, `lag`, `bucket` and a `count` of 1."""
    lags = ", ".join(f"({lag.number}, {lag.name})" for lag in LAGS)
    return f"""(
        SELECT {columns}, lag, unnest(buckets) AS bucket, 1 AS count
        FROM {source} CROSS JOIN LATERAL (VALUES {lags}) AS one (lag, buckets)
    )"""


def sum_up(source: str, key: tuple[str, ...]) -> str:
    """Rows with `bucket` and `count` added up by key, in two lists; what cancels out is left out."""
    names = ", ".join(key)
    return f"""
        SELECT {names},
               array_agg(bucket ORDER BY bucket) AS buckets, array_agg(count ORDER BY bucket) AS counts
        FROM (
            SELECT {names}, bucket, sum(count)::integer AS count
            FROM {source} GROUP BY {names}, bucket HAVING sum(count) <> 0
        ) AS summed
        GROUP BY {names}
    """


def add_to(table: str, key: tuple[str, ...], constraint: str, source: str) -> str:
    """Add rows as `sum_up` makes them to those that are kept, bucket by bucket."""
    names = ", ".join((*key, *SUM_COLUMNS))
    return f"""
        INSERT INTO {table} AS kept ({names}) SELECT {names} FROM ({source}) AS added
        ON CONFLICT ON CONSTRAINT {constraint} DO UPDATE SET (buckets, counts) = (
            SELECT coalesce(array_agg(bucket ORDER BY bucket), '{{}}'),
                   coalesce(array_agg(count ORDER BY bucket), '{{}}')
            FROM (
                SELECT bucket, sum(count)::integer AS count
                FROM (
                    SELECT unnest(kept.buckets) AS bucket, unnest(kept.counts) AS count
                    UNION ALL
                    SELECT unnest(excluded.buckets), unnest(excluded.counts)
                ) AS either
                GROUP BY bucket HAVING sum(count) <> 0
            ) AS summed
        )
    """


def add_to_months(source: str) -> str:
    return add_to(LAG_MONTHS, LAG_MONTH_KEY, "lagmonth_once", source)


def add_to_totals(source: str) -> str:
    return add_to(LAG_TOTALS, LAG_TOTAL_KEY, "lagtotal_once", source)


_NEW: Final = ", ".join(f"counted.{name}" for name in LAG_COLUMNS)
_OLD: Final = ", ".join(f"coalesce(kept.{name}, '{{}}')" for name in LAG_COLUMNS)
_OLD_AND_NEW: Final = ", ".join(
    f"({lag.number}, 1, {lag.name}), ({lag.number}, -1, old_{lag.name})" for lag in LAGS
)

# The CTEs that bring the lags up to the `counted` cells; STORE_TOTALS follows them. A cell's old lags are
# searched one by one in the unique index, so that the cost follows the number of cells.
STORE_LAGS: Final = f"""
    moved AS MATERIALIZED (
        SELECT {", ".join(f"counted.{name}" for name in KEY)}, {_NEW},
               {", ".join(f"kept.{name} AS old_{name}" for name in LAG_COLUMNS)}
        FROM counted LEFT JOIN LATERAL (
            SELECT {_COLUMNS} FROM {LAG_CELLS} AS cell
            WHERE cell.campaign_id = counted.campaign_id AND cell.day = counted.day
              AND cell.cta_id IS NOT DISTINCT FROM counted.cta_id
              AND cell.channel_id IS NOT DISTINCT FROM counted.channel_id
            LIMIT 1
        ) AS kept ON TRUE
        WHERE ({_NEW}) <> ({_OLD})
    ),
    lag_cells AS (
        INSERT INTO {LAG_CELLS} ({_KEY}, {_COLUMNS}) SELECT {_KEY}, {_COLUMNS} FROM moved
        ON CONFLICT ON CONSTRAINT lagcell_once
        DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in LAG_COLUMNS)}
    ),
    change AS MATERIALIZED (
        SELECT {_KEY}, date_trunc('month', day)::date AS month, lag, bucket, sum(sign) AS count
        FROM (
            SELECT {_KEY}, lag, sign, unnest(buckets) AS bucket
            FROM moved CROSS JOIN LATERAL (VALUES {_OLD_AND_NEW}) AS either (lag, sign, buckets)
        ) AS step
        GROUP BY {_KEY}, lag, bucket HAVING sum(sign) <> 0
    ),
    lag_months AS ({add_to_months(sum_up("change", LAG_MONTH_KEY))})
"""
STORE_TOTALS: Final = add_to_totals(sum_up(f"change CROSS JOIN LATERAL {_SPANS}", LAG_TOTAL_KEY))

# The steps of all cells as the sums are made of them: for the rebuild and the proof.
STEPS_OF_MONTHS: Final = f"""(
    SELECT campaign_id, cta_id, channel_id, date_trunc('month', day)::date AS month, lag, bucket, count
    FROM {steps_of(LAG_CELLS, _KEY)} AS step
)"""
STEPS_OF_TOTALS: Final = f"""(
    SELECT {", ".join(LAG_TOTAL_KEY)}, bucket, count
    FROM (
        SELECT day, date_trunc('month', day)::date AS month, lag, bucket, sum(count) AS count
        FROM {steps_of(LAG_CELLS, "day")} AS step
        GROUP BY day, lag, bucket
    ) AS days CROSS JOIN LATERAL {_SPANS}
)"""
