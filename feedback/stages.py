"""The stage a lead comes to by what sales says of it: one table, for one lead in Python, for many in SQL.

One lead at a time takes the moves of its life. History often knows only an end, so that its leads come to
their stage without having gone the way there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection

from feedback.models import LeadStanding, OutcomeKind
from leads.life import LeadStage


@dataclass(frozen=True, slots=True)
class Said:
    """A column of the standing that leads to a stage: when it says `value`, or anything at all for None."""

    column: str
    value: str | None
    stage: LeadStage

    def is_said_of(self, standing: LeadStanding) -> bool:
        found = getattr(standing, self.column)
        return found is not None if self.value is None else found == self.value

    @property
    def sql(self) -> str:
        test = "IS NOT NULL" if self.value is None else f"= '{self.value}'"
        return f"WHEN {self.column} {test} THEN '{self.stage}'"


# The first line that holds counts.
TABLE: Final = (
    Said("outcome", OutcomeKind.WON, LeadStage.WON),
    Said("outcome", OutcomeKind.LOST, LeadStage.LOST),
    Said("rated_at", None, LeadStage.RATED),
    Said("contacted_at", None, LeadStage.CONTACTED),
)
# NULL where nothing is said that leads anywhere.
STAGE_SAID: Final = f"CASE {' '.join(said.sql for said in TABLE)} END"
_MOVE_LEADS: Final = f"""
    UPDATE leads_lead AS lead
    SET stage = said.stage, is_rated = said.is_rated, row_version = lead.row_version + 1
    FROM (
        SELECT lead_id, {STAGE_SAID} AS stage, rated_at IS NOT NULL AS is_rated
        FROM feedback_leadstanding WHERE lead_id = ANY(%(ids)s)
    ) AS said
    WHERE lead.id = said.lead_id AND said.stage IS NOT NULL
        AND (lead.stage, lead.is_rated) <> (said.stage, said.is_rated)
"""


def stage_said(standing: LeadStanding) -> LeadStage | None:
    """The stage sales' word leads to; None while nothing that leads anywhere is said."""
    return next((said.stage for said in TABLE if said.is_said_of(standing)), None)


def move_leads(lead_ids: Collection[int]) -> None:
    """Bring these leads to the stages their standings say, in one statement and whatever the way."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_LEADS, {"ids": sorted(lead_ids)})
