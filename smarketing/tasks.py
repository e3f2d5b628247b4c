"""Housekeeping that belongs to no app."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command

from smarketing.health import backups, disk


@shared_task(name="smarketing.clear_sessions")
def clear_sessions() -> None:
    """Delete the sessions that have run out."""
    call_command("clearsessions")


@shared_task(name="smarketing.watch_disk")
def watch_disk() -> None:
    """Tell the administrators when the disk gets full."""
    disk.tell_crossings()


@shared_task(name="smarketing.watch_backups")
def watch_backups() -> None:
    """Tell the administrators when a back-up failed or is missing."""
    backups.tell_troubles()
