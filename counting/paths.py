"""By which sources the people of deals came, kept by cell: the SQL that counts, stores and reads it.

A path is made of the touches of all enquiries of a person up to the one that was won, so a deal's cell is
marked by whatever changes one of those, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from counting.filters import Filters
from counting.models import PathCell
from counting.of_one_lead import IS_WON_IN_TIME
from counting.statements import GIVEN, KEY
from counting.traits import same_place
from feedback.models import LeadStanding
from leads.models import ClickId, Lead, LeadKind, Touch
from values.reading import read_connection

PATHS: Final = PathCell._meta.db_table
PATH_COLUMNS: Final = ("path", "deals", "revenue_cents")
Path = tuple[str | None, ...]

# Whose click ids these are; a source is written like the utm source of its own ads.
_CLICKED: Final = {
    ClickId.GCLID: "google",
    ClickId.GBRAID: "google",
    ClickId.WBRAID: "google",
    ClickId.DCLID: "google",
    ClickId.FBCLID: "facebook",
    ClickId.MSCLKID: "bing",
    ClickId.LI_FAT_ID: "linkedin",
    ClickId.TTCLID: "tiktok",
    ClickId.TWCLID: "twitter",
}
_CASES: Final = " ".join(
    f"WHEN touch.click_ids ? '{name}' THEN '{source}'" for name, source in _CLICKED.items()
)
_SOURCE: Final = f"""coalesce(
    nullif(lower(btrim(touch.utm_source)), ''),
    CASE {_CASES} END,
    substring(lower(touch.referrer) FROM '^https?://(?:www\\.)?([^/:?#]+)')
)"""
# The fences (OFFSET 0) have each deal, its enquiries and their touches searched in an index, whatever the
# planner believes: after an import it knows nothing of the rows yet.
_PATH: Final = f"""coalesce((
    SELECT array_agg({_SOURCE} ORDER BY touch.happened_at, touch.id)
    FROM (
        SELECT id FROM {Lead._meta.db_table} AS one
        WHERE one.person_id = lead.person_id AND one.received_at <= lead.received_at
          AND one.kind = '{LeadKind.REAL}' OFFSET 0
    ) AS enquiry CROSS JOIN LATERAL (
        SELECT * FROM {Touch._meta.db_table} AS one WHERE one.lead_id = enquiry.id OFFSET 0
    ) AS touch
), '{{}}'::text[])"""
_COUNTED: Final = "path, count(*) AS deals, coalesce(sum(value_cents), 0)::bigint AS revenue_cents"
_DAY: Final = "received_on"
_LEAD_KEY: Final = ", ".join(f"lead.{_DAY if name == 'day' else name} AS {name}" for name in KEY)
ALL_PATHS: Final = f"""
    SELECT {", ".join(KEY)}, {_COUNTED}
    FROM (
        SELECT {_LEAD_KEY}, standing.value_cents, {_PATH} AS path
        FROM {Lead._meta.db_table} AS lead
        JOIN {LeadStanding._meta.db_table} AS standing ON standing.lead_id = lead.id
        WHERE lead.kind = '{LeadKind.REAL}' AND {IS_WON_IN_TIME}
    ) AS walked
    GROUP BY {", ".join(KEY)}, path
"""
# Of the cells given as four lists.
SOME_PATHS: Final = f"""
    SELECT {", ".join(f"cell.{name}" for name in KEY)}, {", ".join(PATH_COLUMNS)}
    FROM {GIVEN} CROSS JOIN LATERAL (
        SELECT {_COUNTED} FROM (
            SELECT standing.value_cents, {_PATH} AS path
            FROM (
                SELECT * FROM {Lead._meta.db_table} AS one
                WHERE one.kind = '{LeadKind.REAL}'
                  AND one.{_DAY} = cell.day AND one.campaign_id = cell.campaign_id
                  AND one.cta_id IS NOT DISTINCT FROM cell.cta_id
                  AND one.channel_id IS NOT DISTINCT FROM cell.channel_id
                OFFSET 0
            ) AS lead CROSS JOIN LATERAL (
                SELECT * FROM {LeadStanding._meta.db_table} AS one
                WHERE one.lead_id = lead.id AND one.outcome = 'won' OFFSET 0
            ) AS standing
            WHERE {IS_WON_IN_TIME}
        ) AS walked GROUP BY path
    ) AS counted
"""
_INSERT: Final = f"INSERT INTO {PATHS} ({', '.join((*KEY, *PATH_COLUMNS))})"
# Each takes the cells as four lists. The fence (OFFSET 0) has each searched in the index.
STORE_SOME: Final = (
    f"""
    DELETE FROM {PATHS} WHERE id = ANY (ARRAY(
        SELECT kept.id FROM {GIVEN} CROSS JOIN LATERAL (
            SELECT id FROM {PATHS} AS kept WHERE {same_place("kept", "cell", KEY)} OFFSET 0
        ) AS kept
    ))
    """,
    f"{_INSERT} {SOME_PATHS}",
)
STORE_ALL: Final = (f"DELETE FROM {PATHS}", f"{_INSERT} {ALL_PATHS}")


_READ: Final = f"""
    SELECT path, sum(deals), sum(revenue_cents) FROM {PATHS} WHERE day BETWEEN %s AND %s
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Walked:
    """So many deals whose person came by the same touches, oldest first; None is one nobody can name."""

    path: Path
    deals: int
    revenue_cents: int


def read_paths(filters: Filters) -> list[Walked]:
    """Of the deals in time of the leads meant; the cost grows with the paths kept, not with the leads."""
    condition, values = filters.condition()
    params = [filters.start or date.min, filters.end or date.max, *values]
    with read_connection().cursor() as cursor:
        cursor.execute(f"{_READ} AND {condition} GROUP BY path", params)
        return [
            Walked(path=tuple(path), deals=int(deals), revenue_cents=int(cents))
            for path, deals, cents in cursor.fetchall()
        ]
