"""What beat starts every night."""

from __future__ import annotations

from celery import shared_task

from leads.capture import receipts


@shared_task(name="leads.forget_receipts")
def forget_receipts() -> None:
    """Delete idempotency keys nobody can send again."""
    receipts.forget_old_receipts()
