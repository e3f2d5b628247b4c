from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from desk import timeline
from handoff import services as handoffs
from handoff.models import HandoffAnswer
from leads.capture import NewConsent, NewTouch
from leads.models import Door, Grade, Lead, LeadKind, LeadStage
from tests.factories import client_for, make_campaign, make_cta, make_lead, make_person, make_promise
from tests.leads.enquiries import enquire, log

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(mara: User) -> Client:
    return client_for(mara)


def page_of(client: Client, lead: Lead) -> str:
    response = client.get(f"/leads/{lead.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_page_shows_all_that_came_with_the_enquiry(client: Client, mara: User) -> None:
    cta = make_cta(make_campaign())
    make_promise(cta.campaign, "Lieferung in 48 Stunden")
    new = enquire(
        cta,
        name="Jörg Müller",
        email="joerg@example.org",
        phone="0151 23456789",
        note="ruft gern an",
        answers={"Größe?": "XL"},
        page_url="https://example.com/angebot",
        last_touch=NewTouch(utm_source="google", click_ids={"gclid": "Cj0"}),
        consents=(NewConsent(channel="email", text_version="2026-11"),),
    )
    body = page_of(client, log(mara, new).lead)
    for part in (
        "Jörg Müller",
        "joerg@example.org",
        "+4915123456789",
        "ruft gern an",
        "Größe?",
        "XL",
        "https://example.com/angebot",
        "google",
        "Cj0",
        "2026-11",
        "Lieferung in 48 Stunden",
        cta.name,
    ):
        assert part in body


def test_page_says_by_which_door_and_under_which_number_the_lead_came_in(client: Client) -> None:
    body = page_of(client, make_lead(door=Door.FILE, external_id="HS-4711"))
    assert ("Datei" in body, "HS-4711" in body) == (True, True)


def test_page_shows_what_was_given_otherwise_this_time(client: Client, mara: User) -> None:
    make_person(email="erika@example.org", phone="+49301234567")
    new = enquire(make_cta(), email="erika@example.org", phone="0151 23456789")
    assert "+4915123456789" in page_of(client, log(mara, new).lead)


def test_page_shows_earlier_enquiries_of_the_same_person(client: Client) -> None:
    person = make_person()
    earlier = make_lead(person=person, received_at=timezone.now() - timedelta(days=30))
    assert f"/leads/{earlier.pk}/" in page_of(client, make_lead(person=person))


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_queries_whatever_happened(
    client: Client,
    sven: User,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    person = make_person()
    lead = make_lead(person=person, stage=LeadStage.ACCEPTED, assigned_to=sven)
    for _ in range(count):
        make_lead(person=person)
        handoffs.ask_question(actor=sven, lead=lead, text="Größe?")
    client.get(f"/leads/{lead.pk}/")
    with django_assert_num_queries(22):
        page_of(client, lead)


def test_foreign_and_missing_leads_look_the_same(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina)
    for number in (lead.pk, lead.pk + 1, 10**30):
        assert client_for(sven).get(f"/leads/{number}/").status_code == 404


def test_grade_is_nowhere_on_the_page_for_sales_until_rated(client: Client, mara: User, sven: User) -> None:
    lead = make_lead()
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="A")
    hidden = client_for(sven).get(f"/leads/{lead.pk}/")
    assert hidden.context["about"].marketings_grade == ""
    assert not any("A" in str(event.title).split() for event in hidden.context["events"])
    assert client.get(f"/leads/{lead.pk}/").context["grade"] == "A"
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.RATED, is_rated=True)
    assert client_for(sven).get(f"/leads/{lead.pk}/").context["about"].marketings_grade == "A"


@pytest.mark.parametrize(("stage", "is_shown"), [(LeadStage.HANDED_OVER, False), (LeadStage.ACCEPTED, True)])
def test_contact_is_shown_to_sales_once_the_lead_is_accepted(
    sven: User, stage: LeadStage, is_shown: bool
) -> None:
    lead = make_lead(stage=stage, assigned_to=sven, person=make_person(email="erika@example.org"))
    assert ("erika@example.org" in client_for(sven).get(f"/leads/{lead.pk}/").content.decode()) is is_shown


def test_grade_stays_hidden_from_sales_when_a_deal_was_lost_unrated(sven: User) -> None:
    lead = make_lead(stage=LeadStage.LOST, assigned_to=sven, grade=Grade.A, is_rated=False)
    assert client_for(sven).get(f"/leads/{lead.pk}/").context["about"].marketings_grade == ""


