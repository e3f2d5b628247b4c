"""Two beats and two workers at once, on real PostgreSQL; each guard has its twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.kinds import Kind
from accounts.models import Digest, Role, User, WaitingMail
from accounts.services import due_mails, notify
from accounts.services.notifications import hold_back
from accounts.tasks import mail_digest, mail_notification
from outbox.models import OutboxMessage
from tests.at_once import at_once
from tests.factories import make_company, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mara() -> User:
    make_company()
    return make_user(Role.MARKETER)


def post_at_once(mara: User) -> list[bool]:
    day, until = timezone.localdate(), timezone.now()
    return at_once(*[lambda: due_mails.post_digest(mara.pk, day, until=until)] * 2)


def test_two_beats_post_one_digest(mara: User) -> None:
    assert sorted(post_at_once(mara)) == [False, True]
    assert (Digest.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_two_beats_post_two_without_the_row_of_the_day(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: whoever looks first and writes then."""

    class Unsaved:
        pk = 7

    monkeypatch.setattr(Digest.objects, "get_or_create", lambda **_: (Unsaved, True))
    post_at_once(mara)
    assert OutboxMessage.objects.count() == 2


def two_digests(mara: User) -> list[int]:
    """That of yesterday, which the mail server refused until now, and that of today."""
    notify(user=mara, kind=Kind.LEAD_RATED, title="Bewertet: A")
    now = timezone.now()
    for days in (1, 0):
        due_mails.post_digest(mara.pk, timezone.localdate() - timedelta(days=days), until=now)
    return list(OutboxMessage.objects.order_by("pk").values_list("pk", flat=True))


def two_of_a_night(mara: User) -> list[int]:
    for title in ("Erster", "Zweiter"):
        notification = notify(user=mara, kind=Kind.LEAD_RETURNED, title=title)
        WaitingMail.objects.create(notification=notification, user=mara, held_until=timezone.now())
    return list(OutboxMessage.objects.order_by("pk").values_list("pk", flat=True))


CASES = [(two_digests, mail_digest), (two_of_a_night, mail_notification)]


@pytest.mark.parametrize(("prepare", "task"), CASES)
def test_two_workers_send_one_mail(mara: User, prepare: Callable[[User], list[int]], task: Any) -> None:
    at_once(*[lambda pk=pk: task(pk) for pk in prepare(mara)])

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("prepare", "task"), CASES)
def test_two_workers_send_two_without_the_lock(
    mara: User, prepare: Callable[[User], list[int]], task: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: both have read what waits before either says that it is mailed."""
    both_have_read = Barrier(2, timeout=20)
    note_mailed = due_mails._note_mailed

    def note_late(rows: Any) -> None:
        both_have_read.wait()
        note_mailed(rows)

    monkeypatch.setattr(due_mails, "lock_mails_of", lambda _: None)
    monkeypatch.setattr(due_mails, "_note_mailed", note_late)
    at_once(*[lambda pk=pk: task(pk) for pk in prepare(mara)])

    assert len(mail.outbox) == 2


def test_what_another_worker_mailed_since_it_was_read_is_not_mailed_alone(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_of_a_night(mara)

    def let_the_other_be_faster(notification: Any) -> bool:
        monkeypatch.setattr(due_mails, "hold_back", hold_back)
        at_once(lambda: mail_notification(first))
        return hold_back(notification)

    monkeypatch.setattr(due_mails, "hold_back", let_the_other_be_faster)
    at_once(lambda: mail_notification(second))
    assert len(mail.outbox) == 1
