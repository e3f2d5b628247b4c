from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from campaigns.models import CtaKind
from handoff.models import Answer, HandoffAnswer
from handoff.services import hand_over
from leads.models import Consent, Grade, Lead, LeadStage, Person, Touch
from tests.factories import (
    client_for,
    make_cta,
    make_handoff,
    make_lead,
    make_person,
    make_promise,
    make_reason,
)
from tests.feedback.saying import accepted_lead, reach, say
from tests.leads.enquiries import enquire, log

QUERIES_OF_A_BRIEF = 29


def brief(user: User, lead: Lead) -> str:
    return client_for(user).get(f"/leads/{lead.pk}/").content.decode()


def caller() -> Person:
    return make_person(name="Erika Muster", phone="+493411234567", email="e@example.org")


def test_brief_says_what_the_dots_stand_for_as_long_as_there_are_any(sven: User) -> None:
    told = "••• steht für eine Telefonnummer oder E-Mail-Adresse."
    number = "Bitte 0341 1234567 anrufen."
    assert told in brief(sven, make_lead(stage=LeadStage.HANDED_OVER, note=number, assigned_to=sven))
    assert told not in brief(sven, make_lead(stage=LeadStage.HANDED_OVER, note="eilt", assigned_to=sven))
    assert told not in brief(sven, make_lead(stage=LeadStage.ACCEPTED, note=number, assigned_to=sven))


def test_brief_says_what_the_dots_in_the_history_stand_for(sven: User, mara: User) -> None:
    lead = make_lead()
    hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B, note="Bitte 0341 1234567 anrufen.")
    assert "••• steht für eine Telefonnummer oder E-Mail-Adresse." in brief(sven, lead)


def test_brief_tells_what_a_rep_must_know_before_the_call(sven: User) -> None:
    cta = make_cta(name="Gratis-Audit", kind=CtaKind.APPOINTMENT, placement="Seite Heizung")
    lead = accepted_lead(
        sven, cta=cta, answers={"Budget": "20.000"}, page_url="https://www.example.com/audit/", note="eilt"
    )
    make_promise(lead.campaign, "Ergebnis in 48 Stunden")
    Touch.objects.create(
        lead=lead, utm_source="instagram", utm_medium="paid_social", happened_at=lead.received_at
    )
    lead.handoffs.update(note="Ruft nur vormittags zurück")
    page = brief(sven, lead)
    for words in (
        "Gratis-Audit",
        "Seite Heizung",
        "Ergebnis in 48 Stunden",
        "20.000",
        "example.com/audit",
        "Instagram",
    ):
        assert words in page
    assert "Ruft nur vormittags zurück" in page


def test_brief_leaves_out_promises_withdrawn_before_the_enquiry(sven: User) -> None:
    lead = accepted_lead(sven)
    make_promise(lead.campaign, "Long gone", withdrawn_at=lead.received_at - timedelta(days=1))
    make_promise(lead.campaign, "Heard in time", withdrawn_at=lead.received_at + timedelta(hours=1))
    page = brief(sven, lead)
    assert ("Long gone" in page, "Heard in time" in page) == (False, True)


def test_brief_tells_an_earlier_enquiry_of_which_sales_has_said_nothing(
    sven: User, lena: User, mara: User
) -> None:
    known = make_person(name="Erika Muster", email="e@example.org")
    log(mara, enquire(make_cta(name="Alte Anzeige"), email="e@example.org"))
    assert "Alte Anzeige" in brief(lena, accepted_lead(sven, person=known))


@pytest.mark.parametrize("is_own", [True, False])
def test_brief_tells_earlier_enquiries_and_what_became_of_them_where_they_open(
    sven: User, sina: User, is_own: bool
) -> None:
    lead = accepted_lead(sven)
    sina.is_active = False  # her name is not offered to pass the lead on to
    sina.save()
    earlier = make_lead(
        stage=LeadStage.WON,
        assigned_to=sven if is_own else sina,
        person=lead.person,
        cta=make_cta(name="Alte Anzeige"),
        value_cents=123_456,
    )
    consent = {"person": lead.person, "lead": earlier, "given_at": timezone.now()}
    Consent.objects.create(channel="phone", text_version="v-alt", source="Alte Seite", **consent)
    page = brief(sven, lead)
    words = ("Alte Anzeige", "1.234,56", "v-alt", "Alte Seite", *(() if is_own else ("Sina",)))
    assert [word in page for word in words] == [is_own] * len(words)
    assert client_for(sven).get(f"/leads/{earlier.pk}/").status_code == (200 if is_own else 404)


