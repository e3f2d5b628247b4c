"""What beat starts for insights."""

from __future__ import annotations

from celery import shared_task

from insights.services import weekly


@shared_task(name="insights.tell_weekly")
def tell_weekly() -> None:
    """Tell everybody of the figures of last week, once Monday morning has come."""
    weekly.tell_weekly()
