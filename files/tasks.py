"""What the outbox has done for files."""

from __future__ import annotations

from celery import shared_task

from files import forgetting, services
from outbox.services import consume


@shared_task(name=services.TOPIC)
def run_import(message_id: int) -> None:
    """Try out or import one file."""
    with consume(message_id) as message:
        if message is not None:
            services.perform(message.payload["run"])


@shared_task(name="files.forget_old_imports")
def forget_old_imports() -> None:
    """Delete what old imports kept of people."""
    forgetting.forget_old()
