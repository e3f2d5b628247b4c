"""The figures of one group of leads: counts as they are kept, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypedDict

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insights.statistics import CampaignCounts, Rate, cost_per_unit, wilson

Dimension = Literal["campaign", "cta", "channel", "month"]


class RateJson(TypedDict):
    """A rate as a share of 1 with its 95 % interval; all three null when there is no lead."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Counts of leads, named as in ConversionCell; money in cents of the company's currency.

    `too_young`: open and younger than MATURITY_DAYS. `cost_cents` is None where costs cannot be told apart
    (a call-to-action has none of its own).
    """

    leads: int = 0
    history_leads: int = 0
    history_won: int = 0
    handed_over: int = 0
    accepted: int = 0
    contacted: int = 0
    rated: int = 0
    good: int = 0
    won: int = 0
    lost: int = 0
    implied_accepted: int = 0
    implied_contacted: int = 0
    implied_rated: int = 0
    implied_good: int = 0
    fit_realistic: int = 0
    fit_too_high: int = 0
    fit_too_low: int = 0
    fit_other: int = 0
    revenue_cents: int = 0
    too_young: int = 0
    cost_cents: int | None = 0

    @property
    def conversion(self) -> Rate:
        """Won of all leads."""
        return wilson(successes=self.won, trials=self.leads)

    @property
    def good_share(self) -> Rate:
        """Rated good, of those rated: both as recorded, nothing implied."""
        return wilson(successes=self.good - self.implied_good, trials=self.recorded_ratings)

    @property
    def recorded_ratings(self) -> int:
        return self.rated - self.implied_rated

    @property
    def open(self) -> int:
        return self.leads - self.won - self.lost

    @property
    def cost_per_lead(self) -> int | None:
        """Cents; None when no cost is known or there is no lead."""
        return cost_per_unit(cost_cents=self.cost_cents, units=self.leads) if self.cost_cents else None

    @property
    def cost_per_deal(self) -> int | None:
        return cost_per_unit(cost_cents=self.cost_cents, units=self.won) if self.cost_cents else None

    @property
    def implied(self) -> dict[str, int]:
        """How many of each stage were never recorded but follow from a later one."""
        return {
            "accepted": self.implied_accepted,
            "contacted": self.implied_contacted,
            "rated": self.implied_rated,
            "good": self.implied_good,
        }

    def counts_of(self, key: int) -> CampaignCounts[int]:
        """What verdicts and findings are made from."""
        return CampaignCounts(
            key=key,
            leads=self.leads,
            won=self.won,
            rated=self.recorded_ratings,
            good=self.good - self.implied_good,
            too_high=self.fit_too_high,
            too_young=self.too_young,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The figures of one campaign, call-to-action, channel or month; `name` as somebody wrote it.

    `id` is None for the leads without (no channel, no call-to-action) and for months, which have `month`.
    """

    by: Dimension | None = None
    id: int | None = None
    name: str = ""
    parent: str = ""
    month: date | None = None
    figures: Figures = field(default_factory=Figures)

    @property
    def key(self) -> int | str | None:
        """Campaign and call-to-action by number, a channel by its name, a month as 2026-03."""
        if self.month is not None:
            return f"{self.month:%Y-%m}"
        return self.name or None if self.by == "channel" else self.id

    @property
    def label(self) -> str:
        """The name for people, in the language in force; leads without a channel are never "unknown"."""
        if self.month is not None:
            return date_format(self.month, "F Y")
        if self.name or self.by is None:
            return self.name or _("Total")
        return _("no channel") if self.by == "channel" else _("no call-to-action")

    def as_json(self) -> dict[str, Any]:
        """The row as command and API give it out."""
        figures = self.figures
        rate = figures.conversion
        names = ("leads", "accepted", "contacted", "rated", "good", "won", "lost", "too_young")
        return {
            "key": self.key,
            "label": self.label,
            **{name: getattr(figures, name) for name in names},
            "conversion": RateJson(value=rate.value, low=rate.low, high=rate.high),
            "revenue_cents": figures.revenue_cents,
            "cost_cents": figures.cost_cents,
            "implied": figures.implied,
            "history": {"leads": figures.history_leads, "won": figures.history_won},
        }
