"""What beat starts: what was put aside is taken in every few seconds, and not kept for ever."""

from __future__ import annotations

from celery import shared_task

from leads import placing
from leads.capture import aside
from leads.services import put_aside


@shared_task(name="leads.take_in")
def take_in() -> None:
    """Take in the enquiries that had to wait for somebody else's."""
    aside.take_in()


@shared_task(name="leads.forget_put_aside")
def forget_put_aside() -> None:
    """Delete the enquiries that were refused long ago."""
    put_aside.forget_expired()


@shared_task(name="leads.place_persons")
def place_persons() -> None:
    """Give their firms to those who came in or changed since."""
    placing.place_persons()


@shared_task(name="leads.verify_customers")
def verify_customers() -> None:
    """Hold against persons and firms which leads are of a customer."""
    placing.verify_customers()
