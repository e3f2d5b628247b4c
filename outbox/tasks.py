"""What beat starts: the sweeper, and the nightly tidying."""

from __future__ import annotations

from celery import shared_task

from outbox import services


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Offer again what Redis or a worker lost, and park what fails every time."""
    services.sweep()


@shared_task(name="outbox.forget_done")
def forget_done() -> None:
    """Delete what was done long ago."""
    services.forget_done()
