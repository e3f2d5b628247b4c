"""What beat starts: firms are held against each other, as they come in or change."""

from __future__ import annotations

from celery import shared_task

from firms.services import comparing


@shared_task(name="firms.compare")
def compare() -> None:
    """Find those that may be one."""
    comparing.compare_firms()
