"""What the outbox has done for leads, imports, and what beat starts every night."""

from __future__ import annotations

from celery import shared_task

from leads.capture import receipts
from leads.services import imports
from outbox.services import consume


@shared_task(name=imports.TOPIC)
def run_import(message_id: int) -> None:
    """Try out or import one file."""
    with consume(message_id) as message:
        if message is not None:
            imports.perform(message.payload["run"])


@shared_task(name="leads.forget_receipts")
def forget_receipts() -> None:
    """Delete idempotency keys nobody can send again."""
    receipts.forget_old_receipts()
