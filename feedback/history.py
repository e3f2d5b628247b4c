"""History comes in by the thousand: qualities and outcomes that were decided before this portal was.

The functions append facts, derive the standings and move the leads, each with a handful of statements for
`CHUNK` rows. What is already there is not appended again, so the same file twice changes nothing; what a
person said here stands, unless the imported word is later. Rows are taken in the order of leads and then of
time, so the last word of a file counts and two imports never wait for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NamedTuple, Self, TypeVar

from django.db import transaction

from feedback.deals import BEFORE_ALL
from feedback.models import Outcome, Rating
from feedback.services.disputes import end_by_imported_ratings
from feedback.services.follow_ups import end_by_imported_outcomes
from feedback.services.standings import rebuild_standings
from feedback.stages import move_leads
from leads.models import Lead
from values.columns import length_of

CHUNK: Final = 5_000
LONGEST_REASON: Final = length_of(Outcome, "reason_text")
LONGEST_NUMBER: Final = length_of(Outcome, "number")
ImportedKind = Literal["won", "lost"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedQuality:
    """A quality A–D from before, with nothing else known of the rating."""

    lead_id: int
    quality: str
    rated_at: datetime


class Fact(NamedTuple):
    """What is said of a deal from before: two that are equal say the same."""

    kind: str
    decided_at: datetime | None
    value_cents: int | None = None
    reason_text: str = ""
    number: str = ""

    @property
    def without_number(self) -> Self:
        """Whoever leaves the number out says nothing new."""
        return self._replace(number="")


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedOutcome:
    """A deal from before: `value_cents` belongs to won ones, `reason_text` to lost ones.

    number: its own one, "" where it has none. decided_at: None where nobody knows.
    """

    lead_id: int
    kind: ImportedKind
    decided_at: datetime | None
    value_cents: int | None = None
    reason_text: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedCounts:
    """What came of the rows: `created + unchanged + outranked` is their number.

    `outranked` rows are older than what a person said here, so nothing was appended.
    """

    created: int = 0
    unchanged: int = 0
    outranked: int = 0

    def __add__(self, other: ImportedCounts) -> ImportedCounts:
        return ImportedCounts(
            created=self.created + other.created,
            unchanged=self.unchanged + other.unchanged,
            outranked=self.outranked + other.outranked,
        )


@dataclass(slots=True)
class _Known:
    """What is already said of one lead: the imported facts, and when a person last spoke."""

    facts: set[tuple[object, ...]] = field(default_factory=set)
    spoken_at: datetime | None = None

    def learn(self, fact: tuple[object, ...]) -> None:
        self.facts.add(fact)
        if isinstance(fact, Fact):
            self.facts.add(fact.without_number)


Row = TypeVar("Row", ImportedQuality, ImportedOutcome)


def record_imported_qualities(rows: Sequence[ImportedQuality]) -> ImportedCounts:
    """Append a rating per row and bring standings and stages along; one transaction per `CHUNK` rows.

    Leads must exist. Wrap the call in a transaction to make a whole file one.
    """
    ordered = sorted(rows, key=lambda row: (row.lead_id, row.rated_at))
    return sum((_add_qualities(chunk) for chunk in _chunks(ordered)), ImportedCounts())


def record_imported_outcomes(rows: Sequence[ImportedOutcome]) -> ImportedCounts:
    """Append an outcome per row and bring standings and stages along; one transaction per `CHUNK` rows.

    Leads must exist. A later decision for the same lead follows the earlier one; both are kept.
    """
    ordered = sorted(rows, key=lambda row: (row.lead_id, row.decided_at or BEFORE_ALL))
    return sum((_add_outcomes(chunk) for chunk in _chunks(ordered)), ImportedCounts())


@transaction.atomic
def _add_qualities(rows: Sequence[ImportedQuality]) -> ImportedCounts:
    ids = _lock_leads(rows)
    said = Rating.objects.filter(lead__in=ids).values_list("lead_id", "user_id", "rated_at", "quality")
    known = _known((lead_id, user_id, at, (quality, at)) for lead_id, user_id, at, quality in said)
    fresh, counts = _sort_out(((row, (row.quality, row.rated_at), row.rated_at) for row in rows), known)
    Rating.objects.bulk_create(
        [Rating(lead_id=row.lead_id, quality=row.quality, rated_at=row.rated_at) for row in fresh]
    )
    end_by_imported_ratings({row.lead_id for row in fresh})
    _derive({row.lead_id for row in fresh})
    return counts


@transaction.atomic
def _add_outcomes(rows: Sequence[ImportedOutcome]) -> ImportedCounts:
    ids = _lock_leads(rows)
    said = Outcome.objects.filter(lead__in=ids).values_list("lead_id", "user_id", "created_at", *Fact._fields)
    known = _known((lead_id, user_id, at, Fact(*words)) for lead_id, user_id, at, *words in said)
    fresh, counts = _sort_out(((row, _fact_of(row), row.decided_at) for row in rows), known)
    Outcome.objects.bulk_create([Outcome(lead_id=row.lead_id, **_fact_of(row)._asdict()) for row in fresh])
    end_by_imported_outcomes({row.lead_id for row in fresh})
    _derive({row.lead_id for row in fresh})
    return counts


def _fact_of(row: ImportedOutcome) -> Fact:
    """The row as it is kept: a lost one has no value."""
    cents = row.value_cents if row.kind == "won" else None
    return Fact(row.kind, row.decided_at, cents, row.reason_text[:LONGEST_REASON], row.number)


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _lock_leads(rows: Sequence[Row]) -> list[int]:
    """Lock the leads in one order, so that imports and people wait for each other and never forever."""
    wanted = {row.lead_id for row in rows}
    locked = Lead.objects.filter(pk__in=wanted).order_by("pk").select_for_update()
    return list(locked.values_list("pk", flat=True))


def _known(
    facts: Iterable[tuple[int, int | None, datetime, tuple[object, ...]]],
) -> defaultdict[int, _Known]:
    known: defaultdict[int, _Known] = defaultdict(_Known)
    for lead_id, user_id, at, fact in facts:
        of_lead = known[lead_id]
        if user_id is None:
            of_lead.learn(fact)
        else:
            of_lead.spoken_at = max(at, of_lead.spoken_at or at)
    return known


def _sort_out(
    rows: Iterable[tuple[Row, tuple[object, ...], datetime | None]], known: Mapping[int, _Known]
) -> tuple[list[Row], ImportedCounts]:
    """Tell the rows that say something new from those already known or outranked by a person's later word."""
    fresh: list[Row] = []
    unchanged = outranked = 0
    for row, fact, at in rows:
        of_lead = known[row.lead_id]
        if fact in of_lead.facts:
            unchanged += 1
        elif of_lead.spoken_at is not None and of_lead.spoken_at >= (at or BEFORE_ALL):
            outranked += 1
        else:
            of_lead.learn(fact)
            fresh.append(row)
    return fresh, ImportedCounts(created=len(fresh), unchanged=unchanged, outranked=outranked)


def _derive(lead_ids: set[int]) -> None:
    """Bring standings and stages of these leads up to their facts."""
    if not lead_ids:
        return
    rebuild_standings(lead_ids)
    move_leads(lead_ids)
