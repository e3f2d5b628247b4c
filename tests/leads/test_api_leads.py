from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.permissions import Action
from handoff.models import Handoff, ReasonUse
from leads.models import Door, Grade, Lead, LeadStage
from tests.api import api_for
from tests.factories import make_campaign, make_channel, make_cta, make_lead, make_person, make_reason

LEADS = "/api/v1/leads/"


def test_lead_created_by_api_carries_everything_that_was_said(mara: User) -> None:
    cta = make_cta()
    enquiry = {
        "cta": cta.pk,
        "name": "Erika Muster",
        "email": "Erika@Example.ORG",
        "answers": {"Baujahr": "1978"},
        "last_touch": {"utm_source": "google", "click_ids": {"gclid": "Ab-1"}},
        "consents": [{"channel": "email", "text_version": "2026-01"}],
    }
    receipt = api_for(mara).post(LEADS, enquiry)
    lead = Lead.objects.get()
    assert receipt.status_code == 201
    assert (receipt.json()["lead"], receipt.json()["receipt"]) == (lead.pk, str(lead.uuid))
    assert (lead.person.email, lead.answers, lead.door) == ("erika@example.org", {"Baujahr": "1978"}, "api")
    assert [touch.click_ids for touch in lead.touches.all()] == [{"gclid": "Ab-1"}]
    assert [consent.text_version for consent in lead.consents.all()] == ["2026-01"]


def test_same_idempotency_key_gives_the_first_receipt(mara: User) -> None:
    enquiry = {"cta": make_cta().pk, "email": "erika@example.org"}
    client = api_for(mara)
    first = client.post(LEADS, enquiry, HTTP_IDEMPOTENCY_KEY="form-1")
    again = client.post(LEADS, enquiry, HTTP_IDEMPOTENCY_KEY="form-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "is_replay": True}
    assert Lead.objects.count() == 1


def test_receipt_repeats_what_was_sent_in_the_form_it_is_kept(mara: User) -> None:
    cta = make_cta(make_campaign(channel=make_channel("Messe")))
    enquiry = {
        "cta": cta.pk,
        "channel": "Messe",
        "name": " Erika Muster ",
        "email": "Erika@Example.ORG, e.muster@example.org",
        "phone": "030 1234567",
        "company": "",
        "answers": {"Baujahr": "1978"},
        "last_touch": {"utm_source": "google", "utm_term": "", "click_ids": {"GCLID": "Ab-1"}},
        "consents": [{"channel": "email", "text_version": "2026-01", "given_at": "2026-03-14T10:00:00Z"}],
        "received_at": "2026-03-14T11:00:00Z",
    }
    receipt = api_for(mara).post(LEADS, enquiry).json()
    lead = Lead.objects.get()
    assert receipt == {
        "receipt": str(lead.uuid),
        "lead": lead.pk,
        "received_at": "2026-03-14T12:00:00+01:00",
        "is_replay": False,
        "enquiry": {
            "cta": cta.pk,
            "channel": "Messe",
            "name": "Erika Muster",
            "email": "erika@example.org",
            "also_reached_by": ["e.muster@example.org"],
            "phone": "+49301234567",
            "answers": {"Baujahr": "1978"},
            "last_touch": {"utm_source": "google", "click_ids": {"gclid": "Ab-1"}},
            "consents": [
                {"channel": "email", "text_version": "2026-01", "given_at": "2026-03-14T11:00:00+01:00"}
            ],
            "received_at": "2026-03-14T12:00:00+01:00",
        },
    }


@pytest.mark.parametrize("said", [{"name": "Otto"}, {"phone": "030 555060"}, {"company": "Muster GmbH"}, {}])
def test_receipt_is_the_same_whether_the_person_was_known_or_not(mara: User, said: dict[str, str]) -> None:
    cta = make_cta()
    known = make_person(name="Erika Muster", company="Muster AG", phone="+49301234567")
    make_lead(person=known, cta=cta, campaign=cta.campaign, note="privat")
    client = api_for(mara, scopes=[Action.CAPTURE_LEADS])

    def receipt(email: str) -> dict[str, object]:
        answer = client.post(LEADS, {"cta": cta.pk, "email": email, **said})
        assert answer.status_code == 201
        return {
            **answer.json(),
            "receipt": "",
            "received_at": "",
            "email": answer.json()["enquiry"].pop("email"),
        }

    assert receipt(known.email) == {**receipt("nobody@example.org"), "email": known.email}


def test_number_of_the_lead_is_told_to_tokens_that_may_read_it(mara: User) -> None:
    enquiry = {"cta": make_cta().pk, "email": "erika@example.org"}
    reading = api_for(mara, scopes=[Action.CAPTURE_LEADS, Action.VIEW_LEADS]).post(LEADS, enquiry).json()
    writing = api_for(mara, scopes=[Action.CAPTURE_LEADS]).post(LEADS, enquiry).json()
    first, second = Lead.objects.order_by("pk")
    assert (reading["lead"], writing["lead"], writing["receipt"]) == (first.pk, None, str(second.uuid))


def test_number_of_the_lead_is_told_to_who_is_signed_in(client: Client, mara: User) -> None:
    client.force_login(mara)
    enquiry = {"cta": make_cta().pk, "email": "erika@example.org"}
    answer = client.post(LEADS, enquiry, content_type="application/json")
    assert answer.json()["lead"] == Lead.objects.get().pk


def test_key_of_another_enquiry_is_refused_without_naming_its_lead(mara: User) -> None:
    cta, client = make_cta(), api_for(mara, scopes=[Action.CAPTURE_LEADS])
    client.post(LEADS, {"cta": cta.pk, "email": "erika@example.org"}, HTTP_IDEMPOTENCY_KEY="form-1")
    answer = client.post(LEADS, {"cta": cta.pk, "email": "otto@example.org"}, HTTP_IDEMPOTENCY_KEY="form-1")
    assert str(Lead.objects.get().pk) not in answer.json()["detail"]


def test_same_idempotency_key_with_another_body_is_refused(mara: User) -> None:
    cta, client = make_cta(), api_for(mara)
    client.post(LEADS, {"cta": cta.pk, "email": "erika@example.org"}, HTTP_IDEMPOTENCY_KEY="form-1")
    answer = client.post(LEADS, {"cta": cta.pk, "email": "otto@example.org"}, HTTP_IDEMPOTENCY_KEY="form-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "KeyReused")
    assert Lead.objects.count() == 1


def test_bad_email_is_named_with_its_place_and_nothing_is_written(mara: User) -> None:
    answer = api_for(mara).post(LEADS, {"cta": make_cta().pk, "email": "erika at example"})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["place"] for error in answer.json()["errors"]] == ["email"]
    assert "erika at example" in answer.json()["errors"][0]["message"]
    assert Lead.objects.count() == 0


def test_phone_that_may_be_two_is_refused_with_both(mara: User) -> None:
    answer = api_for(mara).post(LEADS, {"cta": make_cta().pk, "name": "Erika", "phone": "49512345678"})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["place"], error["code"]) == (400, "phone", "phone_two_readings")
    assert "+49512345678" in error["message"] and "049512345678" in error["message"]


