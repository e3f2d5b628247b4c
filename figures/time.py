"""When leads become deals: cohorts at equal age, won and lost as competing ends, and how long steps take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from counting.ages import Unit, read_cohorts, read_ends
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.measures import LAGS
from counting.queries import read_lags_by_campaign
from counting.statistics import CompetingEnds, Incidence, Rate, estimate_incidence, quantile, wilson
from figures.periods import month_of
from figures.rows import Figures
from figures.tables import conversion, maturity_days, young_since

# Ages at which cohorts are looked at, as far as they lie before the maturity age.
EARLY_AGES: Final = (7, 14, 30, 60, 90, 180, 365)
_WEEK: Final = timedelta(days=6)


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortRow:
    """Leads that came in from `start` to `end`; `is_cut` where the period meant has only a part of them.

    `leads` are without deals of unknown date. `rates` are won within each age of all of them, None where
    some of the days are not that long ago yet.
    """

    start: date
    end: date
    is_cut: bool
    leads: int
    rates: tuple[Rate | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cohorts:
    unit: Unit
    ages: tuple[int, ...]
    rows: tuple[CohortRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ends:
    """What becomes of leads by age, up to `longest` days, and what of them is in no curve or told otherwise.

    `leads` are in the curve. `before` were decided before they came in and count as day 0. `won_later` and
    `lost_later` ended after `longest` days. Of ends without a date nobody knows the age.
    """

    longest: int
    leads: int
    incidence: Incidence
    before: int
    won_later: int
    lost_later: int
    won_undated: int
    lost_undated: int

    @property
    def has_leads(self) -> bool:
        return bool(self.leads + self.won_undated + self.lost_undated)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How long one step took, in seconds within 5 %: of `count` leads in which it is recorded."""

    lag: str
    count: int
    median: float | None
    most: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Velocity:
    """The steps of the leads of one campaign, or of all meant; `leads` are old enough to judge."""

    id: int | None
    name: str
    leads: int
    paces: tuple[Pace, ...]


# The share of all steps that "most" stands for.
MOST: Final = 0.8


def ages_of(maturity: int) -> tuple[int, ...]:
    """The ages that are looked at: some early ones, the maturity age, and twice that."""
    return (*(age for age in EARLY_AGES if age < maturity), maturity, 2 * maturity)


@cache_while_unchanged
def cohorts(filters: Filters, unit: Unit, day: date) -> Cohorts:
    """The oldest first; a month or week without leads is left out."""
    ages = ages_of(maturity_days())
    counts = read_cohorts(filters, unit=unit, ages=ages)
    rows = []
    for start, count in counts.items():
        if count.leads:
            whole = days_of(start, unit)
            first, last = _meet(whole, filters)
            rates = tuple(
                wilson(successes=won, trials=count.leads) if (day - last).days >= age else None
                for age, won in zip(ages, count.won, strict=True)
            )
            is_cut = (first, last) != whole
            rows.append(CohortRow(start=first, end=last, is_cut=is_cut, leads=count.leads, rates=rates))
    return Cohorts(unit=unit, ages=ages, rows=tuple(rows))


@cache_while_unchanged
def ends(filters: Filters, day: date) -> Ends:
    """Of the leads meant, up to twice the maturity age."""
    longest = 2 * maturity_days()
    found = read_ends(filters, day=day)
    total = conversion(by="month", filters=filters).total.figures
    competing = follow(found.won, found.lost, found.open, longest=longest)
    return Ends(
        longest=longest,
        leads=sum(sum(part.values()) for part in (found.won, found.lost, found.open)),
        incidence=estimate_incidence(competing),
        before=sum(count for part in (found.won, found.lost) for age, count in part.items() if age < 0),
        won_later=_beyond(found.won, longest),
        lost_later=_beyond(found.lost, longest),
        won_undated=total.won_undated,
        lost_undated=total.lost - sum(found.lost.values()),
    )


@cache_while_unchanged
def velocity(filters: Filters, day: date) -> tuple[Velocity, ...]:
    """The steps of the leads old enough to judge: of all first, then by campaign, most leads first.

    Of young leads only the quick steps are known, so theirs are not looked at.
    """
    old = filters.before(young_since(day, maturity_days()))
    lags = read_lags_by_campaign(old)
    table = conversion(by="campaign", filters=old)
    whole: dict[int, Counter[int]] = {lag.number: Counter() for lag in LAGS}
    for of_campaign in lags.values():
        for number, buckets in of_campaign.items():
            whole[number].update(buckets)
    campaigns = [
        _velocity(row.id, row.name, row.figures, lags.get(row.id, {})) for row in table.rows if row.id
    ]
    return (_velocity(None, "", table.total.figures, whole), *campaigns)


def days_of(start: date, unit: Unit) -> tuple[date, date]:
    """The first and the last day of the month or ISO week that begins on this day."""
    return month_of(start) if unit == "month" else (start, start + _WEEK)


def follow(
    won: Mapping[int, int], lost: Mapping[int, int], opened: Mapping[int, int], *, longest: int
) -> CompetingEnds:
    """Leads as they are followed up to an age: who ends later was open until then.

    A decision before intake counts as one on its day.
    """
    still_open: Counter[int] = Counter()
    parts: list[Counter[int]] = []
    for counts in (won, lost):
        ended: Counter[int] = Counter()
        for age, count in counts.items():
            (ended if age <= longest else still_open)[min(max(0, age), longest)] += count
        parts.append(ended)
    for age, count in opened.items():
        still_open[min(max(0, age), longest)] += count
    return CompetingEnds(won=parts[0], lost=parts[1], open=still_open)


def _meet(whole: tuple[date, date], filters: Filters) -> tuple[date, date]:
    """The part of a month or week that lies in the period meant."""
    first, last = whole
    return max(first, filters.start or first), min(last, filters.end or last)


def _beyond(counts: Mapping[int, int], longest: int) -> int:
    return sum(count for age, count in counts.items() if age > longest)


def _velocity(
    key: int | None, name: str, figures: Figures, lags: Mapping[int, Mapping[int, int]]
) -> Velocity:
    return Velocity(
        id=key,
        name=name,
        leads=figures.leads,
        paces=tuple(_pace(lag.name, lags.get(lag.number, {})) for lag in LAGS),
    )


def _pace(lag: str, buckets: Mapping[int, int]) -> Pace:
    return Pace(
        lag=lag,
        count=sum(buckets.values()),
        median=quantile(buckets, 0.5),
        most=quantile(buckets, MOST),
    )
