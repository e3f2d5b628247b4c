"""What is counted: one SQL definition for the job, the rebuild and the nightly proof.

`FACTS` says what is known of one real lead, `COUNTS` adds the leads of a cell up. Nothing here takes a value
from outside; everything that varies is a parameter of the statement around it.
"""

from __future__ import annotations

from typing import Final

from insights.statistics import BUCKETS, EDGES_SECONDS

KEY: Final = ("campaign_id", "cta_id", "channel_id", "day")
MONTH_KEY: Final = ("campaign_id", "cta_id", "channel_id", "month")

# name -> the leads of the cell that it counts
_COUNTED: Final = {
    "leads": "TRUE",
    "history_leads": "is_history",
    "history_won": "is_history AND is_won",
    "handed_over": "is_handed_over",
    "accepted": "is_accepted",
    "contacted": "is_contacted",
    "rated": "is_rated",
    "good": "is_good",
    "won": "is_won",
    "lost": "is_lost",
    "implied_accepted": "is_accepted AND accepted_at IS NULL",
    "implied_contacted": "is_contacted AND contacted_at IS NULL",
    "implied_rated": "is_rated AND rated_at IS NULL",
    "implied_good": "is_good AND quality NOT IN ('A', 'B')",
    "fit_realistic": "fit = 'realistic'",
    "fit_too_high": "fit = 'too_high'",
    "fit_too_low": "fit = 'too_low'",
    "fit_other": "fit = 'other'",
}
# name -> (from, to, whose)
_LAGS: Final = {
    "lag_accepted": ("received_at", "accepted_at", "TRUE"),
    "lag_contacted": ("accepted_at", "contacted_at", "TRUE"),
    "lag_rated": ("contacted_at", "rated_at", "TRUE"),
    "lag_won": ("received_at", "decided_at", "is_won"),
}
_EDGES: Final = f"'{{{','.join(map(str, EDGES_SECONDS))}}}'::float8[]"

COUNTED: Final = (*_COUNTED, "revenue_cents")
COLUMNS: Final = (*COUNTED, *_LAGS)

# LeadStanding.rated_at is there exactly when `quality` is (a constraint of feedback). The joins after the
# first only name what the next line builds on; PostgreSQL folds them away.
_FACTS: Final = """
    SELECT campaign_id, cta_id, channel_id, received_on AS day,
           accepted_at, contacted_at, rated_at, quality, fit, value_cents,
           definition_id IS NULL AS is_history, is_won, is_lost, judged.is_rated, is_contacted, is_accepted,
           is_accepted OR handed_over_at IS NOT NULL AS is_handed_over,
           is_won OR quality IN ('A', 'B') AS is_good,
           {buckets}
    FROM {leads} AS l
    LEFT JOIN feedback_leadstanding AS s ON s.lead_id = l.id
    CROSS JOIN LATERAL (SELECT coalesce(s.outcome = 'won', FALSE) AS is_won,
                               coalesce(s.outcome = 'lost', FALSE) AS is_lost) AS ended
    CROSS JOIN LATERAL (SELECT is_won OR is_lost OR s.rated_at IS NOT NULL AS is_rated) AS judged
    CROSS JOIN LATERAL (SELECT judged.is_rated OR s.contacted_at IS NOT NULL AS is_contacted) AS reached
    CROSS JOIN LATERAL (SELECT is_contacted OR l.accepted_at IS NOT NULL AS is_accepted) AS taken
    WHERE l.kind = 'real'
"""


def _bucket(name: str) -> str:
    start, end, condition = _LAGS[name]
    seconds = f"extract(epoch FROM {end} - {start})::float8"
    return f"CASE WHEN {condition} THEN width_bucket({seconds}, {_EDGES}) END AS {name}"


def _count(condition: str) -> str:
    return f"count(*) FILTER (WHERE {condition})::integer"


def _histogram(name: str) -> str:
    return f"ARRAY[{', '.join(_count(f'{name} = {bucket}') for bucket in range(BUCKETS))}]"


_COUNTS: Final = ", ".join(
    [
        *(f"{_count(condition)} AS {name}" for name, condition in _COUNTED.items()),
        "coalesce(sum(value_cents) FILTER (WHERE is_won), 0)::bigint AS revenue_cents",
        *(f"{_histogram(name)} AS {name}" for name in _LAGS),
    ]
)


def _facts_of(leads: str) -> str:
    return _FACTS.format(leads=leads, buckets=", ".join(map(_bucket, _LAGS)))


# Every cell, from all leads: for the rebuild and the proof.
COUNTS_OF_ALL_CELLS: Final = f"""
    SELECT {", ".join(KEY)}, {_COUNTS}
    FROM ({_facts_of("leads_lead")}) AS facts
    GROUP BY {", ".join(KEY)}
"""

# The cells given as four arrays (campaigns, calls-to-action, channels, days), one row each even when no lead
# is left. Each cell is its own search in the index `lead_cell`, so the cost follows the number of cells,
# never the number of leads, whatever the planner believes of the arrays.
COUNTS_OF_SOME_CELLS: Final = f"""
    SELECT {", ".join(f"cell.{name}" for name in KEY)}, {", ".join(f"counts.{name}" for name in COLUMNS)}
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[]) AS cell ({", ".join(KEY)})
    CROSS JOIN LATERAL (
        SELECT {_COUNTS}
        FROM ({
    _facts_of(
        '''(
            SELECT * FROM leads_lead AS lead
            WHERE lead.received_on = cell.day AND lead.campaign_id = cell.campaign_id
              AND lead.cta_id IS NOT DISTINCT FROM cell.cta_id
              AND lead.channel_id IS NOT DISTINCT FROM cell.channel_id
        )'''
    )
}) AS facts
    ) AS counts
"""


def _sum(column: str) -> str:
    kind = "bigint" if column == "revenue_cents" else "integer"
    return f"coalesce(sum({column}), 0)::{kind}"


def sum_of_histogram(column: str) -> str:
    """The sum of the histograms of a column, bucket by bucket, as an array."""
    return f"ARRAY[{', '.join(_sum(f'{column}[{bucket + 1}]') for bucket in range(BUCKETS))}]"


_SUMS: Final = ", ".join(
    [
        *(f"{_sum(name)} AS {name}" for name in COUNTED),
        *(f"{sum_of_histogram(name)} AS {name}" for name in _LAGS),
    ]
)

# The months are the cells added up.
SUMS_OF_ALL_MONTHS: Final = f"""
    SELECT campaign_id, cta_id, channel_id, date_trunc('month', day)::date AS month, {_SUMS}
    FROM insights_conversioncell
    GROUP BY 1, 2, 3, 4
"""
# The months in which the given cells (four arrays as above) lie.
SUMS_OF_SOME_MONTHS: Final = f"""
    SELECT {", ".join(f"part.{name}" for name in MONTH_KEY)}, {", ".join(f"sums.{name}" for name in COLUMNS)}
    FROM (
        SELECT DISTINCT campaign_id, cta_id, channel_id, date_trunc('month', day)::date AS month
        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[]) AS cell ({", ".join(KEY)})
    ) AS part
    CROSS JOIN LATERAL (
        SELECT {_SUMS}
        FROM insights_conversioncell AS cell
        WHERE cell.campaign_id = part.campaign_id
          AND cell.day >= part.month AND cell.day < part.month + interval '1 month'
          AND cell.cta_id IS NOT DISTINCT FROM part.cta_id
          AND cell.channel_id IS NOT DISTINCT FROM part.channel_id
    ) AS sums
"""