def test_lead_through_a_cta_nobody_made_is_named(mara: User) -> None:
    answer = api_for(mara).post(LEADS, {"cta": 987654, "email": "e@example.org"})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["place"], error["code"]) == (400, "cta", "does_not_exist")
    assert "987654" in error["message"]


@pytest.mark.parametrize("cta", [True, 1.5, "one", None, [1]])
def test_lead_with_something_else_than_a_number_of_a_cta_is_refused(mara: User, cta: object) -> None:
    answer = api_for(mara).post(LEADS, {"cta": cta, "email": "e@example.org"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "cta")


def test_lead_through_an_unsigned_cta_is_a_conflict(mara: User) -> None:
    answer = api_for(mara).post(LEADS, {"cta": make_cta(is_signed=False).pk, "email": "e@example.org"})
    assert (answer.status_code, answer.json()["code"]) == (409, "CtaNotOpen")


def test_sales_cannot_create_leads_by_api(sven: User) -> None:
    answer = api_for(sven).post(LEADS, {"cta": make_cta().pk, "email": "e@example.org"})
    assert (answer.status_code, Lead.objects.count()) == (403, 0)


def test_token_without_the_scope_is_refused_and_told_which_one(mara: User) -> None:
    answer = api_for(mara, scopes=[Action.VIEW_LEADS]).post(LEADS, {"cta": make_cta().pk})
    assert answer.status_code == 403
    assert "leads.capture" in answer.json()["detail"]


def test_foreign_lead_looks_like_none_to_a_rep(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina)
    assert api_for(sven).get(f"{LEADS}{lead.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["", "handoffs/"])
def test_grade_stays_hidden_from_sales_until_rated(sven: User, path: str) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven, grade=Grade.A)
    answer = api_for(sven).get(f"{LEADS}{lead.pk}/{path}").json()
    assert (answer[0] if path else answer)["grade"] == ""


def test_contact_stays_hidden_from_sales_until_accepted(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven, person=make_person(name="Erika"))
    person = api_for(sven).get(f"{LEADS}{lead.pk}/").json()["person"]
    assert (person["name"], person["email"], person["phone"]) == ("Erika", "", "")


def test_grade_shows_to_sales_once_rated(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven, grade=Grade.A)
    assert api_for(sven).get(f"{LEADS}{lead.pk}/").json()["grade"] == "A"


@pytest.mark.parametrize("count", [1, 3])
def test_lead_list_takes_one_query_beside_token_and_count(
    mara: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_lead()
    client = api_for(mara)
    client.get(LEADS)
    with django_assert_num_queries(3):
        assert len(client.get(LEADS).json()["results"]) == count


def test_lead_list_refuses_a_stage_that_does_not_exist(mara: User) -> None:
    answer = api_for(mara).get(LEADS, {"stage": "lukewarm"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "stage")


def test_lead_passes_from_marketing_to_the_rep_who_accepts(mara: User, sven: User) -> None:
    lead = make_lead(person=make_person())
    handed = api_for(mara).post(f"{LEADS}{lead.pk}/handoffs/", {"to_user": sven.pk, "grade": "B"})
    accepted = api_for(sven).post(f"{LEADS}{lead.pk}/handoffs/answer/", {"kind": "accept"})
    lead.refresh_from_db()
    assert (handed.status_code, accepted.status_code) == (201, 201)
    assert (lead.stage, lead.assigned_to, lead.grade) == (LeadStage.ACCEPTED, sven, "B")


def test_handoff_without_a_grade_is_refused(mara: User, sven: User) -> None:
    lead = make_lead()
    answer = api_for(mara).post(f"{LEADS}{lead.pk}/handoffs/", {"to_user": sven.pk})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "grade")


def test_return_without_a_reason_is_refused(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    answer = api_for(sven).post(f"{LEADS}{lead.pk}/handoffs/answer/", {"kind": "return"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "reason")


def test_return_with_a_reason_gives_the_lead_back(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    reason = make_reason(ReasonUse.RETURN)
    path = f"{LEADS}{lead.pk}/handoffs/answer/"
    answer = api_for(sven).post(path, {"kind": "return", "reason": reason.pk})
    assert answer.json()["answers"][0]["kind"] == "return"
    lead.refresh_from_db()
    assert (answer.status_code, lead.stage, lead.assigned_to) == (201, LeadStage.RETURNED, None)


def test_question_and_reply_pass_between_the_teams(mara: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    path = f"{LEADS}{lead.pk}/handoffs/"
    api_for(sven).post(f"{path}answer/", {"kind": "question", "text": "Welche Postleitzahl?"})
    answer = api_for(mara).post(f"{path}reply/", {"text": "14467"})
    assert [one["text"] for one in answer.json()["answers"]] == ["Welche Postleitzahl?", "14467"]


def test_marketing_cannot_accept(mara: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    answer = api_for(mara).post(f"{LEADS}{lead.pk}/handoffs/answer/", {"kind": "accept"})
    lead.refresh_from_db()
    assert (answer.status_code, lead.stage) == (403, LeadStage.HANDED_OVER)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=waiting", ["new"]),
        ("stage=accepted", ["accepted"]),
        ("channel=MESSE", ["accepted"]),
        ("history=yes", ["history"]),
        ("received_from=2026-03-14&received_until=2026-03-14", ["accepted"]),
        ("external_id=new", ["new"]),
    ],
)
def test_list_is_narrowed_as_on_the_page(mara: User, sven: User, query: str, found: list[str]) -> None:
    noon = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)
    messe = make_channel("Messe")
    make_lead(
        external_id="accepted", stage=LeadStage.ACCEPTED, assigned_to=sven, received_at=noon, channel=messe
    )
    make_lead(external_id="new", received_at=noon + timedelta(days=1))
    make_lead(external_id="history", door=Door.FILE, cta=make_cta(is_signed=False))
    rows = api_for(mara).get(f"{LEADS}?{query}").json()["results"]
    assert [row["external_id"] for row in rows] == found


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("stage=sold", "stage"),
        ("campaign=1 OR 1=1", "campaign"),
        ("assigned_to=0", "assigned_to"),
        ("received_from=gestern", "received_from"),
        ("received_from=2026-03-14&received_until=2026-03-13", "received_until"),
    ],
)
def test_filter_that_is_not_understood_is_refused_by_name(mara: User, query: str, place: str) -> None:
    answer = api_for(mara).get(f"{LEADS}?{query}")
    assert (answer.status_code, [error["place"] for error in answer.json()["errors"]]) == (400, [place])


def test_lead_says_the_name_given_with_it_and_no_way_to_call_before_it_is_accepted(sven: User) -> None:
    given = {"name": "Bernd Zweit", "phone": "+493511234567", "phone_as_typed": "0351 1234567 DW 12"}
    anke = make_person(name="Anke Erst", also_reached_by=["+4930555060"], other_names=["Bernd Zweit"])
    lead = make_lead(person=anke, stage=LeadStage.HANDED_OVER, assigned_to=sven, contact_as_given=given)
    said = api_for(sven).get(f"{LEADS}{lead.pk}/").json()
    assert said["contact_as_given"] == {"name": "Bernd Zweit"}
    assert (said["person"]["other_names"], said["person"]["also_reached_by"]) == (["Bernd Zweit"], [])


def test_moment_of_a_fact_is_no_telephone_number(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    Handoff.objects.update(
        created_at=datetime(2026, 11, 26, 13, 3, 3, 897906, tzinfo=UTC), note="Tel. 030 1234567"
    )
    said = api_for(sven).get(f"{LEADS}{lead.pk}/handoffs/").json()[0]
    assert (said["created_at"], said["note"]) == ("2026-11-26T14:03:03.897906+01:00", "Tel. •••")
