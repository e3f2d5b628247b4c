"""The SQL of the traits: what is true of how many leads, by cell, and the months added up.

A recount of some cells writes only what differs from what is kept there; the months and the totals of the
company are kept by that difference, so that a changed lead costs the same whatever its month holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from counting.facets import register
from counting.models import Span, Subject, TraitCell, TraitMonth, TraitTotal
from counting.of_one_lead import LEADS_WITH_WORDS, TRUE_OF_LEAD
from counting.statements import GIVEN, KEY, MONTH_KEY
from leads.models import Lead, LeadKind

TRAIT_CELLS: Final = TraitCell._meta.db_table
TRAIT_MONTHS: Final = TraitMonth._meta.db_table
TRAIT_TOTALS: Final = TraitTotal._meta.db_table
TOTAL_KEY: Final = ("span", "start", "subject", "number")
THING: Final = ("subject", "number")
_MONTH_THING: Final = ", ".join((*MONTH_KEY, *THING))
_MONTH_NAMES: Final = f"{_MONTH_THING}, count"

_DAY: Final = "received_on"
_LEAD_KEY: Final = ", ".join(f"lead.{_DAY if name == 'day' else name} AS {name}" for name in KEY)

_OF_LEADS: Final = f"{LEADS_WITH_WORDS} CROSS JOIN LATERAL ({TRUE_OF_LEAD}) AS trait (subject, number)"
ALL_TRAITS: Final = f"""
    SELECT {_LEAD_KEY}, subject, number, count(*) AS count
    FROM {_OF_LEADS}
    WHERE lead.kind = '{LeadKind.REAL}'
    GROUP BY lead.campaign_id, lead.cta_id, lead.channel_id, lead.{_DAY}, subject, number
"""
# Of the cells in `place`.
SOME_TRAITS: Final = f"""
    SELECT {", ".join(f"place.{name}" for name in KEY)}, subject, number, count
    FROM place CROSS JOIN LATERAL (
        SELECT subject, number, count(*) AS count
        FROM {_OF_LEADS}
        WHERE lead.kind = '{LeadKind.REAL}'
          AND lead.{_DAY} = place.day AND lead.campaign_id = place.campaign_id
          AND lead.cta_id IS NOT DISTINCT FROM place.cta_id
          AND lead.channel_id IS NOT DISTINCT FROM place.channel_id
        GROUP BY subject, number
    ) AS counted
"""


def same_place(one: str, other: str, key: Sequence[str]) -> str:
    """Whether both stand in one place; equal where NULL may not be, so that an index or a hash finds it."""
    nullable = {"cta_id", "channel_id"}
    return " AND ".join(
        f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}"
        if name in nullable
        else f"{one}.{name} = {other}.{name}"
        for name in key
    )


def _insert(table: str, key: Sequence[str], source: str) -> str:
    names = ", ".join((*key, *THING, "count"))
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM {source}"


# The fence (OFFSET 0) has each place searched in the unique index, and the array each row that is gone in the
# primary key, whatever the planner believes.
_NAMES: Final = ", ".join((*KEY, *THING, "count"))
_NEW_OR_OTHER: Final = f"SELECT {_NAMES} FROM counted EXCEPT SELECT {_NAMES} FROM kept"
_STORE_CELLS: Final = f"""
    place AS MATERIALIZED (SELECT * FROM {GIVEN}),
    counted AS MATERIALIZED ({SOME_TRAITS}),
    kept AS MATERIALIZED (
        SELECT kept.* FROM place CROSS JOIN LATERAL (
            SELECT * FROM {TRAIT_CELLS} AS kept WHERE {same_place("kept", "place", KEY)} OFFSET 0
        ) AS kept
    ),
    gone AS (
        DELETE FROM {TRAIT_CELLS} WHERE id = ANY (ARRAY(
            SELECT id FROM kept
            WHERE NOT EXISTS (SELECT FROM counted WHERE {same_place("counted", "kept", (*KEY, *THING))})
        ))
    ),
    stored AS (
        {_insert(TRAIT_CELLS, KEY, f"({_NEW_OR_OTHER}) AS changed")}
        ON CONFLICT ON CONSTRAINT mentioncell_once DO UPDATE SET count = excluded.count
    )
