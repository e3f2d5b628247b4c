"""What marketing can say of a campaign: whether it keeps its own targets. Arithmetic, no estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

DAYS_PER_MONTH: Final = 365.25 / 12
# "no_target": nothing was set; "unknown": it was, but there is nothing to hold against it yet.
MarketingWord = Literal["content", "discontent", "no_target", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a campaign wants to reach; None where nothing was set."""

    leads_per_month: int | None = None
    cost_per_lead_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What a campaign brought in the days it ran of a period, beside its target.

    `wanted_leads` is the target for so many days. `cost_per_lead_cents` is None while no cost is known.
    """

    target: Target
    leads: int
    wanted_leads: float | None
    cost_per_lead_cents: int | None

    @property
    def has_leads(self) -> bool | None:
        """Whether there are as many as wanted; None without such a target or before the first day."""
        return self.leads >= self.wanted_leads if self.wanted_leads else None

    @property
    def is_cheap(self) -> bool | None:
        """Whether a lead costs no more than wanted; None without such a target or a known cost."""
        wanted, cost = self.target.cost_per_lead_cents, self.cost_per_lead_cents
        return None if wanted is None or cost is None else cost <= wanted

    @property
    def marketing(self) -> MarketingWord:
        if self.target == Target():
            return "no_target"
        answers = {self.has_leads, self.is_cheap} - {None}
        if not answers:
            return "unknown"
        return "content" if answers == {True} else "discontent"


def reach(target: Target, *, leads: int, days: int, cost_per_lead_cents: int | None) -> Reached:
    """Hold leads and cost of a campaign that ran so many days of a period against its target.

    Raises ValueError when leads or days are negative.
    """
    for name, number in {"leads": leads, "days": days}.items():
        if number < 0:
            raise ValueError(f"{name} is {number}, allowed is 0 or more")
    monthly = target.leads_per_month
    return Reached(
        target=target,
        leads=leads,
        wanted_leads=None if monthly is None else monthly * days / DAYS_PER_MONTH,
        cost_per_lead_cents=cost_per_lead_cents,
    )
