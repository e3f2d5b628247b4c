"""The counts of one campaign from which verdicts and findings are made."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields
from statistics import median
from typing import Generic, TypeVar

from counting.statistics.proportion import Rate, wilson

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCounts(Generic[Key]):
    """What was counted for one campaign in one period; `key` is whatever the caller knows it by.

    Each number counts leads. `rated`: have a rating; `good` and `too_high`: of those, rated good and
    "promised too much". `mature`: came in at least the maturity age ago; `mature_won`: of those, won by that
    age.

    Raises ValueError when a number is negative or greater than the number it is a part of.
    """

    key: Key
    leads: int
    rated: int
    good: int = 0
    too_high: int = 0
    mature: int = 0
    mature_won: int = 0

    def __post_init__(self) -> None:
        self._check("leads", self.leads)
        self._check("mature", self.mature, at_most=self.leads, whole="leads")
        self._check("mature_won", self.mature_won, at_most=self.mature, whole="mature")
        self._check("rated", self.rated, at_most=self.leads, whole="leads")
        self._check("good", self.good, at_most=self.rated, whole="rated")
        self._check("too_high", self.too_high, at_most=self.rated, whole="rated")

    @property
    def conversion(self) -> Rate:
        """Won within the maturity age, of the leads that have reached it: comparable at any age."""
        return wilson(successes=self.mature_won, trials=self.mature)

    @property
    def good_share(self) -> Rate:
        """Rated good, of those rated."""
        return wilson(successes=self.good, trials=self.rated)

    @property
    def over_promise_share(self) -> Rate:
        """Rated "promised too much", of those rated."""
        return wilson(successes=self.too_high, trials=self.rated)

    def _check(self, name: str, value: int, *, at_most: int | None = None, whole: str = "") -> None:
        if value >= 0 and (at_most is None or value <= at_most):
            return
        allowed = "0 or more" if at_most is None else f"0 to {at_most} ({whole})"
        raise ValueError(f"{name} is {value} for campaign {self.key!r}, allowed is {allowed}")


_NUMBERS = tuple(field.name for field in fields(CampaignCounts) if field.name != "key")


def add_up(campaigns: Iterable[CampaignCounts[Key]]) -> CampaignCounts[None]:
    """Return the sum over the campaigns, known by no key."""
    rows = list(campaigns)
    return CampaignCounts(key=None, **{name: sum(getattr(row, name) for row in rows) for name in _NUMBERS})


def subtract(total: CampaignCounts[None], part: CampaignCounts[Key]) -> CampaignCounts[None]:
    """Return what is left of the total without one of its campaigns: the rest, sharing no lead with it."""
    left = {name: getattr(total, name) - getattr(part, name) for name in _NUMBERS}
    return CampaignCounts(key=None, **left)


def median_leads(campaigns: Iterable[CampaignCounts[Key]]) -> float | None:
    """Return the median number of leads over the campaigns that brought any; None when none did."""
    volumes = [row.leads for row in campaigns if row.leads > 0]
    return float(median(volumes)) if volumes else None
