"""What sales says of the leads of a page: their rating and its reason, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from feedback.models import LeadStanding
from leads.models import Lead
from values.compiled import AnyGiven, Compiled


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The newest rating of one lead; `reason` is blank where none was given."""

    quality: str
    reason: str


def read_words(leads: Sequence[Lead]) -> dict[int, Words]:
    """By lead, of those that sales has rated."""
    return {
        row.lead_id: Words(quality=row.quality, reason=str(row.rating.reason or "") if row.rating else "")
        for row in (_RATED.rows(leads=[lead.pk for lead in leads]) if leads else ())
    }


_RATED: Final = Compiled(
    lambda: (
        LeadStanding.objects.filter(AnyGiven("leads", "lead"))
        .exclude(quality="")
        .select_related("rating__reason")
        .defer("rating__note")
    )
)
