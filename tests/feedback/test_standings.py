from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from feedback.models import LeadStanding
from feedback.services import rebuild_standings, reopen
from leads.models import LeadStage
from tests.factories import make_lead
from tests.feedback.saying import accepted_lead, lose, reach, say, win

FIELDS = [field.attname for field in LeadStanding._meta.concrete_fields]


@pytest.fixture
def lively(sven: User) -> list[dict[str, object]]:
    """Leads of every kind, and their standings as the services wrote them."""
    corrected, lost, reopened = (accepted_lead(sven) for _ in range(3))
    first = say(sven, corrected, quality="A")
    say(sven, corrected, quality="C", fit="too_high", expected_rating_id=first.pk)
    win(sven, corrected)
    reach(sven, lost, was_reached=False)
    lose(sven, lost)
    reopen(actor=sven, lead=reopened, expected_outcome_id=lose(sven, reopened).pk)
    make_lead(stage=LeadStage.HANDED_OVER)
    return standings()


def standings() -> list[dict[str, object]]:
    return list(LeadStanding.objects.order_by("lead_id").values(*FIELDS))


def test_standings_rebuilt_from_nothing_are_the_same(lively: list[dict[str, object]]) -> None:
    LeadStanding.objects.all().delete()
    assert rebuild_standings() == 3
    assert standings() == lively


def test_standings_rebuilt_again_change_nothing(lively: list[dict[str, object]]) -> None:
    assert rebuild_standings() == 0


def test_standings_that_drifted_are_healed(lively: list[dict[str, object]]) -> None:
    LeadStanding.objects.update(quality="D", rated_at="2026-01-01T00:00Z", outcome="won", attempt_count=99)
    assert rebuild_standings() == 3
    assert standings() == lively


def test_standing_without_a_fact_is_dropped(lively: list[dict[str, object]], sven: User) -> None:
    LeadStanding.objects.create(lead=accepted_lead(sven))
    assert rebuild_standings() == 1
    assert standings() == lively


def test_standings_of_some_leads_leave_the_others(lively: list[dict[str, object]]) -> None:
    LeadStanding.objects.update(attempt_count=99)
    assert rebuild_standings([lively[0]["lead_id"]]) == 1  # type: ignore[list-item]
    assert [row["attempt_count"] for row in standings()] == [lively[0]["attempt_count"], 99, 99]


@pytest.mark.parametrize("count", [1, 3])
def test_standings_take_two_statements_whatever_their_number(sven: User, count: int) -> None:
    leads = [make_lead(stage=LeadStage.WON, assigned_to=sven) for _ in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rebuild_standings([lead.pk for lead in leads])
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 2
