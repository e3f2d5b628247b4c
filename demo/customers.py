"""Some firms of the demo are customers already, each since another day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from accounts.models import User
from firms.models import CustomerFact, Organisation
from firms.services.customers import say_customer
from leads.placing import place_persons

EVERY: Final = 6
LONGEST_DAYS: Final = 2500


def make_customers(*, actor: User, today: date) -> None:
    """Give people their firms, and let one firm in EVERY be a customer."""
    while place_persons():
        pass
    for number, firm in enumerate(Organisation.objects.order_by("folded")):
        if number % EVERY == 0:
            day = today - timedelta(days=60 + number * 97 % LONGEST_DAYS)
            say_customer(actor=actor, firm=firm, kind=CustomerFact.Kind.SINCE, day=day.replace(day=1))
