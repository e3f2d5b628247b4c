"""What beat starts for findings."""

from __future__ import annotations

from celery import shared_task

from findings import services


@shared_task(name="findings.look")
def look() -> None:
    """Look at the figures of the weeks before, once a week; every other night there is nothing to do."""
    services.look()