def test_timeline_tells_everything_newest_first(mara: User, sven: User) -> None:
    lead = make_lead(received_at=timezone.now() - timedelta(days=2))
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="B", note="eilt")
    handoffs.ask_question(actor=sven, lead=lead, text="Welche Größe?")
    handoffs.reply(actor=mara, lead=lead, text="XL")
    lead.refresh_from_db()
    events = timeline.build_timeline(lead=lead, viewer=mara)
    assert [(event.team, event.text) for event in events[:-1]] == [
        ("marketing", "XL"),
        ("sales", "Welche Größe?"),
        ("marketing", "eilt"),
    ]


def test_open_question_can_be_replied_to(client: Client, sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    handoffs.ask_question(actor=sven, lead=lead, text="Welche Größe?")
    assert f"/leads/{lead.pk}/reply/" in page_of(client, lead)
    response = client.post(f"/leads/{lead.pk}/reply/", {"text": "Größe M"})
    assert response.status_code == 302
    assert HandoffAnswer.objects.order_by("-id").first().text == "Größe M"  # type: ignore[union-attr]
    assert f"/leads/{lead.pk}/reply/" not in page_of(client, lead)


@pytest.mark.parametrize("text", ["", "x" * 2001, "a\x00b", "\x07"])
def test_reply_that_is_refused_stays_on_the_page(client: Client, sven: User, text: str) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    handoffs.ask_question(actor=sven, lead=lead, text="Welche Größe?")
    response = client.post(f"/leads/{lead.pk}/reply/", {"text": text})
    assert response.status_code == 422 and response.context["reply_form"].errors["text"]
    assert HandoffAnswer.objects.filter(kind="reply").count() == 0


def test_reply_after_somebody_was_faster_says_so(client: Client, mara: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    response = client.post(f"/leads/{lead.pk}/reply/", {"text": "M"}, follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_kind_is_changed_from_the_page(client: Client) -> None:
    lead = make_lead()
    client.post(f"/leads/{lead.pk}/kind/", {"kind": "spam"})
    lead.refresh_from_db()
    assert lead.kind == LeadKind.SPAM


@pytest.mark.parametrize("kind", ["", "fake", "\x00", "x" * 10_000])
def test_unknown_kind_is_named(client: Client, kind: str) -> None:
    lead = make_lead()
    response = client.post(f"/leads/{lead.pk}/kind/", {"kind": kind}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    lead.refresh_from_db()
    assert lead.kind == LeadKind.REAL


def test_readers_may_not_write(sven: User, gero: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    for person in (sven, gero):
        for path in ("kind", "reply", "hand-over"):
            assert client_for(person).post(f"/leads/{lead.pk}/{path}/").status_code == 403


def test_otto_signs_in_first(otto: User) -> None:
    assert Client().get("/leads/").status_code == 302


@pytest.fixture
def shared(mara: User) -> Lead:
    """The lead of Bernd, who writes from the mailbox Anke is known by."""
    make_person(name="Anke Erst", company="Erst AG", email="info@example.org", phone="+49301234567")
    new = enquire(make_cta(), name="Bernd Zweit", email="info@example.org", phone="0351 1234567 DW 12")
    return log(mara, new).lead


def test_page_of_a_shared_mailbox_is_that_of_who_wrote(client: Client, shared: Lead) -> None:
    body = page_of(client, shared)
    assert all(part in body for part in ("<h1>Bernd Zweit</h1>", "Gleiche Adresse, anderer Name: Anke Erst"))
    assert ("tel:+493511234567" in body, "angegeben als: 0351 1234567 DW 12" in body) == (True, True)
    assert ("+49301234567" in body, "Erst AG" in body) == (False, False)


def test_page_of_the_first_person_says_who_else_writes_from_there(client: Client, shared: Lead) -> None:
    body = page_of(client, make_lead(person=shared.person))
    assert all(part in body for part in ("<h1>Anke Erst</h1>", "Gleiche Adresse, anderer Name: Bernd Zweit"))


def test_rep_calls_whoever_enquired(sven: User, shared: Lead) -> None:
    now = timezone.now()
    accepted = {"stage": LeadStage.ACCEPTED, "handed_over_at": now, "accepted_at": now}
    Lead.objects.filter(pk=shared.pk).update(assigned_to=sven, **accepted)
    body = page_of(client_for(sven), shared)
    assert all(part in body for part in ("<h1>Bernd Zweit</h1>", "Gleiche Adresse, anderer Name: Anke Erst"))
    assert ("tel:+493511234567" in body, "tel:+49301234567" in body) == (True, False)


def test_page_shows_every_address_a_person_is_reached_by(client: Client, mara: User) -> None:
    new = enquire(make_cta(), name="Otto", email="otto@example.com; o.doppel@example.org", phone="030 555060")
    body = page_of(client, log(mara, new).lead)
    assert ('href="mailto:o.doppel@example.org"' in body, "Auch erreichbar unter" in body) == (True, True)
