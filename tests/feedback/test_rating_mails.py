"""Which mails lead to the three taps, and which do not."""

from __future__ import annotations

import re

from django.core import mail
from django.test import Client

from accounts.kinds import Kind
from accounts.models import Notification, User
from accounts.services import notify
from feedback.models import Rating
from feedback.rating_mails import offer_rating
from handoff.services import hand_over
from leads.models import Grade, Lead, LeadStage
from tests.accounts.test_notifications import deliver, html_of
from tests.factories import make_lead
from tests.feedback.saying import accepted_lead, say

TAPS = {"potential": "yes", "quality": "A", "fit": "realistic"}
WORDS = "Nach dem Anruf bewerten, ohne Anmeldung"


def handed_over(mara: User, sven: User) -> Lead:
    lead = make_lead()
    hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B)
    return lead


def told_of(lead: Lead, reader: User, kind: Kind = Kind.FOLLOW_UP_DUE) -> Notification:
    return notify(user=reader, kind=kind, title="Wiedervorlage", path=f"/leads/{lead.pk}/")


def test_mail_of_a_new_lead_is_rated_from(mara: User, sven: User) -> None:
    lead = handed_over(mara, sven)
    deliver()
    text = str(mail.outbox[0].body)
    found = re.search(rf"{WORDS}: https?://[^/]+(/rate/\S+)", text)
    assert found is not None, text
    Client().post(found[1], TAPS)
    assert (Rating.objects.get().lead, Rating.objects.get().is_from_mail) == (lead, True)


def test_link_stands_in_both_parts_of_the_mail(mara: User, sven: User) -> None:
    handed_over(mara, sven)
    deliver()
    sent = mail.outbox[0]
    assert [WORDS in part for part in (str(sent.body), html_of(sent))] == [True, True]


def test_rated_lead_is_not_offered_again(sven: User) -> None:
    lead = accepted_lead(sven)
    row = told_of(lead, sven)
    assert offer_rating(row) is not None
    say(sven, lead)
    assert offer_rating(row) is None


def test_lead_of_somebody_else_is_not_offered(sven: User, sina: User) -> None:
    assert offer_rating(told_of(accepted_lead(sina), sven)) is None


def test_lead_of_the_history_is_not_offered(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    lead.handoffs.all().delete()
    assert offer_rating(told_of(lead, sven)) is None


def test_notification_without_a_lead_offers_nothing(sven: User) -> None:
    for path in ("", "/inbox/", "/no-such-page/"):
        assert offer_rating(notify(user=sven, kind=Kind.LEAD_HANDED_OVER, title="Neu", path=path)) is None
