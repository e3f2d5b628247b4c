"""Who is asked, when, and by which mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from accounts.models import Company, User
from feedback.models import ContactAttempt, LeadStanding, Outcome, Rating
from feedback.services.undoing import undo
from leads.life import LeadStage
from leads.models import ConsentChannel, Lead, LeadKind
from outbox.models import OutboxMessage
from surveys.errors import OptOutsUnreadable
from surveys.models import OptOut, Survey, SurveySettings
from surveys.opt_outs import hash_address
from surveys.services.asking import ask_customers
from surveys.tasks import ask_customers as ask_customers_task
from surveys.tasks import mail_survey
from tests.factories import give_consent, make_lead, make_person
from tests.feedback.saying import lose, reopen_by, win
from tests.surveys.saying import make_decided, make_survey, survey_mail, switch_on

NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(company: Company) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("stage", [LeadStage.WON, LeadStage.LOST])
def test_a_decided_lead_is_asked_of_once(stage: LeadStage) -> None:
    switch_on()
    lead = make_decided(stage=stage)
    assert (ask_customers(), ask_customers()) == (1, 0)
    survey = Survey.objects.get()
    assert (survey.lead, survey.outcome.kind, survey.language) == (lead, stage, "de")
    assert (survey.asked_on, survey.sent_at) == (NOON.date(), None)


def test_nobody_is_asked_while_it_is_off() -> None:
    switch_on(is_on=False)
    make_decided()
    assert ask_customers() == 0


def test_nobody_is_asked_before_anybody_said_so() -> None:
    make_decided()
    assert (ask_customers(), SurveySettings.objects.count()) == (0, 0)


@pytest.mark.parametrize("hour", [3, 5, 16, 21])  # 5, 7, 18 and 23 o'clock in Berlin
def test_nobody_is_asked_by_night(hour: int) -> None:
    switch_on()
    make_decided()
    with time_machine.travel(NOON.replace(hour=hour), tick=False):
        assert ask_customers() == 0


def test_nobody_is_asked_before_the_delay_is_over() -> None:
    switch_on(delay_days=9)
    make_decided(days=8)
    assert ask_customers() == 0


def test_nobody_is_asked_of_what_was_decided_before_it_was_on() -> None:
    switch_on(on_since=NOON - timedelta(days=7, hours=23))
    make_decided(days=8)
    assert ask_customers() == 0


def test_nobody_is_asked_of_what_is_long_past() -> None:
    switch_on(on_since=NOON - timedelta(days=300))
    make_decided(days=38)
    assert ask_customers() == 0


def test_what_a_file_says_is_asked_of_when_it_was_decided_since() -> None:
    switch_on(on_since=NOON - timedelta(days=20))
    new, old = make_decided(), make_decided()
    Outcome.objects.filter(lead=new).update(user=None, decided_at=NOON - timedelta(days=19))
    Outcome.objects.filter(lead=old).update(user=None, decided_at=NOON - timedelta(days=21))
    assert (ask_customers(), Survey.objects.get().lead) == (1, new)


def test_nobody_is_asked_without_a_consent_to_mails() -> None:
    switch_on()
    lead = make_decided()
    lead.consents.all().delete()
    give_consent(lead, ConsentChannel.PHONE)
    assert ask_customers() == 0


@pytest.mark.parametrize("kind", [LeadKind.TEST, LeadKind.SPAM, LeadKind.NO_LEAD])
def test_nobody_is_asked_of_a_lead_that_does_not_count(kind: LeadKind) -> None:
    switch_on()
    make_decided(kind=kind)
    assert ask_customers() == 0


def test_nobody_is_asked_without_an_address() -> None:
    switch_on()
    make_decided(person=make_person(email="", phone="+493012345"))
    assert ask_customers() == 0


def test_the_address_of_the_enquiry_is_asked() -> None:
    switch_on()
    person = make_person(email="", phone="+493012345")
    make_decided(person=person, contact_as_given={"email": "neu@example.org"})
    ask_customers()
    assert survey_mail().to == ["neu@example.org"]


def test_nobody_is_asked_whom_nobody_reached() -> None:
    switch_on()
    lead = make_decided(stage=LeadStage.LOST)
    Rating.objects.filter(lead=lead).delete()
    ContactAttempt.objects.filter(lead=lead).update(was_reached=False)
    LeadStanding.objects.filter(lead=lead).update(contacted_at=None)
    Lead.objects.filter(pk=lead.pk).update(is_rated=False)
    assert ask_customers() == 0


def test_a_person_is_asked_once_in_half_a_year() -> None:
    switch_on()
    person = make_person()
    make_survey(make_lead(stage=LeadStage.LOST, person=person), on=(NOON - timedelta(days=179)).date())
    make_decided(person=person)
    assert ask_customers() == 0


def test_a_person_is_asked_again_after_half_a_year() -> None:
    switch_on()
    person = make_person()
    make_survey(make_lead(stage=LeadStage.LOST, person=person), on=(NOON - timedelta(days=181)).date())
    make_decided(person=person)
    assert ask_customers() == 1


def test_two_leads_of_a_person_ask_once() -> None:
    switch_on()
    person = make_person()
    first, _second = make_decided(person=person), make_decided(person=person)
    assert (ask_customers(), Survey.objects.get().lead) == (1, first)


def test_a_corrected_outcome_begins_the_wait_anew(sven: User) -> None:
    switch_on()
    lead = make_decided(assigned_to=sven)
    lose(sven, lead, expected_outcome_id=lead.outcomes.latest("id").pk)
    assert ask_customers() == 0
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        assert (ask_customers(), Survey.objects.get().outcome.kind) == (1, "lost")


def test_an_outcome_taken_back_asks_nobody(sven: User) -> None:
    switch_on()
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    give_consent(lead, ConsentChannel.EMAIL)
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        won = win(sven, lead)
        undo(actor=sven, kind="outcome", fact_id=won.pk)
    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        assert ask_customers() == 0


def test_more_than_one_batch_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.services.asking.AT_ONCE", 2)
    settings = switch_on()
    leads = [make_decided() for _number in range(5)]
    for lead in leads[:2]:
        OptOut.objects.create(address_hash=hash_address(lead.person.email, settings))
    ask_customers_task()
    assert list(Survey.objects.order_by("pk").values_list("lead", flat=True)) == [one.pk for one in leads[2:]]


def test_an_address_that_wants_none_is_not_asked() -> None:
    settings = switch_on()
    lead = make_decided()
    OptOut.objects.create(address_hash=hash_address(lead.person.email.upper(), settings))
    assert ask_customers() == 0


def test_nobody_is_asked_while_nobody_knows_who_wants_none() -> None:
    switch_on(opt_out_key="unreadable")
    make_decided()
    with pytest.raises(OptOutsUnreadable):
        ask_customers()
    assert Survey.objects.count() == 0


def test_the_mail_leaves_and_says_so() -> None:
    switch_on(sender_name="Beispiel", words_de="Zwei Fragen an Sie.")
    make_decided(person=make_person(name="Erika Muster", email="erika@example.org"))
    ask_customers()
    sent = survey_mail()
    assert (sent.to, sent.reply_to) == (["erika@example.org"], ["antwort@example.com"])
    assert sent.from_email.startswith("Beispiel <")
    assert "Erika Muster" in sent.body and "Zwei Fragen an Sie." in sent.body
    assert Survey.objects.get().sent_at == NOON


def test_the_mail_says_how_to_get_no_more() -> None:
    switch_on()
    make_decided()
    ask_customers()
    sent = survey_mail()
    ends = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/survey-mails/" in ends and ends in sent.body


def test_the_mail_is_in_the_language_that_was_chosen() -> None:
    switch_on(language="en")
    make_decided()
    ask_customers()
    assert survey_mail().subject == "How satisfied are you with our advice?"


def test_the_mail_of_a_done_message_leaves_once() -> None:
    switch_on()
    make_decided()
    ask_customers()
    message = OutboxMessage.objects.get(topic="surveys.mail_survey")
    mail_survey(message.pk)
    mail_survey(message.pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "change",
    ["reopened", "test", "opted_out", "off"],
)
def test_what_changes_before_the_mail_leaves_asks_nobody(change: str, sven: User) -> None:
    settings = switch_on()
    lead = make_decided(assigned_to=sven)
    ask_customers()
    if change == "reopened":
        reopen_by(sven, lead)
    elif change == "test":
        Lead.objects.filter(pk=lead.pk).update(kind=LeadKind.TEST)
    elif change == "opted_out":
        OptOut.objects.create(address_hash=hash_address(lead.person.email, settings))
    else:
        SurveySettings.objects.update(is_on=False)
    mail_survey(OutboxMessage.objects.get(topic="surveys.mail_survey").pk)
    assert (Survey.objects.count(), mail.outbox) == (0, [])