def test_brief_names_consents_and_their_absence(sven: User) -> None:
    lead, other = accepted_lead(sven), accepted_lead(sven)
    Consent.objects.create(
        person=lead.person,
        lead=lead,
        channel="phone",
        text_version="v7",
        source="Formular",
        given_at=timezone.now(),
    )
    assert "v7" in brief(sven, lead)
    assert client_for(sven).get(f"/leads/{other.pk}/").context["about"].consents == []


@pytest.mark.parametrize("is_pool", [True, False])
def test_brief_locks_the_call_until_the_lead_is_accepted(sven: User, is_pool: bool) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=None if is_pool else sven, person=caller())
    page = brief(sven, lead)
    assert "+493411234567" not in page
    assert "e@example.org" not in page
    assert 'aria-disabled="true"' in page


def test_brief_of_an_accepted_lead_lets_call_and_write(sven: User) -> None:
    page = brief(sven, accepted_lead(sven, person=caller()))
    assert 'href="tel:+493411234567"' in page
    assert 'href="mailto:e@example.org"' in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example.com"])
def test_brief_links_no_address_a_browser_should_not_open(sven: User, url: str) -> None:
    page = brief(sven, accepted_lead(sven, page_url=url))
    assert f'href="{url}' not in page
    assert url.split(":", maxsplit=1)[0] in page


def test_brief_of_a_colleagues_lead_does_not_exist(sven: User, sina: User) -> None:
    assert client_for(sina).get(f"/leads/{accepted_lead(sven).pk}/").status_code == 404


@pytest.mark.parametrize("page", ["", "rate/", "outcome/"])
@pytest.mark.parametrize("stage", [LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.CONTACTED])
def test_no_page_of_a_rep_shows_the_grade_before_rating(sven: User, stage: LeadStage, page: str) -> None:
    lead = make_lead(stage=stage, assigned_to=sven, grade=Grade.D)
    make_handoff(lead, to_user=sven, grade=Grade.D)
    response = client_for(sven).get(f"/leads/{lead.pk}/{page}")
    text = response.content.decode()
    assert 'class="grade' not in text
    assert "Handed over to Sven Vertrieb with grade" not in text
    assert text.count(str(Grade.D.label)) == 0


@pytest.mark.parametrize("section", ["", "?section=new", "?section=contact", "?section=rate"])
def test_no_inbox_shows_the_grade_before_rating(sven: User, section: str) -> None:
    for stage in (LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.CONTACTED):
        make_lead(stage=stage, assigned_to=sven, grade=Grade.D)
    text = client_for(sven).get(f"/inbox/{section}").content.decode()
    assert 'class="grade' not in text
    assert str(Grade.D.label) not in text


def test_brief_shows_both_grades_once_rated(sven: User) -> None:
    lead = accepted_lead(sven, grade=Grade.A)
    say(sven, lead, quality="C")
    page = brief(sven, lead)
    assert '<span class="grade mk">A</span>' in page
    assert '<span class="grade sl">C</span>' in page


def test_accept_opens_the_brief(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    response = client_for(sven).post(f"/leads/{lead.pk}/accept/")
    lead.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, f"/leads/{lead.pk}/")
    assert lead.stage == LeadStage.ACCEPTED


def test_claim_takes_the_lead_out_of_the_pool(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER)
    client_for(sven).post(f"/leads/{lead.pk}/claim/")
    lead.refresh_from_db()
    assert (lead.assigned_to, lead.stage) == (sven, LeadStage.ACCEPTED)


def test_accept_of_a_returned_lead_is_a_conflict_in_words(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RETURNED, assigned_to=sven)
    response = client_for(sven).post(f"/leads/{lead.pk}/accept/")
    assert response.status_code == 409
    assert f'href="/leads/{lead.pk}/"' in response.content.decode()


def test_claim_that_comes_too_late_names_who_was_faster(sven: User, lena: User) -> None:
    lead = accepted_lead(sven)
    response = client_for(lena).post(f"/leads/{lead.pk}/claim/")
    lead.refresh_from_db()
    assert (response.status_code, lead.assigned_to) == (409, sven)
    assert "Sven Vertrieb" in response.content.decode()


def test_return_sends_the_lead_back_with_its_reason(sven: User) -> None:
    lead, reason = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven), make_reason()
    client_for(sven).post(
        f"/leads/{lead.pk}/return/", {"return-reason": reason.pk, "return-text": "Nummer falsch"}
    )
    answer = HandoffAnswer.objects.get(handoff__lead=lead, kind=Answer.RETURN)
    lead.refresh_from_db()
    assert (lead.stage, answer.reason, answer.text) == (LeadStage.RETURNED, reason, "Nummer falsch")


