from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Company, User
from feedback.history import (
    ImportedCounts,
    ImportedOutcome,
    ImportedQuality,
    record_imported_outcomes,
    record_imported_qualities,
)
from feedback.models import LeadStanding, Outcome, Rating
from leads.models import Door, Lead, LeadStage
from tests.factories import make_lead
from tests.feedback.saying import accepted_lead, reopen_by, say, win

pytestmark = pytest.mark.usefixtures("company")
LONG_AGO = timezone.now() - timedelta(days=300)


def old_lead(**fields: object) -> Lead:
    return make_lead(door=Door.FILE, received_at=LONG_AGO, **fields)  # type: ignore[arg-type]


def quality(lead: Lead, letter: str = "B", *, at: datetime = LONG_AGO) -> ImportedQuality:
    return ImportedQuality(lead_id=lead.pk, quality=letter, rated_at=at)


def won(lead: Lead, *, at: datetime = LONG_AGO, cents: int | None = 5_000) -> ImportedOutcome:
    return ImportedOutcome(lead_id=lead.pk, kind="won", decided_at=at, value_cents=cents)


def lost(lead: Lead, *, at: datetime = LONG_AGO, why: str = "zu teuer") -> ImportedOutcome:
    return ImportedOutcome(lead_id=lead.pk, kind="lost", decided_at=at, reason_text=why)


def stages() -> list[str]:
    return list(Lead.objects.order_by("pk").values_list("stage", flat=True))


def test_imported_qualities_are_appended_and_stand() -> None:
    first, second = old_lead(), old_lead()
    counts = record_imported_qualities([quality(first, "A"), quality(second, "D")])
    assert counts == ImportedCounts(created=2)
    assert list(LeadStanding.objects.order_by("lead_id").values_list("quality", flat=True)) == ["A", "D"]
    assert stages() == [LeadStage.RATED, LeadStage.RATED]


def test_imported_qualities_imported_again_change_nothing() -> None:
    rows = [quality(old_lead()), quality(old_lead(), "C")]
    record_imported_qualities(rows)
    versions = list(Lead.objects.values_list("row_version", flat=True))
    assert record_imported_qualities(rows) == ImportedCounts(unchanged=2)
    assert (Rating.objects.count(), list(Lead.objects.values_list("row_version", flat=True))) == (2, versions)


def test_imported_outcomes_are_appended_and_stand() -> None:
    first, second = old_lead(), old_lead()
    counts = record_imported_outcomes([won(first), lost(second)])
    assert counts == ImportedCounts(created=2)
    assert stages() == [LeadStage.WON, LeadStage.LOST]
    standing = LeadStanding.objects.get(lead=first)
    assert (standing.outcome, standing.value_cents, standing.decided_at) == ("won", 5_000, LONG_AGO)


def test_imported_outcomes_imported_again_change_nothing() -> None:
    rows = [won(old_lead()), lost(old_lead()), won(old_lead(), cents=None)]
    record_imported_outcomes(rows)
    assert record_imported_outcomes(rows) == ImportedCounts(unchanged=3)
    assert Outcome.objects.count() == 3


def test_imported_outcome_twice_in_one_file_is_appended_once() -> None:
    lead = old_lead()
    assert record_imported_outcomes([won(lead), won(lead)]) == ImportedCounts(created=1, unchanged=1)


def test_imported_outcomes_of_one_lead_count_in_the_order_of_time() -> None:
    lead = old_lead()
    record_imported_outcomes([won(lead, at=LONG_AGO + timedelta(days=9)), lost(lead)])
    assert stages() == [LeadStage.WON]
    assert Outcome.objects.count() == 2


def test_imported_outcome_with_another_value_is_a_correction() -> None:
    lead = old_lead()
    record_imported_outcomes([won(lead, cents=100)])
    assert record_imported_outcomes([won(lead, cents=200)]) == ImportedCounts(created=1)
    assert LeadStanding.objects.get().value_cents == 200


def test_imported_quality_older_than_a_persons_rating_is_outranked(sven: User) -> None:
    lead = accepted_lead(sven)
    say(sven, lead, quality="A")
    assert record_imported_qualities([quality(lead, "D")]) == ImportedCounts(outranked=1)
    assert LeadStanding.objects.get().quality == "A"


def test_imported_outcome_later_than_a_persons_word_counts(sven: User) -> None:
    lead = accepted_lead(sven)
    win(sven, lead)
    later = timezone.now() + timedelta(seconds=1)
    assert record_imported_outcomes([lost(lead, at=later)]) == ImportedCounts(created=1)
    assert stages() == [LeadStage.LOST]


def test_imported_outcome_repeated_after_a_reopening_stays_open(sven: User) -> None:
    lead = accepted_lead(sven)
    row = won(lead, at=timezone.now())
    record_imported_outcomes([row])
    reopen_by(sven, lead)
    assert record_imported_outcomes([row]) == ImportedCounts(unchanged=1)
    assert LeadStanding.objects.get().outcome == ""


def test_imported_lost_row_drops_a_value() -> None:
    row = ImportedOutcome(lead_id=old_lead().pk, kind="lost", decided_at=LONG_AGO, value_cents=7)
    record_imported_outcomes([row])
    assert record_imported_outcomes([row]) == ImportedCounts(unchanged=1)
    assert Outcome.objects.get().value_cents is None


def test_imported_nothing_writes_nothing(company: Company) -> None:
    assert record_imported_outcomes([]) == ImportedCounts()


@pytest.mark.parametrize("count", [1, 3])
def test_imported_outcomes_take_the_same_statements_whatever_their_number(count: int) -> None:
    rows = [won(old_lead()) for _ in range(count)]
    with CaptureQueriesContext(connection) as queries:
        record_imported_outcomes(rows)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 7
