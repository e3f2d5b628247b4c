"""Where leads stand, derived from the facts: the same SQL for one lead, for an import and for a rebuild."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from django.db import connection, transaction

from feedback.deals import DEALS
from feedback.models import ContactAttempt, LeadStanding, Outcome, Rating
from feedback.stages import stage_said
from leads.life import LeadStage, advance
from leads.models import Lead

Move = Callable[..., Lead]

# Of each lead that is `picked`, searched for itself, so that the cost follows the number of leads whatever
# the planner believes: after an import it knows nothing of the rows yet, and compared all with all.
# The newest rating is the one with the highest id.
_DERIVED: Final = f"""
    WITH said AS MATERIALIZED ({{picked}})
    SELECT said.lead_id, attempts.attempt_count, attempts.contacted_at,
           rating.id, rating.rated_at,
           coalesce(rating.quality, ''), coalesce(rating.potential, ''), coalesce(rating.fit, ''),
           coalesce(outcome.kind, ''), outcome.decided_at, outcome.value_cents
    FROM said
    CROSS JOIN LATERAL (
        SELECT count(*) AS attempt_count, min(happened_at) FILTER (WHERE was_reached) AS contacted_at
        FROM feedback_contactattempt WHERE lead_id = said.lead_id AND undone_by_id IS NULL
    ) AS attempts
    LEFT JOIN LATERAL (
        SELECT id, rated_at, quality, potential, fit
        FROM feedback_rating WHERE lead_id = said.lead_id AND undone_by_id IS NULL
        ORDER BY id DESC LIMIT 1
    ) AS rating ON TRUE
    LEFT JOIN LATERAL (
        WITH {DEALS}
        SELECT won.value_cents,
            CASE WHEN won.deals > 0 THEN 'won' WHEN latest.kind = 'lost' THEN 'lost' ELSE '' END AS kind,
            CASE WHEN won.deals > 0 THEN won.decided_at
                 WHEN latest.kind = 'lost' THEN latest.decided_at END AS decided_at
        FROM (SELECT kind, decided_at FROM words ORDER BY place DESC LIMIT 1) AS latest
        CROSS JOIN (
            SELECT count(*) AS deals, min(decided_at) AS decided_at, sum(value_cents)::bigint AS value_cents
            FROM deals
        ) AS won
    ) AS outcome ON TRUE
    WHERE attempts.attempt_count > 0 OR rating.id IS NOT NULL OR outcome.kind IS NOT NULL
    ORDER BY said.lead_id
"""
THESE: Final = "SELECT unnest(%(ids)s::bigint[]) AS lead_id"
ALL: Final = " UNION ".join(
    f"SELECT lead_id FROM {fact._meta.db_table}" for fact in (ContactAttempt, Rating, Outcome)
)
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
UPSERT: Final = f"""
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
    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(picked=ALL if ids is None else THESE), {"ids": ids})
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
