from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.own_company import day_of
from feedback.models import Outcome
from handoff.models import ReasonUse
from leads.models import Lead, LeadStage
from tests.factories import client_for, make_lead, make_reason
from tests.feedback.saying import lose, win


@pytest.fixture
def rated(sven: User) -> Lead:
    return make_lead(stage=LeadStage.RATED, assigned_to=sven)


def address(lead: Lead, kind: str = "") -> str:
    return f"/leads/{lead.pk}/outcome/" + (f"?kind={kind}" if kind else "")


def test_first_step_asks_only_which_it_is(sven: User, rated: Lead) -> None:
    page = client_for(sven).get(address(rated)).content.decode()
    assert ("?kind=won" in page, "?kind=lost" in page) == (True, True)
    assert "value_cents" not in page


def test_won_keeps_value_and_day(sven: User, rated: Lead) -> None:
    day = rated.received_on
    client_for(sven).post(address(rated, "won"), {"value_cents": "1.234,50", "decided_at": day.isoformat()})
    outcome = Outcome.objects.get()
    assert outcome.decided_at is not None
    assert (outcome.kind, outcome.value_cents, day_of(outcome.decided_at)) == ("won", 123_450, day)


def test_day_is_today_unless_said(sven: User, rated: Lead) -> None:
    form = client_for(sven).get(address(rated, "won")).context["form"]
    assert form["decided_at"].value() == day_of(timezone.now())


def test_value_is_read_in_the_persons_language(sven: User, rated: Lead) -> None:
    sven.language = "en"
    sven.save(update_fields=["language"])
    client_for(sven).post(
        address(rated, "won"), {"value_cents": "1,234.50", "decided_at": rated.received_on.isoformat()}
    )
    assert Outcome.objects.get().value_cents == 123_450


@pytest.mark.parametrize("value", ["", "1.234", "-5", "viel", "1e5", "9" * 5000])
def test_value_that_is_no_amount_is_refused_beside_its_field(sven: User, rated: Lead, value: str) -> None:
    day = rated.received_on.isoformat()
    response = client_for(sven).post(address(rated, "won"), {"value_cents": value, "decided_at": day})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["value_cents"])
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("day", ["", "31.02.2026", "0001-01-01", "9999-12-31", "morgen"])
def test_day_that_cannot_be_is_refused_beside_its_field(sven: User, rated: Lead, day: str) -> None:
    response = client_for(sven).post(address(rated, "won"), {"value_cents": "5", "decided_at": day})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["decided_at"])
    assert not Outcome.objects.exists()


def test_lost_keeps_reason_competitor_and_words(sven: User, rated: Lead) -> None:
    reason = make_reason(ReasonUse.LOST)
    said = {"reason": reason.pk, "competitor": "Konkurrenz AG", "reason_text": "schneller"}
    client_for(sven).post(address(rated, "lost"), {**said, "decided_at": rated.received_on.isoformat()})
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.reason) == ("lost", reason)
    assert (outcome.competitor, outcome.reason_text) == ("Konkurrenz AG", "schneller")


def test_lost_without_a_reason_is_refused_beside_its_field(sven: User, rated: Lead) -> None:
    response = client_for(sven).post(address(rated, "lost"), {"decided_at": rated.received_on.isoformat()})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["reason"])


def test_reasons_stand_under_who_can_fix_them(sven: User, rated: Lead) -> None:
    page = client_for(sven).get(address(rated, "lost")).content.decode()
    assert page.count("<optgroup") == 4


def test_conflict_shows_both_and_can_be_saved_as_a_correction(sven: User, lena: User, rated: Lead) -> None:
    theirs, client = lose(lena, rated, competitor="Konkurrenz AG"), client_for(sven)
    said = {"value_cents": "77", "decided_at": rated.received_on.isoformat()}
    response = client.post(address(rated, "won"), said)
    page = response.content.decode()
    assert response.status_code == 409
    assert ("Konkurrenz AG" in page, "77,00" in page) == (True, True)
    client.post(address(rated, "won"), {**said, "expected_outcome_id": theirs.pk})
    assert [outcome.kind for outcome in rated.outcomes.all()] == ["won", "lost"]


def test_history_of_outcomes_is_shown(sven: User, rated: Lead) -> None:
    won = win(sven, rated, value_cents=100_00)
    lose(sven, rated, expected_outcome_id=won.pk, reason_text="storniert")
    page = client_for(sven).get(address(rated)).content.decode()
    assert ("100,00" in page, "storniert" in page) == (True, True)


def test_decided_deal_can_be_opened_again(sven: User, rated: Lead) -> None:
    won = win(sven, rated)
    said = {"reopen-reason_text": "Auftrag storniert", "reopen-expected_outcome_id": won.pk}
    client_for(sven).post(f"/leads/{rated.pk}/reopen/", said)
    rated.refresh_from_db()
    assert (rated.stage, rated.outcomes.latest("id").reason_text) == (LeadStage.RATED, "Auftrag storniert")


def test_reopening_what_was_corrected_meanwhile_is_a_conflict(sven: User, rated: Lead) -> None:
    win(sven, rated)
    response = client_for(sven).post(f"/leads/{rated.pk}/reopen/", {"reopen-expected_outcome_id": 4711})
    assert response.status_code == 409
    assert rated.outcomes.count() == 1
    newest = rated.outcomes.get()
    assert response.context["reopen_form"]["expected_outcome_id"].value() == str(newest.pk)
    assert f'href="/leads/{rated.pk}/outcome/">' in response.content.decode()


def test_unrated_lead_is_asked_to_be_rated_first(sven: User) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    assert f"/leads/{lead.pk}/rate/" in client_for(sven).get(address(lead)).content.decode()


def test_lead_nobody_accepted_has_no_outcome_yet(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    assert client_for(sven).get(address(lead, "won")).status_code == 409


@pytest.mark.parametrize("kind", ["", "won"])
def test_colleagues_lead_does_not_exist(sina: User, rated: Lead, kind: str) -> None:
    assert client_for(sina).get(address(rated, kind)).status_code == 404


def test_post_without_a_kind_records_nothing(sven: User, rated: Lead) -> None:
    assert client_for(sven).post(address(rated), {"value_cents": "5"}).status_code == 422
    assert not Outcome.objects.exists()


def test_day_of_an_earlier_deal_is_kept_at_noon(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    Lead.objects.filter(pk=lead.pk).update(
        received_at=lead.received_at - timedelta(days=9), received_on=lead.received_on - timedelta(days=9)
    )
    day = lead.received_on - timedelta(days=3)
    client_for(sven).post(address(lead, "won"), {"value_cents": "5", "decided_at": day.isoformat()})
    outcome = Outcome.objects.get()
    assert outcome.decided_at is not None
    assert day_of(outcome.decided_at) == day