"""


def sum_months(source: str) -> str:
    """Rows with the cell, the thing and `count` added up by month; what cancels out is left out."""
    return f"""
        SELECT campaign_id, cta_id, channel_id, date_trunc('month', day)::date AS month, subject, number,
               sum(count) AS count
        FROM {source} WHERE subject <> {Subject.NOTE}
        GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(count) <> 0
    """


def add_to_months(source: str) -> str:
    return f"""
        INSERT INTO {TRAIT_MONTHS} AS month ({_MONTH_NAMES}) SELECT {_MONTH_NAMES} FROM ({source}) AS added
        ON CONFLICT ON CONSTRAINT mentionmonth_once DO UPDATE SET count = month.count + excluded.count
    """


def sum_totals(source: str) -> str:
    """Rows with `day`, the thing and `count` added up for the company; what cancels out is left out."""
    return f"""
        SELECT span, start, subject, number, sum(count) AS count
        FROM {source} CROSS JOIN LATERAL (
            VALUES ('{Span.DAY}', day), ('{Span.MONTH}', date_trunc('month', day)::date)
        ) AS total (span, start)
        WHERE subject <> {Subject.NOTE}
        GROUP BY span, start, subject, number HAVING sum(count) <> 0
    """


def add_to_totals(source: str) -> str:
    names = ", ".join((*TOTAL_KEY, "count"))
    return f"""
        INSERT INTO {TRAIT_TOTALS} AS total ({names}) SELECT {names} FROM ({source}) AS added
        ON CONFLICT ON CONSTRAINT mentiontotal_once DO UPDATE SET count = total.count + excluded.count
    """


# What months and totals lack against the cells, less what they have too much.
MISSING_MONTHS: Final = f"""
    SELECT {_MONTH_THING}, sum(count) AS count FROM (
        SELECT * FROM ({sum_months(f"{TRAIT_CELLS} AS cell")}) AS expected
        UNION ALL SELECT {_MONTH_THING}, -count FROM {TRAIT_MONTHS}
    ) AS either
    GROUP BY {_MONTH_THING} HAVING sum(count) <> 0
"""
MISSING_TOTALS: Final = f"""
    SELECT {", ".join(TOTAL_KEY)}, sum(count) AS count FROM (
        SELECT * FROM ({sum_totals(f"{TRAIT_CELLS} AS cell")}) AS expected
        UNION ALL SELECT {", ".join(TOTAL_KEY)}, -count FROM {TRAIT_TOTALS}
    ) AS either
    GROUP BY {", ".join(TOTAL_KEY)} HAVING sum(count) <> 0
"""
_CHANGE: Final = f"""(
    SELECT {_NAMES} FROM counted
    UNION ALL SELECT {", ".join((*KEY, *THING))}, -count FROM kept
) AS change"""
# What is new on the leads gets its number before they are counted; of the cells, given as four lists.
REGISTER_SOME: Final = register(f"""(
    SELECT lead.* FROM {GIVEN} CROSS JOIN LATERAL (
        SELECT id, answers, page_url FROM {Lead._meta.db_table} AS lead
        WHERE lead.kind = '{LeadKind.REAL}'
          AND lead.{_DAY} = cell.day AND lead.campaign_id = cell.campaign_id
          AND lead.cta_id IS NOT DISTINCT FROM cell.cta_id
          AND lead.channel_id IS NOT DISTINCT FROM cell.channel_id
    ) AS lead
) AS lead""")
REGISTER_ALL: Final = register(f"""(
    SELECT id, answers, page_url FROM {Lead._meta.db_table} WHERE kind = '{LeadKind.REAL}'
) AS lead""")
# Takes the cells as four lists.
STORE_SOME: Final = f"""
    WITH {_STORE_CELLS},
    months AS ({add_to_months(sum_months(_CHANGE))})
    {add_to_totals(sum_totals(_CHANGE))}
"""
STORE_ALL: Final = (
    *(f"DELETE FROM {table}" for table in (TRAIT_CELLS, TRAIT_MONTHS, TRAIT_TOTALS)),
    _insert(TRAIT_CELLS, KEY, f"({ALL_TRAITS}) AS counted"),
    add_to_months(sum_months(f"{TRAIT_CELLS} AS cell")),
    add_to_totals(sum_totals(f"{TRAIT_CELLS} AS cell")),
)
