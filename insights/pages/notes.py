"""The reps' own sentences: the newest notes of the leads meant, for whoever may see those leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Action, may
from counting.filters import Filters
from counting.models import Subject, TraitCell
from feedback.models import Rating
from leads.models import Lead

# On a page about something else.
NOTES_SHOWN: Final = 4
# By rating, so by the order in which they were given.
NEWEST_NOTES = ("-number", "-pk")


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What somebody wrote about a lead, and how they rated it; history has no rep."""

    text: str
    rep: str
    rated_at: datetime
    quality: str
    fit: str
    lead_id: int
    campaign: str


def notes_of(filters: Filters, viewer: User) -> QuerySet[TraitCell]:
    """One row for each note, of all leads meant that this person may see."""
    rows = _notes(filters)
    if may(viewer, Action.VIEW_EVERY_LEAD):
        return rows
    seen = Rating.objects.filter(lead__in=Lead.objects.visible_to(viewer))
    return rows.filter(number__in=seen.values("pk"))


def _notes(filters: Filters) -> QuerySet[TraitCell]:
    days = {"day__gte": filters.start, "day__lte": filters.end}
    within = {name: day for name, day in days.items() if day is not None}
    return TraitCell.objects.filter(subject=Subject.NOTE, **within, **filters.lookups())


def newest_notes(filters: Filters, viewer: User, *, size: int) -> Sequence[Note]:
    """Of the leads that this person may see; read afresh, as no count tells whose a lead has become."""
    return read_notes(notes_of(filters, viewer).order_by(*NEWEST_NOTES)[:size])


def newest_of_all(filters: Filters, *, size: int) -> Sequence[Note]:
    """The same for everybody who sees every lead, so that it may be kept."""
    return read_notes(_notes(filters).order_by(*NEWEST_NOTES)[:size])


def read_notes(rows: Sequence[TraitCell] | QuerySet[TraitCell]) -> list[Note]:
    """The notes of these rows, in their order; one that has just gone with its lead is left out."""
    numbers = [row.number for row in rows]
    ratings = Rating.objects.select_related("user", "lead__campaign").in_bulk(numbers)
    return [_note(ratings[number]) for number in numbers if number in ratings]


def _note(rating: Rating) -> Note:
    return Note(
        text=rating.note,
        rep=str(rating.user or ""),
        rated_at=rating.rated_at,
        quality=rating.quality,
        fit=rating.get_fit_display(),
        lead_id=rating.lead_id,
        campaign=rating.lead.campaign.name,
    )
