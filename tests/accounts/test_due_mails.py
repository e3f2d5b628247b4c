"""Mails of a quiet night come as one, a digest once a day: also where a worker dies or two are at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail

from accounts.kinds import Kind
from accounts.models import Digest, Notification, User, WaitingMail, Way
from accounts.services import choose_times, choose_ways, mark_all_read, notify
from accounts.services.due_mails import forget_digests, post_digests
from accounts.tasks import mail_digest, mail_notification
from outbox.models import OutboxMessage

pytestmark = pytest.mark.usefixtures("company")
TASKS = {"accounts.mail_notification": mail_notification, "accounts.mail_digest": mail_digest}


@pytest.fixture
def night() -> Iterator[time_machine.Traveller]:
    """Wednesday evening in Berlin."""
    with time_machine.travel(datetime.fromisoformat("2026-11-25T21:00+01:00"), tick=False) as clock:
        yield clock


def at(clock: time_machine.Traveller, moment: str) -> None:
    clock.move_to(datetime.fromisoformat(moment))


def quiet(user: User) -> None:
    choose_times(actor=user, digest_at=time(7, 30), quiet_from=time(20), quiet_until=time(7))


def tell(user: User, title: str, kind: Kind = Kind.LEAD_RETURNED) -> Notification:
    return notify(user=user, kind=kind, title=title, path="/leads/7/")


def work() -> None:
    """What relay and worker do with all that is due."""
    now = datetime.now().astimezone()
    for message in OutboxMessage.objects.due(now):
        TASKS[message.topic](message.pk)


def subjects() -> list[str]:
    return [str(sent.subject) for sent in mail.outbox]


def test_mail_of_the_night_comes_in_the_morning(mara: User, night: time_machine.Traveller) -> None:
    quiet(mara)
    tell(mara, "Erster")
    work()
    before = subjects()
    at(night, "2026-11-26T07:00+01:00")
    work()

    assert (before, subjects(), WaitingMail.objects.count()) == ([], ["Erster"], 0)


def test_several_of_the_night_come_as_one_that_names_nobody(
    mara: User, night: time_machine.Traveller
) -> None:
    quiet(mara)
    for title in ("Erika Muster", "Max Muster", "Ida Muster"):
        tell(mara, title)
    at(night, "2026-11-26T07:01+01:00")
    work()

    assert subjects() == ["3 Benachrichtigungen aus Ihrer Ruhezeit"]
    assert [word in mail.outbox[0].body for word in ("Erika Muster", "Max Muster", "Ida Muster")] == [
        True
    ] * 3


def test_long_digest_names_a_hundred_and_says_how_many_more(
    mara: User, night: time_machine.Traveller
) -> None:
    for number in range(102):
        tell(mara, f"Bewertung {number}", Kind.LEAD_RATED)
    at(night, "2026-11-26T08:00+01:00")
    post_digests()
    work()

    body = mail.outbox[0].body
    assert (body.count("/leads/7/"), "und 2 weitere" in body) == (100, True)
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_what_was_read_at_night_is_not_mailed(mara: User, night: time_machine.Traveller) -> None:
    quiet(mara)
    tell(mara, "Erster")
    mark_all_read(actor=mara)
    tell(mara, "Zweiter")
    at(night, "2026-11-26T07:00+01:00")
    work()

    assert subjects() == ["Zweiter"]


def test_mail_that_is_late_waits_for_the_quiet_hours_it_falls_into(
    mara: User, night: time_machine.Traveller
) -> None:
    quiet(mara)
    at(night, "2026-11-25T19:59+01:00")
    tell(mara, "Erster")
    at(night, "2026-11-25T20:01+01:00")
    work()
    before = subjects()
    at(night, "2026-11-26T07:00+01:00")
    work()

    assert (before, subjects()) == ([], ["Erster"])


def message_ids() -> set[str]:
    return {str(sent.message()["Message-ID"]) for sent in mail.outbox}


def test_mail_of_the_night_has_one_name_whichever_worker_sends_it_again(
    mara: User, night: time_machine.Traveller
) -> None:
    quiet(mara)
    tell(mara, "Erster")
    tell(mara, "Zweiter")
    at(night, "2026-11-26T07:00+01:00")
    first, second = OutboxMessage.objects.order_by("pk")
    mail_notification(first.pk)
    # The mail server had it, and we died before the commit.
    Notification.objects.update(mailed_at=None)
    for row in Notification.objects.all():
        WaitingMail.objects.create(notification=row, user=mara, held_until=first.available_at)
    mail_notification(second.pk)

    assert (len(mail.outbox), len(message_ids())) == (2, 1)


@pytest.fixture
def rated(mara: User, night: time_machine.Traveller) -> Notification:
    """What waits for the digest of tomorrow."""
    return tell(mara, "Bewertet: A", Kind.LEAD_RATED)


def test_digest_comes_at_its_hour(rated: Notification, night: time_machine.Traveller) -> None:
    at(night, "2026-11-26T07:29+01:00")
    early = post_digests()
    at(night, "2026-11-26T07:30+01:00")
    on_time = post_digests()
    work()

    assert (early, on_time, subjects()) == (0, 1, ["Ihre Tagesmail vom 26.11.2026"])
    assert "/leads/7/" in mail.outbox[0].body and "Bewertet: A" in mail.outbox[0].body


def test_digest_of_a_day_is_posted_once_and_mailed_once(
    rated: Notification, night: time_machine.Traveller
) -> None:
    at(night, "2026-11-26T08:00+01:00")
    posted = [post_digests(), post_digests()]
    work()
    posted.append(post_digests())
    OutboxMessage.objects.update(done_at=None, claimed_at=None)
    work()

    assert (posted, len(mail.outbox)) == ([1, 0, 0], 1)


def test_digest_sent_again_after_a_crash_has_the_name_of_the_first(
    mara: User, rated: Notification, night: time_machine.Traveller
) -> None:
    at(night, "2026-11-26T08:00+01:00")
    post_digests()
    work()
    Notification.objects.update(mailed_at=None)
    WaitingMail.objects.create(notification=rated, user=mara)
    OutboxMessage.objects.update(done_at=None, claimed_at=None)
    work()

    assert (len(mail.outbox), len(message_ids())) == (2, 1)


def test_digest_leaves_out_what_was_read_and_does_not_come_for_nothing(
    mara: User, rated: Notification, night: time_machine.Traveller
) -> None:
    mark_all_read(actor=mara)
    at(night, "2026-11-26T08:00+01:00")

    assert (post_digests(), Digest.objects.count()) == (0, 0)


def test_digest_that_finds_all_of_it_read_is_not_sent(
    mara: User, rated: Notification, night: time_machine.Traveller
) -> None:
    at(night, "2026-11-26T08:00+01:00")
    post_digests()
    mark_all_read(actor=mara)
    work()

    assert mail.outbox == []


def test_what_comes_after_the_hour_waits_for_tomorrow(
    mara: User, rated: Notification, night: time_machine.Traveller
) -> None:
    at(night, "2026-11-26T08:00+01:00")
    post_digests()
    tell(mara, "Später", Kind.LEAD_RATED)
    work()
    today = mail.outbox[0].body
    at(night, "2026-11-27T07:30+01:00")
    post_digests()
    work()

    assert ("Später" in today, "Später" in mail.outbox[1].body, "Bewertet" in mail.outbox[1].body) == (
        False,
        True,
        False,
    )


def test_day_has_one_digest_whatever_its_hour_becomes(
    mara: User, rated: Notification, night: time_machine.Traveller
) -> None:
    at(night, "2026-11-26T08:00+01:00")
    post_digests()
    work()
    tell(mara, "Später", Kind.LEAD_RATED)
    choose_times(actor=mara, digest_at=time(16))
    at(night, "2026-11-26T16:30+01:00")
    post_digests()
    work()

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("day", "change"), [(29, "2026-03"), (25, "2026-10")])
def test_night_of_the_clock_change_has_one_digest(mara: User, day: int, change: str) -> None:
    midnight = datetime.fromisoformat(f"{change}-{day}T00:00+01:00")
    with time_machine.travel(midnight - timedelta(hours=5), tick=False) as clock:
        choose_times(actor=mara, digest_at=time(2, 30))
        tell(mara, "Bewertet: A", Kind.LEAD_RATED)
        for minutes in range(0, 12 * 60, 15):
            clock.move_to(midnight - timedelta(hours=2) + timedelta(minutes=minutes))
            post_digests()
            work()
            tell(mara, f"Um {minutes}", Kind.LEAD_RATED)

    assert len(mail.outbox) == 1


def test_what_goes_to_the_page_by_now_is_not_in_the_digest(
    mara: User, rated: Notification, night: time_machine.Traveller
) -> None:
    choose_ways(actor=mara, ways={Kind.LEAD_RATED: Way.PAGE})
    at(night, "2026-11-26T08:00+01:00")
    post_digests()
    work()

    assert (mail.outbox, WaitingMail.objects.count()) == ([], 0)


def test_who_may_not_sign_in_gets_no_digest(
    mara: User, rated: Notification, night: time_machine.Traveller
) -> None:
    User.objects.filter(pk=mara.pk).update(is_active=False)
    at(night, "2026-11-26T08:00+01:00")

    assert post_digests() == 0


def test_digest_is_forgotten_after_two_months(rated: Notification, night: time_machine.Traveller) -> None:
    at(night, "2026-11-26T08:00+01:00")
    post_digests()
    at(night, "2027-01-30T08:00+01:00")

    assert (forget_digests(), Digest.objects.count()) == (1, 0)
