"""What beat starts: what was put aside is taken in every few seconds."""

from __future__ import annotations

from celery import shared_task

from leads.capture import aside


@shared_task(name="leads.take_in")
def take_in() -> None:
    """Take in the enquiries that had to wait for somebody else's."""
    aside.take_in()
