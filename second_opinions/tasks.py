"""What beat starts for second opinions."""

from __future__ import annotations

from celery import shared_task

from second_opinions import services


@shared_task(name="second_opinions.ask")
def ask() -> None:
    """Ask for the second opinions that are due; beat asks once a day."""
    services.ask()
