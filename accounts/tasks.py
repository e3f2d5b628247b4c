"""What the outbox has done for accounts, mails, and what beat starts every night."""

from __future__ import annotations

from celery import shared_task

from accounts import limits, notifications
from accounts.services import due_mails, team_lines
from outbox.services import consume


@shared_task(name="accounts.mail_notification")
def mail_notification(message_id: int) -> None:
    """Mail one notification, or with it what waited for the same hour."""
    with consume(message_id) as message:
        if message is not None:
            due_mails.mail_notification(message.payload["notification"], of=message)


@shared_task(name="accounts.mail_digest")
def mail_digest(message_id: int) -> None:
    """Mail what waits for one person's digest of one day."""
    with consume(message_id) as message:
        if message is not None:
            due_mails.mail_digest(message.payload["digest"], of=message)


@shared_task(name="accounts.post_digests")
def post_digests() -> None:
    """Post the digests that are due; beat asks every minute."""
    due_mails.post_digests()


@shared_task(name="accounts.forget_digests")
def forget_digests() -> None:
    """Delete what is known of digests long past."""
    due_mails.forget_digests()


@shared_task(name="accounts.mail_invitation")
def mail_invitation(message_id: int) -> None:
    """Mail the link of one invitation."""
    with consume(message_id) as message:
        if message is not None:
            notifications.mail_invitation(message.payload["invitation"], of=message)


@shared_task(name="accounts.mail_password_reset")
def mail_password_reset(message_id: int) -> None:
    """Mail the link for a new password."""
    with consume(message_id) as message:
        if message is not None:
            notifications.mail_password_reset(message.payload["user"], of=message)


@shared_task(name="accounts.mail_email_change")
def mail_email_change(message_id: int) -> None:
    """Mail the link to a new address to that address."""
    with consume(message_id) as message:
        if message is not None:
            notifications.mail_email_change(message.payload["change"], of=message)


@shared_task(name="accounts.mail_email_changed")
def mail_email_changed(message_id: int) -> None:
    """Tell the address of before that it is no longer the one."""
    with consume(message_id) as message:
        if message is not None:
            notifications.mail_email_changed(message.payload["change"], of=message)


@shared_task(name="accounts.tell_team")
def tell_team(message_id: int) -> None:
    """Write one line into the chat of a team."""
    with team_lines.noting_failures(), consume(message_id) as message:
        if message is not None:
            team_lines.send(message.payload["line"])


@shared_task(name="accounts.forget_team_lines")
def forget_team_lines() -> None:
    """Delete lines that never arrived and are too old to be news."""
    team_lines.forget_old()


@shared_task(name="accounts.forget_allowances")
def forget_allowances() -> None:
    """Delete what is counted of callers who have been quiet since."""
    limits.forget_full_allowances()
