"""What the outbox has done for accounts, mails, and what beat starts every night."""

from __future__ import annotations

from celery import shared_task

from accounts import limits, notifications
from outbox.services import consume


@shared_task(name="accounts.mail_notification")
def mail_notification(message_id: int) -> None:
    """Mail one notification."""
    with consume(message_id) as message:
        if message is not None:
            notifications.mail_notification(message.payload["notification"], of=message)


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


@shared_task(name="accounts.forget_allowances")
def forget_allowances() -> None:
    """Delete what is counted of callers who have been quiet since."""
    limits.forget_full_allowances()
