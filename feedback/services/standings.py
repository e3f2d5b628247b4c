"""Where leads stand, derived from the facts: the same SQL for one lead, for an import and for a rebuild."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from django.db import connection, transaction

from feedback.deals import DEALS
from feedback.models import LeadStanding
from feedback.stages import stage_said
from leads.life import LeadStage, advance
from leads.models import Lead

Move = Callable[..., Lead]

# `ids` NULL means every lead. The newest rating is the one with the highest id.
_DERIVED: Final = f"""
    WITH picked AS (
        SELECT unnest(%(ids)s::bigint[]) AS lead_id
    ), attempts AS (
        SELECT lead_id, count(*) AS attempt_count, min(happened_at) FILTER (WHERE was_reached) AS contacted_at
        FROM feedback_contactattempt WHERE undone_by_id IS NULL {{narrowed}} GROUP BY lead_id
    ), ratings AS (
        SELECT DISTINCT ON (lead_id) lead_id, id, rated_at, quality, potential, fit
        FROM feedback_rating WHERE undone_by_id IS NULL {{narrowed}} ORDER BY lead_id, id DESC
    ), {DEALS}, won AS (
        SELECT lead_id, min(decided_at) AS decided_at, sum(value_cents)::bigint AS value_cents
        FROM deals GROUP BY lead_id
    ), latest AS (
        SELECT DISTINCT ON (lead_id) lead_id, kind, decided_at FROM words ORDER BY lead_id, place DESC
    ), outcomes AS (
        SELECT latest.lead_id, won.value_cents,
            CASE WHEN won.lead_id IS NOT NULL THEN 'won' WHEN kind = 'lost' THEN 'lost' ELSE '' END AS kind,
            CASE WHEN won.lead_id IS NOT NULL THEN won.decided_at
                 WHEN kind = 'lost' THEN latest.decided_at END AS decided_at
        FROM latest LEFT JOIN won USING (lead_id)
    ), said AS (
        SELECT lead_id FROM attempts UNION SELECT lead_id FROM ratings UNION SELECT lead_id FROM outcomes
    )
    SELECT said.lead_id, coalesce(attempts.attempt_count, 0), attempts.contacted_at,
           ratings.id, ratings.rated_at,
           coalesce(ratings.quality, ''), coalesce(ratings.potential, ''), coalesce(ratings.fit, ''),
           coalesce(outcomes.kind, ''), outcomes.decided_at, outcomes.value_cents
    FROM said LEFT JOIN attempts USING (lead_id) LEFT JOIN ratings USING (lead_id)
         LEFT JOIN outcomes USING (lead_id)
    ORDER BY said.lead_id
"""
_DERIVED_COLUMNS: Final = (
    "attempt_count",
    "contacted_at",
    "rating_id",
    "rated_at",
    "quality",
    "potential",
    "fit",
    "outcome",
    "decided_at",
    "value_cents",
)
_COLUMNS: Final = ", ".join(_DERIVED_COLUMNS)
_OLD: Final = ", ".join(f"old.{column}" for column in _DERIVED_COLUMNS)
_NEW: Final = ", ".join(f"excluded.{column}" for column in _DERIVED_COLUMNS)
_UPSERT: Final = f"""
    INSERT INTO feedback_leadstanding AS old (lead_id, {_COLUMNS}) ({_DERIVED})
    ON CONFLICT (lead_id) DO UPDATE SET ({_COLUMNS}) = ({_NEW})
    WHERE ({_OLD}) IS DISTINCT FROM ({_NEW})
"""
_SAID: Final = "fact.lead_id = standing.lead_id AND fact.undone_by_id IS NULL"
_DROP_UNFOUNDED: Final = f"""
    DELETE FROM feedback_leadstanding AS standing
    WHERE (%(ids)s::bigint[] IS NULL OR lead_id = ANY(%(ids)s::bigint[]))
        AND NOT EXISTS (SELECT FROM feedback_contactattempt AS fact WHERE {_SAID})
        AND NOT EXISTS (SELECT FROM feedback_rating AS fact WHERE {_SAID})
        AND NOT EXISTS (SELECT FROM feedback_outcome AS fact WHERE {_SAID})
"""


@transaction.atomic
def rebuild_standings(lead_ids: Collection[int] | None = None) -> int:
    """Derive the standings of these leads (None: of all) from the facts; return how many rows changed.

    Set-based: two statements whatever the number of leads. The same again changes nothing and writes nothing.
    """
    ids = None if lead_ids is None else sorted(lead_ids)
    narrowed = "" if ids is None else "AND lead_id IN (SELECT lead_id FROM picked)"
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT.format(narrowed=narrowed), {"ids": ids})
        changed = int(cursor.rowcount)
        cursor.execute(_DROP_UNFOUNDED, {"ids": ids})
        return changed + int(cursor.rowcount)


def refresh(lead: Lead, *, move: Move = advance) -> LeadStanding:
    """Derive one accepted lead's standing after a new fact and move the lead to the stage it says.

    The caller holds the lock on the lead's row, in the transaction that appended the fact, or took one back:
    then `move` is `leads.life.put_back`.
    """
    rebuild_standings([lead.pk])
    standing = LeadStanding.objects.filter(lead=lead).first() or LeadStanding(lead=lead)
    stage = stage_said(standing) or LeadStage.ACCEPTED
    is_rated = standing.rated_at is not None
    if lead.stage != stage or lead.is_rated != is_rated:
        lead.is_rated = is_rated
        move(lead=lead, stage=stage, also=("is_rated",))
    return standing
