"""What the outbox has done for surveys, and what beat starts."""

from __future__ import annotations

from celery import shared_task

from outbox.services import consume
from surveys.services import asking


@shared_task(name="surveys.ask_customers")
def ask_customers() -> None:
    """Ask the customers who are due; beat asks every hour."""
    asking.ask_customers()


@shared_task(name="surveys.mail_survey")
def mail_survey(message_id: int) -> None:
    """Mail the questions to one customer."""
    with consume(message_id) as message:
        if message is not None:
            asking.mail_survey(message.payload["survey"], of=message)
