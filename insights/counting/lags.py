"""The SQL of the lags: the buckets of each cell, and their sums by month and for the company.

The sums are kept by difference: what a cell adds is what it holds now less what it held before, so a changed
lead costs a few rows whatever its month holds.
"""

from __future__ import annotations

from typing import Final

from insights.counting.statements import KEY, LAG_COLUMNS, MONTH_KEY
from insights.measures import LAGS
from insights.models import LagCell, LagMonth, LagTotal, Span

LAG_CELLS: Final = LagCell._meta.db_table
LAG_MONTHS: Final = LagMonth._meta.db_table
LAG_TOTALS: Final = LagTotal._meta.db_table
LAG_MONTH_KEY: Final = (*MONTH_KEY, "lag", "bucket")
LAG_TOTAL_KEY: Final = ("span", "start", "lag", "bucket")

_KEY: Final = ", ".join(KEY)
_COLUMNS: Final = ", ".join(LAG_COLUMNS)
_SPANS: Final = f"(VALUES ('{Span.DAY}', day), ('{Span.MONTH}', month)) AS total (span, start)"
ADD: Final = "DO UPDATE SET count = kept.count + excluded.count"


def steps_of(source: str, columns: str) -> str:
    """The steps in rows with LAG_COLUMNS, one by one: these columns, `lag` and `bucket`."""
    lags = ", ".join(f"({lag.number}, {lag.name})" for lag in LAGS)
    return f"""(
        SELECT {columns}, lag, unnest(buckets) AS bucket
        FROM {source} CROSS JOIN LATERAL (VALUES {lags}) AS one (lag, buckets)
    )"""


def _group(columns: tuple[str, ...], amount: str) -> str:
    """The end of a query: rows of these columns with the sum of an amount."""
    return f"GROUP BY {', '.join(columns)} HAVING sum({amount}) <> 0"


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
        SELECT {_KEY}, date_trunc('month', day)::date AS month, lag, bucket, sum(sign) AS difference
        FROM (
            SELECT {_KEY}, lag, sign, unnest(buckets) AS bucket
            FROM moved CROSS JOIN LATERAL (VALUES {_OLD_AND_NEW}) AS either (lag, sign, buckets)
        ) AS step
        {_group((*KEY, "lag", "bucket"), "sign")}
    ),
    lag_months AS (
        INSERT INTO {LAG_MONTHS} AS kept ({", ".join(LAG_MONTH_KEY)}, count)
        SELECT {", ".join(LAG_MONTH_KEY)}, sum(difference) FROM change
        {_group(LAG_MONTH_KEY, "difference")}
        ON CONFLICT ON CONSTRAINT lagmonth_once {ADD}
    )
"""
STORE_TOTALS: Final = f"""
    INSERT INTO {LAG_TOTALS} AS kept ({", ".join(LAG_TOTAL_KEY)}, count)
    SELECT {", ".join(LAG_TOTAL_KEY)}, sum(difference) FROM change CROSS JOIN LATERAL {_SPANS}
    {_group(LAG_TOTAL_KEY, "difference")}
    ON CONFLICT ON CONSTRAINT lagtotal_once {ADD}
"""

# The sums once more from all cells: for the rebuild and the proof.
ALL_LAG_MONTHS: Final = f"""
    SELECT campaign_id, cta_id, channel_id, date_trunc('month', day)::date AS month, lag, bucket, count(*)
    FROM {steps_of(LAG_CELLS, _KEY)} AS step
    GROUP BY 1, 2, 3, 4, 5, 6
"""
ALL_LAG_TOTALS: Final = f"""
    SELECT {", ".join(LAG_TOTAL_KEY)}, sum(count)
    FROM (
        SELECT day, date_trunc('month', day)::date AS month, lag, bucket, count(*) AS count
        FROM {steps_of(LAG_CELLS, "day")} AS step
        GROUP BY 1, 2, 3, 4
    ) AS days CROSS JOIN LATERAL {_SPANS}
    GROUP BY {", ".join(LAG_TOTAL_KEY)}
"""
