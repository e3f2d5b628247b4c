"""What beat starts for feedback."""

from __future__ import annotations

from celery import shared_task

from feedback.services import follow_ups


@shared_task(name="feedback.tell_follow_ups")
def tell_follow_ups() -> None:
    """Tell whoever leads lie with of the follow-ups that are due."""
    follow_ups.tell_due()