def test_return_without_a_reason_stays_and_says_so_beside_the_field(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    response = client_for(sven).post(f"/leads/{lead.pk}/return/", {"return-text": "Nummer falsch"})
    lead.refresh_from_db()
    assert (response.status_code, lead.stage) == (422, LeadStage.HANDED_OVER)
    assert list(response.context["return_form"].errors) == ["reason"]
    assert "Nummer falsch" in response.content.decode()


def test_question_stands_on_the_brief(sven: User) -> None:
    lead = accepted_lead(sven)
    client = client_for(sven)
    client.post(f"/leads/{lead.pk}/question/", {"question-text": "Welche Anzeige war es?"})
    assert "Welche Anzeige war es?" in client.get(f"/leads/{lead.pk}/").content.decode()


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_question_without_words_or_with_too_many_is_refused(sven: User, text: str) -> None:
    lead = accepted_lead(sven)
    response = client_for(sven).post(f"/leads/{lead.pk}/question/", {"question-text": text})
    assert response.status_code == 422
    assert not HandoffAnswer.objects.filter(kind=Answer.QUESTION).exists()


def test_passing_on_gives_the_lead_to_another_rep_and_leads_to_the_inbox(sven: User, sina: User) -> None:
    lead = accepted_lead(sven)
    answer = client_for(sven).post(f"/leads/{lead.pk}/pass-on/", {"pass_on-to_user": sina.pk})
    lead.refresh_from_db()
    assert (answer["Location"], lead.assigned_to, lead.stage) == ("/inbox/", sina, LeadStage.ACCEPTED)


def test_sales_lead_stays_with_the_lead_that_was_passed_on(sven: User, lena: User) -> None:
    lead = accepted_lead(sven)
    answer = client_for(lena).post(f"/leads/{lead.pk}/pass-on/", {"pass_on-to_user": "pool"})
    assert answer["Location"] == f"/leads/{lead.pk}/"


def test_rated_lead_is_offered_no_pool(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    answer = client_for(sven).post(f"/leads/{lead.pk}/pass-on/", {"pass_on-to_user": "pool"})
    assert answer.status_code == 422


def attempt(user: User, lead: Lead, **fields: object) -> str:
    values = {"attempt-channel": "phone", "attempt-reached": "yes", "attempt-expected_count": 0}
    response = client_for(user).post(f"/leads/{lead.pk}/attempt/", {**values, **fields})
    return response.get("Location") or str(response.status_code)


def test_attempt_that_reached_leads_to_the_rating(sven: User) -> None:
    lead = accepted_lead(sven)
    assert attempt(sven, lead) == f"/leads/{lead.pk}/rate/"
    assert lead.attempts.get().was_reached


def test_attempt_that_did_not_reach_leads_back_to_the_brief(sven: User) -> None:
    lead = accepted_lead(sven)
    assert attempt(sven, lead, **{"attempt-reached": "no"}) == f"/leads/{lead.pk}/"
    assert not lead.attempts.get().was_reached


def test_attempt_clicked_twice_is_logged_once(sven: User) -> None:
    lead = accepted_lead(sven)
    attempt(sven, lead)
    attempt(sven, lead)
    assert lead.attempts.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"attempt-reached": ""},
        {"attempt-channel": "pigeon"},
        {"attempt-happened_at": "9999-12-31T23:59"},
        {"attempt-happened_at": "gestern"},
        {"attempt-expected_count": "-1"},
    ],
)
def test_attempt_that_makes_no_sense_is_refused(sven: User, fields: dict[str, object]) -> None:
    lead = accepted_lead(sven)
    assert attempt(sven, lead, **fields) == "422"
    assert not lead.attempts.exists()


@pytest.mark.parametrize("step", ["accept", "claim", "return", "question", "pass-on", "attempt", "reopen"])
def test_step_on_a_colleagues_lead_does_not_exist_and_changes_nothing(
    sven: User, sina: User, step: str
) -> None:
    lead = accepted_lead(sven)
    assert client_for(sina).post(f"/leads/{lead.pk}/{step}/").status_code == 404
    assert list(Lead.objects.values_list("row_version", flat=True)) == [lead.row_version]


@pytest.mark.parametrize("step", ["accept", "claim", "return", "question", "pass-on", "attempt", "reopen"])
def test_step_is_never_taken_by_looking(sven: User, lena: User, step: str) -> None:
    assert client_for(lena).get(f"/leads/{accepted_lead(sven).pk}/{step}/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_brief_takes_the_same_statements_however_much_happened(sven: User, count: int) -> None:
    lead = accepted_lead(sven)
    rating = None
    for number in range(count):
        reach(sven, lead, note=str(number))
        rating = say(sven, lead, note=str(number), expected_rating_id=rating.pk if rating else None)
        make_promise(lead.campaign, f"Promise {number}")
        make_lead(stage=LeadStage.LOST, person=lead.person)
    client = client_for(sven)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/leads/{lead.pk}/")
    assert len(queries) == QUERIES_OF_A_BRIEF
