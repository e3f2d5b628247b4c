"""On the day whoever a lead lies with is told, once, by their clock and in their language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notification, Role, User
from accounts.tasks import mail_notification
from feedback.models import FollowUp, FollowUpEnd
from feedback.services import tell_due
from feedback.tasks import tell_follow_ups
from leads.models import Lead, LeadStage
from outbox.models import OutboxMessage
from tests.factories import make_follow_up, make_user
from tests.feedback.saying import accepted_lead, win

DAY = date(2026, 11, 30)
BEFORE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def rep(company: object) -> User:
    return make_user(Role.SALES_REP, language="en", full_name="Sven Sales")


def planned(lead: Lead, user: User, **fields: Any) -> FollowUp:
    Lead.objects.filter(pk=lead.pk).update(handed_over_at=BEFORE)
    return make_follow_up(lead, user, **{"day": DAY, "created_at": BEFORE, **fields})


def told_at(moment: str) -> list[str]:
    """The titles of all that was told up to then."""
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        tell_due()
    return list(Notification.objects.order_by("pk").values_list("title", flat=True))


def test_day_is_told_in_the_morning_of_the_reader(rep: User) -> None:
    rep.time_zone = "America/New_York"
    rep.save(update_fields=["time_zone"])
    lead = accepted_lead(rep)
    planned(lead, rep)
    assert told_at("2026-11-30T06:59:00-05:00") == []
    assert told_at("2026-11-30T07:00:00-05:00") == [f"Follow-up: {lead.contact.title}"]


def test_time_is_told_when_it_comes(rep: User) -> None:
    planned(accepted_lead(rep), rep, due_at=datetime(2026, 11, 30, 13, 30, tzinfo=UTC))
    assert told_at("2026-11-30T14:29:00+01:00") == []
    assert len(told_at("2026-11-30T14:30:00+01:00")) == 1


def test_it_is_told_once(rep: User) -> None:
    planned(accepted_lead(rep), rep)
    told_at("2026-11-30T08:00:00+01:00")
    assert len(told_at("2026-12-01T08:00:00+01:00")) == 1


def test_words_name_day_campaign_and_note_but_no_number(rep: User) -> None:
    lead = accepted_lead(rep)
    planned(lead, rep, note="Zurückrufen unter 0171 2345678")
    told_at("2026-11-30T08:00:00+01:00")
    notification = Notification.objects.get()
    assert notification.body == (
        f"You wanted to come back to it: Mon 30 Nov. Campaign: {lead.campaign}.\n\nZurückrufen unter •••\n"
        "(••• stands for a phone number or an address. You read it in the portal.)"
    )
    assert (notification.path, notification.kind) == (f"/leads/{lead.pk}/", "follow_up_due")


def test_whoever_the_lead_lies_with_by_then_is_told_in_their_language(rep: User) -> None:
    lead = accepted_lead(rep)
    planned(lead, rep)
    kim = make_user(Role.SALES_REP, language="de")
    Lead.objects.filter(pk=lead.pk).update(assigned_to=kim)
    told_at("2026-11-30T08:00:00+01:00")
    notification = Notification.objects.get()
    assert (notification.user, notification.body) == (
        kim,
        f"Sven Sales hat Ihnen diesen Lead für Mo., 30.11. vorgelegt. Kampagne: {lead.campaign}.",
    )


def test_mail_follows(rep: User) -> None:
    planned(accepted_lead(rep), rep)
    told_at("2026-11-30T08:00:00+01:00")
    mail_notification(OutboxMessage.objects.get(topic="accounts.mail_notification").pk)
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        ([rep.email], Notification.objects.get().title)
    ]


def test_lead_in_the_pool_waits_for_whoever_claims_it(rep: User) -> None:
    lead = accepted_lead(rep)
    planned(lead, rep)
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.HANDED_OVER, assigned_to=None)
    assert told_at("2026-11-30T08:00:00+01:00") == []
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.ACCEPTED, assigned_to=rep)
    assert len(told_at("2026-12-02T08:00:00+01:00")) == 1


def test_who_may_not_sign_in_is_not_told(rep: User) -> None:
    planned(accepted_lead(rep), rep)
    User.objects.filter(pk=rep.pk).update(is_active=False)
    assert told_at("2026-11-30T08:00:00+01:00") == []


def test_nobody_is_told_of_what_has_ended(rep: User) -> None:
    lead = accepted_lead(rep)
    planned(lead, rep)
    win(rep, lead)
    Notification.objects.all().delete()  # of the deal itself
    assert told_at("2026-11-30T08:00:00+01:00") == []


def test_what_a_return_ended_is_put_away_and_not_told(rep: User) -> None:
    lead = accepted_lead(rep)
    made = planned(lead, rep)
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.RETURNED, assigned_to=None)
    assert told_at("2026-11-30T08:00:00+01:00") == []
    made.refresh_from_db()
    assert made.ended_how == FollowUpEnd.LEFT


def test_many_are_told_in_several_goes(rep: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.services.follow_ups.TOLD_AT_ONCE", 2)
    for _number in range(5):
        planned(accepted_lead(rep), rep)
    assert len(told_at("2026-11-30T08:00:00+01:00")) == 5


def test_nothing_due_costs_three_statements_however_much_is_planned(rep: User) -> None:
    for _number in range(3):
        planned(accepted_lead(rep), rep)
    with time_machine.travel(BEFORE, tick=False), CaptureQueriesContext(connection) as seen:
        assert tell_due() == 0
    asked = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 3


def test_what_is_due_is_found_by_its_index(rep: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = FollowUp.objects.to_tell(BEFORE, [rep.time_zone]).explain()
    assert "follow_up_to_tell" in plan


def test_beat_asks_every_two_minutes() -> None:
    assert {
        "task": tell_follow_ups.name,
        "schedule": 120.0,
        "options": {"expires": 120},
    } in settings.CELERY_BEAT_SCHEDULE.values()


def test_task_tells(rep: User) -> None:
    planned(accepted_lead(rep), rep)
    with time_machine.travel(datetime(2026, 11, 30, 8, 0, tzinfo=UTC), tick=False):
        tell_follow_ups()
    assert Notification.objects.count() == 1
