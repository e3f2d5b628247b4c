"""Housekeeping that belongs to no app."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command


@shared_task(name="smarketing.clear_sessions")
def clear_sessions() -> None:
    """Delete the sessions that have run out."""
    call_command("clearsessions")
