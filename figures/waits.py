"""Bad lead or late call: what became of leads by how long they waited for their first contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from campaigns.models import Campaign
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.models import Subject
from counting.queries import read_traits_by
from counting.statistics import Rate, TrendWithin, fit_trend_within, wilson
from counting.waits import Wait, wait_number
from figures.tables import maturity_days, young_since

# In their order; who was never reached, or where nobody wrote it down, is in none of them.
BANDS: Final = tuple(wait for wait in Wait if wait != Wait.UNKNOWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignWaits:
    """One campaign: the deals in time of the leads old enough to judge, by band and of unknown wait."""

    id: int
    name: str
    bands: tuple[Rate, ...]
    unknown: Rate

    @property
    def known(self) -> int:
        return sum(rate.of for rate in self.bands)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """The same of all campaigns, most leads first; `trend` goes over the bands within campaigns.

    `whole` has the leads of unknown wait too.
    """

    trend: TrendWithin
    unknown: Rate
    whole: Rate
    campaigns: tuple[CampaignWaits, ...]

    @property
    def bands(self) -> tuple[Rate, ...]:
        return self.trend.groups


@cache_while_unchanged
def waits(filters: Filters, day: date) -> Waits:
    """Of the leads meant that are on this day old enough to judge."""
    found = read_traits_by(filters.before(young_since(day, maturity_days())), "campaign", [Subject.WAIT])
    names = dict(Campaign.objects.filter(pk__in=found).values_list("pk", "name"))
    rows = [_row(key, names.get(key, ""), traits[Subject.WAIT]) for key, traits in found.items()]
    rows.sort(key=lambda row: (-row.known, row.name.casefold(), row.id))
    unknown = add_up([row.unknown for row in rows])
    # Of no campaign, each band is still a band.
    trend = fit_trend_within([row.bands for row in rows] or [[add_up([])] * len(BANDS)])
    return Waits(trend=trend, unknown=unknown, whole=add_up([*trend.groups, unknown]), campaigns=tuple(rows))


def rate_of(numbers: Mapping[int, int], wait: Wait) -> Rate:
    """The deals in time of the leads of this wait, by the numbers of `counting.waits`."""
    won = numbers.get(wait_number(wait, is_won=True), 0)
    return wilson(successes=won, trials=won + numbers.get(wait_number(wait, is_won=False), 0))


def add_up(rates: Sequence[Rate]) -> Rate:
    return wilson(successes=sum(rate.count for rate in rates), trials=sum(rate.of for rate in rates))


def _row(key: int, name: str, numbers: Mapping[int, int]) -> CampaignWaits:
    return CampaignWaits(
        id=key,
        name=name,
        bands=tuple(rate_of(numbers, wait) for wait in BANDS),
        unknown=rate_of(numbers, Wait.UNKNOWN),
    )
