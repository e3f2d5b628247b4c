"""No room for a mail, on our disk or in the mailbox: it is tried again, said why, and not lost."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail.backends import filebased
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Notification
from accounts.services import notify
from accounts.tasks import mail_notification
from outbox import services
from outbox.models import OutboxMessage
from tests.factories import make_company, make_user
from tests.faults.post_office import PostOffice

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("servers")]


@pytest.fixture
def message() -> OutboxMessage:
    """A mail that waits to be sent."""
    make_company()
    notify(user=make_user(), kind="test", title="Ein Lead", body="Für Sie.", path="/inbox/")
    return OutboxMessage.objects.get(topic="accounts.mail_notification")


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    server = PostOffice()
    server.open()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.close()


def waits_with(message: OutboxMessage, error: str) -> bool:
    """Whether it is tried again later, under this name of what went wrong."""
    message.refresh_from_db()
    waits = message.done_at is None and message.parked_at is None and message.available_at > timezone.now()
    return waits and (message.attempts, message.last_error) == (1, error)


@pytest.mark.parametrize("reply", ["452 4.2.2 Mailbox full", "552 5.2.2 Mailbox full"])
@pytest.mark.parametrize(
    ("is_for_recipients", "error"),
    [(True, smtplib.SMTPRecipientsRefused), (False, smtplib.SMTPDataError)],
)
def test_mail_to_a_full_mailbox_is_sent_once_there_is_room(
    message: OutboxMessage,
    office: PostOffice,
    reply: str,
    is_for_recipients: bool,
    error: type[smtplib.SMTPException],
) -> None:
    office.full, office.is_full_for_recipients = reply, is_for_recipients
    with pytest.raises(error):
        mail_notification(message.pk)
    assert waits_with(message, f"{error.__name__} {reply[:3]}")
    assert (office.mails, Notification.objects.count()) == ([], 1)

    office.full = ""
    mail_notification(message.pk)
    mail_notification(message.pk)
    message.refresh_from_db()
    assert (len(office.mails), message.last_error, message.done_at is None) == (1, "", False)


def write_to_a_full_disk(monkeypatch: pytest.MonkeyPatch, settings: Settings, folder: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder)
    monkeypatch.setattr(filebased.EmailBackend, "_get_filename", lambda _self: "/dev/full")


def test_mail_into_a_folder_without_room_is_written_once_there_is_some(
    message: OutboxMessage, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    with monkeypatch.context() as full:
        write_to_a_full_disk(full, settings, tmp_path)
        with pytest.raises(OSError, match="No space left"):
            mail_notification(message.pk)
    assert waits_with(message, "OSError ENOSPC")
    mail_notification(message.pk)
    assert [path.read_text().count("Subject: ") for path in tmp_path.iterdir()] == [1]


def test_twin_that_calls_a_full_disk_hopeless_gives_the_mail_up(
    message: OutboxMessage, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.setattr(services, "HOPELESS", (OSError,))
    write_to_a_full_disk(monkeypatch, settings, tmp_path)
    with pytest.raises(OSError, match="No space left"):
        mail_notification(message.pk)
    assert not waits_with(message, "OSError ENOSPC")
