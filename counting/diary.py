"""Reading the diary: by how much figures of the past moved since the end of a day, and what moved them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum

from accounts.own_company import day_of
from counting.filters import Filters
from counting.models import COST, NOTED, CauseKind, ChangeCause, DiaryNote, FigureChange, NoteKind

_SUMS: Final = {name: Sum(name, default=0) for name in NOTED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """What happened to so many leads, and by how much that moved each of NOTED and COST."""

    kind: CauseKind
    leads: int
    moved: Mapping[str, int]


def read_moved(filters: Filters, since: date) -> dict[str, int]:
    """By how much each of NOTED moved after this day, as the job noted it for the leads meant."""
    noted = FigureChange.objects.filter(noted_on__gt=since, **_days(filters), **filters.lookups())
    return {name: int(moved) for name, moved in noted.aggregate(**_SUMS).items()}


def read_causes(filters: Filters, since: date) -> list[Cause]:
    """What moved figures of the leads meant after this day, in the order of CauseKind."""
    sums = {**_SUMS, COST: Sum(COST, default=0)}
    rows = causes_of(filters, since).values("kind").annotate(found=Count("lead_id", distinct=True), **sums)
    return [
        Cause(
            kind=CauseKind(row["kind"]),
            leads=row["found"],
            moved={name: int(row[name]) for name in sums},  # type: ignore[literal-required]  # as annotated
        )
        for row in rows.order_by("kind")
    ]


def causes_of(filters: Filters, since: date) -> QuerySet[ChangeCause]:
    """All that moved figures of the leads meant after this day.

    What was spent on leads without a channel or by one call-to-action, nobody can tell.
    """
    rows = ChangeCause.objects.filter(noted_on__gt=since, **_days(filters), **filters.lookups())
    return rows.exclude(kind=CauseKind.SPENT) if filters.is_by_cta or filters.has_no_channel else rows


def begun_on() -> date | None:
    """The first day of which something is noted."""
    begun = DiaryNote.objects.filter(kind=NoteKind.BEGUN).order_by("noted_at").first()
    return day_of(begun.noted_at) if begun else None


def read_notes(since: date) -> list[tuple[NoteKind, date]]:
    """When everything was counted anew after this day, and why."""
    rows = DiaryNote.objects.filter(~Q(kind=NoteKind.BEGUN), noted_at__date__gte=since).order_by("noted_at")
    notes = [(NoteKind(row.kind), day_of(row.noted_at)) for row in rows]
    return [(kind, day) for kind, day in notes if day > since]


def _days(filters: Filters) -> dict[str, date]:
    days = {"day__gte": filters.start, "day__lte": filters.end}
    return {name: day for name, day in days.items() if day is not None}
