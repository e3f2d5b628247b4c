"""What beat starts: receipts are forgotten every night, what was put aside is taken in every few seconds."""

from __future__ import annotations

from celery import shared_task

from leads.capture import aside, receipts


@shared_task(name="leads.forget_receipts")
def forget_receipts() -> None:
    """Delete idempotency keys nobody can send again."""
    receipts.forget_old_receipts()


@shared_task(name="leads.take_in")
def take_in() -> None:
    """Take in the enquiries that had to wait for somebody else's."""
    aside.take_in()
