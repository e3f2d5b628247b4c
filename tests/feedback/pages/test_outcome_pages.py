from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.own_company import day_of
from feedback.history import ImportedOutcome, record_imported_outcomes
from feedback.models import Outcome
from handoff.models import ReasonUse
from leads.models import Lead, LeadStage
from tests.factories import client_for, make_lead, make_reason
from tests.feedback.saying import deal, lose, win


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


@pytest.mark.parametrize("value", ["", "1,234", "-5", "viel", "1e5", "9" * 5000])
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
    _before, _heading, group = page.partition('<div role="group" aria-label="Produkt oder Preis">')
    group, _end, _after = group.partition("</div>")
    assert ("Preis zu hoch" in group, "Wir waren zu langsam" in group) == (True, False)
    assert "Wir waren zu langsam" in page


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


def test_further_deal_is_asked_for_without_saving_what_was_typed(sven: User, rated: Lead) -> None:
    said = {"value_cents": "12,50", "decided_at": rated.received_on.isoformat(), "further_deal": "1"}
    response = client_for(sven).post(address(rated, "won"), said)
    form = response.context["form"]
    assert (form.count, form["value_cents"].value(), form["value_cents_2"].value()) == (2, "12,50", None)
    assert (response.status_code, Outcome.objects.exists()) == (200, False)


def test_two_deals_are_kept_with_their_numbers(sven: User, rated: Lead) -> None:
    day = rated.received_on.isoformat()
    said = {"deal_count": "2", "value_cents": "5", "decided_at": day, "number": "A"}
    client_for(sven).post(
        address(rated, "won"), {**said, "value_cents_2": "7", "decided_at_2": day, "number_2": "B"}
    )
    assert list(rated.outcomes.order_by("pk").values_list("value_cents", "number")) == [
        (500, "A"),
        (700, "B"),
    ]


def test_further_deal_without_a_value_is_none(sven: User, rated: Lead) -> None:
    day = rated.received_on.isoformat()
    said = {"deal_count": "2", "value_cents": "5", "decided_at": day, "decided_at_2": day}
    client_for(sven).post(address(rated, "won"), said)
    assert Outcome.objects.get().value_cents == 500


def test_one_deal_is_asked_for_no_number(sven: User, rated: Lead) -> None:
    form = client_for(sven).get(address(rated, "won")).context["form"]
    assert [field.name for deal in form.deals for field in deal] == ["value_cents", "decided_at"]


def test_further_deal_needs_its_value_and_day(sven: User, rated: Lead) -> None:
    said = {"deal_count": "2", "value_cents": "5", "decided_at": rated.received_on.isoformat()}
    response = client_for(sven).post(address(rated, "won"), {**said, "decided_at_2": "", "number_2": "B"})
    assert list(response.context["form"].errors) == ["value_cents_2", "decided_at_2"]


@pytest.mark.parametrize("count", ["", "0", "99", "zwei", "9" * 5000])
def test_number_of_deals_that_makes_no_sense_is_one(sven: User, rated: Lead, count: str) -> None:
    said = {"deal_count": count, "value_cents": "x", "decided_at": ""}
    assert client_for(sven).post(address(rated, "won"), said).context["form"].count == 1


def test_correction_begins_with_the_deals_that_count(sven: User, rated: Lead) -> None:
    win(sven, rated, deals=[deal(value_cents=500, number="A"), deal(value_cents=700)])
    form = client_for(sven).get(address(rated, "won")).context["form"]
    assert [form[name].value() for name in ("value_cents", "number", "value_cents_2")] == [
        "5,00",
        "A",
        "7,00",
    ]


def test_day_nobody_knows_may_stay_empty(sven: User, rated: Lead) -> None:
    row = ImportedOutcome(lead_id=rated.pk, kind="won", decided_at=None, value_cents=500)
    record_imported_outcomes([row])
    said = {"value_cents": "6", "decided_at": "", "expected_outcome_id": rated.outcomes.get().pk}
    client_for(sven).post(address(rated, "won"), said)
    assert list(rated.outcomes.values_list("value_cents", "decided_at")) == [(600, None), (500, None)]


@pytest.mark.parametrize("person", ["sven", "mara"])
def test_page_of_the_lead_shows_its_deals_and_their_sum(
    request: pytest.FixtureRequest, sven: User, rated: Lead, person: str
) -> None:
    win(sven, rated, deals=[deal(value_cents=500_00, number="A-1"), deal(value_cents=700_00)])
    page = client_for(request.getfixturevalue(person)).get(f"/leads/{rated.pk}/").content.decode()
    shown = ("2 Abschlüsse: 1.200,00\xa0€", "500,00\xa0€", "700,00\xa0€", "Nummer A-1")
    assert [part for part in shown if part not in page] == []


def test_page_of_a_lead_whose_date_nobody_knows_says_so(sven: User, rated: Lead) -> None:
    record_imported_outcomes([ImportedOutcome(lead_id=rated.pk, kind="won", decided_at=None, value_cents=5)])
    for page in (f"/leads/{rated.pk}/", address(rated)):
        assert "Datum unbekannt" in client_for(sven).get(page).content.decode()


def test_deal_in_the_future_is_refused_beside_its_day(sven: User, rated: Lead) -> None:
    day = (timezone.now() + timedelta(days=2)).date().isoformat()
    response = client_for(sven).post(address(rated, "won"), {"value_cents": "5", "decided_at": day})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["decided_at"])
