"""By what age most deals are in, from the company's own older leads: a proposal for its maturity age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

from counting.filters import Filters
from counting.measures import LAGS
from counting.queries import read_lags
from counting.statistics import quantile

SHARE: Final = 0.8
# Deals that come later than this are missing in leads that are only this old; few do.
OLD_ENOUGH: Final = 365  # days
FEWEST_DEALS: Final = 20
_DAY: Final = 86_400
_LAG: Final = next(lag.number for lag in LAGS if lag.name == "lag_won")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """`days`: the age by which 80 % of the `deals` from leads older than a year were in, within 5 %."""

    days: int
    deals: int


def propose_maturity(day: date) -> Proposal | None:
    """None where fewer than 20 deals came from leads that are on this day older than a year."""
    buckets = read_lags(Filters(end=day - timedelta(days=OLD_ENOUGH))).get(_LAG, {})
    deals, seconds = sum(buckets.values()), quantile(buckets, SHARE)
    if deals < FEWEST_DEALS or seconds is None:
        return None
    return Proposal(days=max(1, ceil(seconds / _DAY)), deals=deals)
