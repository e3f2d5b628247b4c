"""What the outbox has done for many leads at once, and the nightly tidying."""

from __future__ import annotations

from celery import shared_task

from bulk import services
from outbox.services import consume


@shared_task(name=services.TOPIC)
def go_on(message_id: int) -> None:
    """Do the next part of an action or of its undo."""
    with consume(message_id) as message:
        if message is not None:
            services.go_on(message.payload["action"])


@shared_task(name="bulk.forget_old")
def forget_old() -> None:
    """Delete what is only kept to be looked at."""
    services.forget_old()
