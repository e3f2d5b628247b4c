"""Of most of the older deals of the demo somebody said whether they are still a customer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from accounts.models import Company
from accounts.own_company import day_of, forget_own_company
from demo.stage import insert
from feedback.models import CustomerStatus, LeadStanding, OutcomeKind

# Both teams have worked by the portal for about so long; what came in before is the beginning of the demo.
INTRODUCED_DAYS: Final = 405
ASKED_AFTER: Final = timedelta(days=185)
KNOWN: Final = 0.85
# Of those who buy, so many leave within a year; fewer since the introduction.
LEAVING: Final = {"before": 0.3, "since": 0.15}
YEAR: Final = 365


def say_who_stayed(rng: random.Random, *, today: date) -> None:
    """Set the day of the introduction, and say of most older deals what became of the customer."""
    introduced_on = (today - timedelta(days=INTRODUCED_DAYS)).replace(day=1)
    Company.objects.update(introduced_on=introduced_on)
    forget_own_company()
    insert(CustomerStatus, _statuses(rng, today=today, introduced_on=introduced_on))


def _statuses(rng: random.Random, *, today: date, introduced_on: date) -> Iterator[CustomerStatus]:
    won = LeadStanding.objects.filter(outcome=OutcomeKind.WON, lead__assigned_to__isnull=False)
    for standing in won.select_related("lead").order_by("lead_id"):
        deal = day_of(standing.decided_at) if standing.decided_at else today
        if deal + ASKED_AFTER > today or rng.random() > KNOWN:
            continue
        group = "before" if standing.lead.received_on < introduced_on else "since"
        left_on = deal + timedelta(days=rng.randint(20, YEAR))
        has_left = rng.random() < LEAVING[group] and left_on <= today
        yield CustomerStatus(
            lead=standing.lead,
            user=standing.lead.assigned_to,
            is_customer=not has_left,
            day=left_on if has_left else today - timedelta(days=rng.randint(0, 5)),
            said_on=today,
        )
