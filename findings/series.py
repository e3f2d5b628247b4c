"""The shares that are watched, by week of intake and at equal age, from the kept counts.

A campaign's leads of one week are in a share once all of them are old enough: won within the maturity age,
rated within four weeks, reached within a day. So a young week is never held against an old one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from accounts.own_company import own_company
from counting.cache import current_state
from counting.first_ratings import RATED_WITHIN_DAYS, count_in_time
from counting.models import Subject
from counting.statistics import Rate, add_rates, wilson
from counting.waits import Wait, wait_from
from counting.weeks import WEEK, TraitWeeks, read_count_weeks, read_trait_weeks
from findings.models import FindingKind

# Campaign and promise; both None is the whole company.
Who = tuple[int | None, int | None]
Weekly = Mapping[date, Rate]
Series = Mapping[Who, Weekly]

IN_TIME: Final = (Wait.WITHIN_HOUR, Wait.WITHIN_DAY)
CONTACT_DAYS: Final = 1


def days_of(kind: FindingKind) -> int:
    """Within how many days what is counted has to happen."""
    if kind in {FindingKind.FEW_DEALS, FindingKind.CONVERSION}:
        return current_state().maturity_days or own_company().maturity_days
    return CONTACT_DAYS if kind == FindingKind.CONTACT else RATED_WITHIN_DAYS


def age_of(kind: FindingKind) -> int:
    """How old a lead is before it takes part: a wait is counted in hours and may end on the next day."""
    return days_of(kind) + (kind == FindingKind.CONTACT)


def read_series(kind: FindingKind, first: date, end: date) -> Series:
    """The shares of one kind of the leads that came in from a Monday to before another."""
    match kind:
        case FindingKind.FEW_DEALS | FindingKind.CONVERSION:
            counts = read_count_weeks(first, end, ("won_in_time", "telling"))
            return {
                (campaign, None): {
                    week: wilson(successes=won, trials=told) for week, (won, told) in weeks.items()
                }
                for campaign, weeks in counts.items()
            }
        case FindingKind.CONTACT:
            return {(None, None): _read_waits(first, end)}
        case FindingKind.PROMISE:
            return _read_promises(first, end)
        case _:
            return _read_ratings(kind, first, end)


def rest_of(series: Series, who: Who) -> list[Weekly]:
    """What one of them is held against: the other campaigns, of a promise the others of its campaign."""
    campaign, promise = who
    if promise is None:
        return [weekly for other, weekly in series.items() if other != who]
    return [weekly for other, weekly in series.items() if other != who and other[0] == campaign]


def add_weeks(weekly: Iterable[Weekly], first: date, end: date) -> Rate:
    """The share of all their leads from one Monday to before another."""
    return add_rates([rate for one in weekly for week, rate in one.items() if first <= week < end])


def line_up(weekly: Weekly, first: date, end: date) -> list[Rate]:
    """One share for each week in its order, also for those without a lead."""
    none = wilson(successes=0, trials=0)
    return [weekly.get(first + WEEK * at, none) for at in range((end - first).days // WEEK.days)]


def _read_ratings(kind: FindingKind, first: date, end: date) -> Series:
    is_good = kind == FindingKind.QUALITY
    found: dict[Who, dict[date, Rate]] = defaultdict(dict)
    for campaign, weeks in read_trait_weeks(first, end, Subject.FIRST_RATED).items():
        for week, numbers in weeks.items():
            said = count_in_time(numbers)
            found[campaign, None][week] = said.good if is_good else said.too_high
    return found


def _read_waits(first: date, end: date) -> Weekly:
    """Of the whole company: who calls whom is the business of sales, not of a campaign."""
    reached: dict[date, int] = defaultdict(int)
    leads: dict[date, int] = defaultdict(int)
    for weeks in read_trait_weeks(first, end, Subject.WAIT).values():
        for week, numbers in weeks.items():
            leads[week] += sum(numbers.values())
            reached[week] += sum(many for number, many in numbers.items() if wait_from(number)[0] in IN_TIME)
    return {week: wilson(successes=reached[week], trials=leads[week]) for week in leads}


def _read_promises(first: date, end: date) -> Series:
    """How many of the ratings whose leads heard a promise call it misleading."""
    heard = read_trait_weeks(first, end, Subject.PROMISE_HEARD)
    blamed = read_trait_weeks(first, end, Subject.PROMISE_BLAMED)
    found: dict[Who, dict[date, Rate]] = defaultdict(dict)
    for campaign, weeks in heard.items():
        for week, numbers in weeks.items():
            for promise, many in numbers.items():
                named = _number(blamed, campaign, week, promise)
                found[campaign, promise][week] = wilson(successes=named, trials=many)
    return found


def _number(weeks: TraitWeeks, campaign: int, week: date, number: int) -> int:
    return weeks.get(campaign, {}).get(week, {}).get(number, 0)
