"""Notifications: a row, a mail in the reader's language, and no mail twice."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail import make_msgid
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Invitation, Notification, Role, User
from accounts.services import accept_invitation, deactivate, invite, mark_all_read, mark_read, notify
from accounts.tasks import mail_invitation, mail_notification, mail_password_reset
from outbox.models import OutboxMessage
from tests.factories import PASSWORD


@pytest.fixture
def notification(sven: User) -> Notification:
    return notify(user=sven, kind="handoff", title="Neuer Lead", body="Von Mara.", path="/leads/7/")


def deliver() -> None:
    """Do the work of the newest message, as the worker would."""
    tasks = {
        "accounts.mail_notification": mail_notification,
        "accounts.mail_invitation": mail_invitation,
        "accounts.mail_password_reset": mail_password_reset,
    }
    message = OutboxMessage.objects.latest("pk")
    tasks[message.topic](message.pk)


def html_of(sent: mail.EmailMessage) -> str:
    assert isinstance(sent, mail.EmailMultiAlternatives)
    return str(sent.alternatives[0][0])


def test_notify_posts_ids_only(notification: Notification) -> None:
    assert OutboxMessage.objects.get().payload == {"notification": notification.pk}


@pytest.mark.parametrize("path", ["https://example.com/", "//example.com/", "inbox/", "javascript:alert(1)"])
def test_notify_leads_only_into_the_portal(sven: User, path: str) -> None:
    with pytest.raises(ValueError, match="Allowed is a path of this portal"):
        notify(user=sven, kind="test", title="Neu", path=path)


def test_notify_puts_the_title_on_one_short_line(sven: User) -> None:
    title = notify(user=sven, kind="test", title="Neu:\nBcc: x " + "lang " * 100).title

    assert (len(title), title[:11]) == (200, "Neu: Bcc: x")


def test_mail_notification_has_the_link_in_text_and_html(
    notification: Notification, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://portal.example.com"
    deliver()

    sent = mail.outbox[0]
    html = html_of(sent)
    assert (sent.to, sent.subject) == (["sven@example.com"], "Neuer Lead")
    assert "https://portal.example.com/leads/7/" in sent.body
    assert 'href="https://portal.example.com/leads/7/"' in html


def test_mail_notification_speaks_the_readers_language(sven: User) -> None:
    User.objects.update(language="en")
    notify(user=sven, kind="test", title="New lead", path="/leads/7/")
    deliver()

    assert "Open in the portal: http" in mail.outbox[0].body


def test_mail_notification_escapes_html(sven: User) -> None:
    notify(user=sven, kind="test", title="Neu", body="<script>alert(1)</script>")
    deliver()

    assert "<script>" not in html_of(mail.outbox[0])
    assert "<script>" in mail.outbox[0].body


def test_mail_notification_goes_out_once(notification: Notification) -> None:
    deliver()
    OutboxMessage.objects.update(done_at=None)
    deliver()

    assert len(mail.outbox) == 1


def crash_after_sending() -> None:
    """What is left where the mail server has the mail and we died before the commit."""
    OutboxMessage.objects.update(done_at=None)
    Notification.objects.update(mailed_at=None)


def message_ids() -> list[str]:
    return [str(sent.message()["Message-ID"]) for sent in mail.outbox]


def test_mail_sent_twice_has_one_message_id(notification: Notification, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Portal <portal@example.com>"
    deliver()
    crash_after_sending()
    deliver()

    first, second = message_ids()
    assert first == second
    assert first.endswith("@example.com>")


def test_mail_sent_twice_looks_like_two_without_our_message_id(
    notification: Notification, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: Django's own is made anew at each sending."""
    monkeypatch.setattr("accounts.notifications.message_id_of", lambda _: make_msgid())
    deliver()
    crash_after_sending()
    deliver()

    first, second = message_ids()
    assert first != second


def test_two_mails_have_two_message_ids(sven: User) -> None:
    for _ in range(2):
        notify(user=sven, kind="test", title="Neu")
        deliver()

    first, second = message_ids()
    assert first != second


def test_mail_notification_spares_who_has_read_it(sven: User, notification: Notification) -> None:
    mark_read(actor=sven, notification=notification)
    deliver()

    assert mail.outbox == []


def test_mail_notification_spares_who_left(ada: User, sven: User, notification: Notification) -> None:
    deactivate(actor=ada, user=sven)
    deliver()

    assert mail.outbox == []


def test_mail_invitation_carries_a_link_that_works(ada: User) -> None:
    invite(actor=ada, email="neu@example.com", role=Role.MARKETER, language="en")
    deliver()
    link = next(word for word in mail.outbox[0].body.split() if "/invitation/" in word)
    secret = urlsplit(link).path.split("/")[-2]

    accept_invitation(secret=secret, full_name="Nina", password=PASSWORD, language="en")
    assert mail.outbox[0].subject == "Ada Admin invites you to Smarketing"


def test_mail_invitation_spares_one_that_was_withdrawn(ada: User) -> None:
    invite(actor=ada, email="neu@example.com", role=Role.MARKETER)
    Invitation.objects.update(withdrawn_at=timezone.now())
    deliver()

    assert mail.outbox == []


def test_mark_read_leaves_notifications_of_others(sina: User, notification: Notification) -> None:
    mark_read(actor=sina, notification=notification)

    assert Notification.objects.unread().count() == 1


def test_mark_all_read_counts_what_was_unread(sven: User, notification: Notification) -> None:
    assert (mark_all_read(actor=sven), mark_all_read(actor=sven)) == (1, 0)
