"""What finds losses must find each of them: real rows, damaged by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notification, User
from campaigns.models import CallToAction
from handoff.services import accept_handoff, hand_over
from leads.models import Consent, Grade, Lead, LeadStage, Touch
from outbox.models import OutboxMessage
from tests.api import api_for
from tests.factories import make_cta, make_lead
from tests.faults.load import Entry, Ledger
from tests.faults.oracle import Findings, examine
from tests.faults.post_office import Mail

pytestmark = pytest.mark.django_db
EMAIL = "p0-1@example.org"


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


@pytest.fixture
def cta(mara: User) -> CallToAction:
    return make_cta()


@pytest.fixture
def lead(cta: CallToAction, mara: User, sven: User) -> Lead:
    """One lead as the load makes it, handed over and accepted, its message done."""
    send(cta, mara, key="one")
    made = Lead.objects.get()
    hand_over(actor=mara, lead=made, to_user=sven, grade=Grade.B)
    accept_handoff(actor=sven, lead=made)
    OutboxMessage.objects.update(done_at=timezone.now())
    return made


def send(cta: CallToAction, mara: User, *, key: str) -> None:
    body = {
        "cta": cta.pk,
        "email": EMAIL,
        "first_touch": {"utm_source": "google"},
        "consents": [{"channel": "email", "text_version": "1"}],
    }
    answer = api_for(mara).post("/api/v1/leads/", body, HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status_code == 201, answer.content


def ledger(*whats: str) -> Ledger:
    book = Ledger()
    book.entries = [Entry(email=EMAIL, what=what, is_acknowledged=True) for what in whats]
    return book


def mail_of(lead: Lead, message_id: str = "<1@example.com>") -> Mail:
    path = Notification.objects.get().path
    return Mail(message_id, "sven@example.com", f"https://portal.example.com{path}\n")


def judge(lead: Lead, **values: Any) -> dict[str, Any]:
    said = {"ledger": ledger("capture", "hand_over", "accept"), "drift": 0, "may_mail_twice": False, **values}
    if "mails" not in said:
        said["mails"] = [mail_of(lead)]
    found: Findings = examine(said.pop("ledger"), ask=ask, **said)
    return found.named()


def test_right_request_that_is_refused_is_found(lead: Lead) -> None:
    book = ledger("capture", "hand_over", "accept")
    book.entries[-1].refused = "/api/v1/leads/1/handoffs/answer/ {}: 404"
    assert judge(lead, ledger=book) == {"refused": ["/api/v1/leads/1/handoffs/answer/ {}: 404"]}


def test_whole_lead_is_well(lead: Lead) -> None:
    assert judge(lead) == {}


def test_acknowledged_capture_that_is_not_there_is_lost(lead: Lead) -> None:
    book = ledger("capture", "hand_over", "accept")
    book.entries.append(replace(book.entries[0], email="p0-2@example.org"))
    assert judge(lead, ledger=book) == {"lost": ["capture p0-2@example.org"]}


def test_what_was_only_asked_may_be_there_or_not(lead: Lead) -> None:
    book = ledger("capture", "hand_over", "accept")
    book.entries[2].is_acknowledged = False
    book.entries.append(Entry(email="p0-2@example.org", what="capture"))
    assert judge(lead, ledger=book) == {}


def test_rating_that_is_not_there_is_lost(lead: Lead) -> None:
    assert judge(lead, ledger=ledger("capture", "hand_over", "accept", "rate")) == {"lost": [f"rate {EMAIL}"]}


def test_second_lead_of_one_request_is_doubled(lead: Lead, cta: CallToAction, mara: User) -> None:
    send(cta, mara, key="two")
    assert judge(lead)["doubled"] == [f"capture {EMAIL}"]


def test_fact_nobody_asked_for_is_a_phantom(lead: Lead) -> None:
    assert judge(lead, ledger=ledger("capture", "hand_over")) == {"phantoms": [f"accept {EMAIL}"]}


def test_lead_nobody_sent_is_a_phantom(lead: Lead) -> None:
    assert judge(lead, ledger=Ledger())["phantoms"][0] == f"capture {EMAIL}"


@pytest.mark.parametrize(("model", "name"), [(Touch, "touch"), (Consent, "consent")])
def test_lead_without_what_belongs_to_it_is_half(lead: Lead, model: Any, name: str) -> None:
    model.objects.all().delete()
    assert judge(lead) == {"halves": [f"a lead without its {name}: {lead.pk}"]}


def test_notification_without_its_message_is_half(lead: Lead) -> None:
    OutboxMessage.objects.all().delete()
    told = Notification.objects.get()
    assert judge(lead) == {"halves": [f"a notification without its message: {told.pk}"]}


def test_handoff_nobody_was_told_of_is_half(lead: Lead) -> None:
    mail = mail_of(lead)
    Notification.objects.all().delete()
    assert judge(lead, mails=[mail]) == {"halves": [f"a handoff nobody was told of: {lead.pk}"]}


def test_message_that_is_not_done_is_half(lead: Lead) -> None:
    OutboxMessage.objects.update(done_at=None)
    message = OutboxMessage.objects.get()
    assert judge(lead) == {"halves": [f"a message not done: {message.pk}"]}


def test_rating_without_its_stage_is_half(lead: Lead, sven: User) -> None:
    rated = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    Lead.objects.filter(pk=rated.pk).update(stage=LeadStage.ACCEPTED)
    assert f"a stage behind its facts: {rated.pk}" in judge(lead)["halves"]


def test_handoff_without_a_mail_is_unmailed(lead: Lead) -> None:
    assert judge(lead, mails=[]) == {"unmailed": [f"lead {lead.pk}"]}


def test_mail_sent_again_is_named_where_nothing_excuses_it(lead: Lead) -> None:
    twice = [mail_of(lead), mail_of(lead)]
    assert judge(lead, mails=twice) == {"mailed_twice": [f"lead {lead.pk}"]}
    assert judge(lead, mails=twice, may_mail_twice=True) == {}


def test_mails_of_one_notification_under_two_names_are_apart(lead: Lead) -> None:
    mails = [mail_of(lead), mail_of(lead, "<2@example.com>")]
    named = "['<1@example.com>', '<2@example.com>']"
    assert judge(lead, mails=mails, may_mail_twice=True) == {"mailed_apart": [f"lead {lead.pk}: {named}"]}


def test_counts_that_are_not_the_fresh_ones_are_drift(lead: Lead) -> None:
    assert judge(lead, drift=3) == {"drift": 3}
