"""Costs as somebody of marketing entered them."""

from __future__ import annotations

from datetime import date
from typing import Final

from accounts.models import User
from campaigns.models import Campaign, CostEntry
from campaigns.services.costs import set_daily_costs
from tests.factories import make_campaign, make_user

FIRST: Final = date(2026, 3, 1)


def make_cost_entry(campaign: Campaign | None = None, user: User | None = None) -> CostEntry:
    """One day of 12.50."""
    saved = set_daily_costs(
        actor=user or make_user(), campaign=campaign or make_campaign(), costs={FIRST: 1_250}
    )
    assert saved.entry is not None
    return saved.entry
