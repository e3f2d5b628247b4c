"""What beat starts: receipts are forgotten every night."""

from __future__ import annotations

from celery import shared_task

from pages import receipts


@shared_task(name="pages.forget_receipts")
def forget_receipts() -> None:
    """Delete receipts of what nobody sends again."""
    receipts.forget_old_receipts()
