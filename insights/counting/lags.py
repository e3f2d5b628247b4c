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
# Rows with LAG_COLUMNS, one by one: each step with its lag and its bucket.
UNNESTED: Final = f"""
    CROSS JOIN LATERAL (
        VALUES {", ".join(f"({lag.number}, {lag.name})" for lag in LAGS)}
    ) AS step (lag, buckets)
    CROSS JOIN LATERAL unnest(step.buckets) AS bucket
"""
_SPANS: Final = f"(VALUES ('{Span.DAY}', day), ('{Span.MONTH}', month)) AS total (span, start)"
ADD: Final = "DO UPDATE SET count = kept.count + excluded.count"


def _group(columns: tuple[str, ...], amount: str) -> str:
    """The end of a query: rows of these columns with the sum of an amount."""
    return f"GROUP BY {', '.join(columns)} HAVING sum({amount}) <> 0"


# The CTEs that bring the lags up to the `counted` cells; the last one is to be followed by STORE_TOTALS.
STORE_LAGS: Final = f"""
    before AS MATERIALIZED (
        SELECT {", ".join(f"kept.{name}" for name in (*KEY, *LAG_COLUMNS))}
        FROM counted JOIN {LAG_CELLS} AS kept
          ON kept.campaign_id = counted.campaign_id AND kept.day = counted.day
         AND kept.cta_id IS NOT DISTINCT FROM counted.cta_id
         AND kept.channel_id IS NOT DISTINCT FROM counted.channel_id
    ),
    lag_cells AS (
        INSERT INTO {LAG_CELLS} AS kept ({_KEY}, {_COLUMNS}) SELECT {_KEY}, {_COLUMNS} FROM counted
        ON CONFLICT ON CONSTRAINT lagcell_once
        DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in LAG_COLUMNS)}
        WHERE ({", ".join(f"kept.{name}" for name in LAG_COLUMNS)})
           <> ({", ".join(f"excluded.{name}" for name in LAG_COLUMNS)})
    ),
    change AS MATERIALIZED (
        SELECT {_KEY}, date_trunc('month', day)::date AS month, lag, bucket, sum(sign) AS difference
        FROM (
            SELECT {_KEY}, {_COLUMNS}, 1 AS sign FROM counted
            UNION ALL
            SELECT {_KEY}, {_COLUMNS}, -1 FROM before
        ) AS either {UNNESTED}
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
    FROM {LAG_CELLS} {UNNESTED}
    GROUP BY 1, 2, 3, 4, 5, 6
"""
ALL_LAG_TOTALS: Final = f"""
    SELECT {", ".join(LAG_TOTAL_KEY)}, sum(count)
    FROM (
        SELECT day, date_trunc('month', day)::date AS month, lag, bucket, count(*) AS count
        FROM {LAG_CELLS} {UNNESTED}
        GROUP BY 1, 2, 3, 4
    ) AS days CROSS JOIN LATERAL {_SPANS}
    GROUP BY {", ".join(LAG_TOTAL_KEY)}
"""
