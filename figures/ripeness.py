"""How complete the deals of leads are at an age: of each campaign, and of young cohorts with a forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from counting.ages import (
    CohortCount,
    EndsByAge,
    Unit,
    add_up,
    read_ends_by_campaign,
    read_median_days,
    read_progress,
)
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.statistics import Cohort, Forecast, Incidence, estimate_incidence, forecast_deals
from figures.maturity import FEWEST_DEALS
from figures.rows import Row
from figures.tables import conversion, maturity_days
from figures.time import CohortRow, cohorts, days_of, follow

# Leads that must have come in that long ago, before a curve of their own tells what is final.
FEWEST_OLD: Final = 10
# What a forecast learns from at most: older months and weeks were others.
MOST_COHORTS: Final = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """How deals come in by age, of a campaign or the company, learned from `deals` since the beginning."""

    deals: int
    incidence: Incidence

    def share_in(self, age: int, longest: int) -> float | None:
        """Of the deals within `longest` days, those usually in at this age."""
        return self.incidence.share_in(max(0, min(age, longest)), of=longest)


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignAge:
    """Half of the leads of a campaign are at least `age` days old; at that age `share` of its deals are in.

    `is_own` is whether the campaign's own leads told so, `deals` how many deals did. `at_maturity` is the
    share in at the company's maturity age. Both are None where nobody can tell.
    """

    id: int
    name: str
    leads: int
    age: int
    is_own: bool
    deals: int
    share: float | None
    at_maturity: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ripeness:
    """`longest` is the age by which deals are taken as final; `at_maturity` that of the whole company."""

    longest: int
    deals: int
    at_maturity: float | None
    campaigns: tuple[CampaignAge, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """What a month or week that is over will end with, by the age of `longest` days; `won` are in by now."""

    cohort: CohortRow
    won: int
    forecast: Forecast | None


@cache_while_unchanged
def ripeness(filters: Filters, day: date) -> Ripeness:
    """Of the campaigns meant. A curve is made of all leads since the beginning, whatever else is filtered."""
    maturity = maturity_days()
    longest = 2 * maturity
    curves = _curves(longest, day)
    company = curves.get(None)
    middle = read_median_days(filters)

    def tell(row: Row, key: int) -> CampaignAge:
        age = max(0, (day - middle[key]).days)
        curve = curves.get(key, company)
        return CampaignAge(
            id=key,
            name=row.name,
            leads=row.figures.leads,
            age=age,
            is_own=key in curves,
            deals=curve.deals if curve else 0,
            share=curve.share_in(age, longest) if curve else None,
            at_maturity=curve.share_in(maturity, longest) if curve else None,
        )

    rows = conversion(by="campaign", filters=filters).rows
    return Ripeness(
        longest=longest,
        deals=company.deals if company else 0,
        at_maturity=company.share_in(maturity, longest) if company else None,
        campaigns=tuple(tell(row, row.id) for row in rows if row.id in middle),
    )


@cache_while_unchanged
def _curves(longest: int, day: date) -> dict[int | None, Curve]:
    """By campaign, of those whose own leads are enough, and under None of the whole company."""
    found = read_ends_by_campaign(Filters(), day=day, longest=longest)
    found[None] = add_up(list(found.values()))
    return {key: curve for key, ends in found.items() if (curve := _curve(ends, longest))}


@cache_while_unchanged
def outlooks(filters: Filters, unit: Unit, day: date) -> tuple[Outlook, ...]:
    """Each whole month or week whose deals are not all in yet, the oldest first.

    It is held against older ones of the same leads as they were as many days after their end, also from
    before the period that is meant.
    """
    longest = 2 * maturity_days()
    young = [
        row
        for row in cohorts(filters, unit, day).rows
        if not row.is_cut and 0 <= (day - row.end).days < longest
    ]
    if not young:
        return ()
    offsets = sorted((day - row.end).days for row in young)
    since = day - timedelta(days=longest + (MOST_COHORTS + 1) * (31 if unit == "month" else 7))
    found = read_progress(replace(filters, start=since, end=day), unit=unit, offsets=offsets, longest=longest)
    past = [
        count
        for start, count in found.items()
        if start >= since and (day - days_of(start, unit)[1]).days >= longest
    ]
    return tuple(
        _outlook(row, found[row.start], past[-MOST_COHORTS:], offsets.index((day - row.end).days))
        for row in young
    )


def _outlook(row: CohortRow, count: CohortCount, past: Sequence[CohortCount], place: int) -> Outlook:
    known = [Cohort(leads=old.leads, early=old.won[place], won=old.won[-1]) for old in past]
    won = count.won[place]
    return Outlook(cohort=row, won=won, forecast=forecast_deals(known, leads=count.leads, won=won))


def _curve(ends: EndsByAge, longest: int) -> Curve | None:
    """None where too few deals, or too few leads that old, tell it."""
    deals = sum(count for age, count in ends.won.items() if age <= longest)
    if deals < FEWEST_DEALS or ends.old < FEWEST_OLD:
        return None
    return Curve(
        deals=deals, incidence=estimate_incidence(follow(ends.won, ends.lost, ends.open, longest=longest))
    )
