"""How soon sales rated a lead for the first time and what its rating says now, as one number.

Whoever compares ratings compares them at equal age: bad leads are often rated sooner than good ones, so the
leads of last week, rated or not, always look worse than those of last year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counting.statistics import Rate, wilson

RATED_WITHIN_DAYS: Final = 28
"""Ratings that came later are in no comparison; a lead takes part once it is as old."""
_PER_DAY: Final = 10
_GOOD: Final = 1
_TOO_HIGH: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class RatedInTime:
    """Of the leads rated in time: how many good, and how many "promised too much"."""

    good: Rate
    too_high: Rate


def first_rating_number(days: int, *, is_good: bool, is_too_high: bool) -> int:
    """Days from intake to the first rating, never below 0, and what the newest one says."""
    return _PER_DAY * max(days, 0) + _GOOD * is_good + _TOO_HIGH * is_too_high


def first_rating_sql(days: str, is_good: str, is_too_high: str) -> str:
    """The same of a number of days and of conditions; none of them may be NULL."""
    return (
        f"{_PER_DAY} * greatest({days}, 0) + {_GOOD} * ({is_good})::int + {_TOO_HIGH} * ({is_too_high})::int"
    )


def count_in_time(numbers: Mapping[int, int]) -> RatedInTime:
    """What leads say of which these numbers are kept, each so many times."""
    known = {number: many for number, many in numbers.items() if number // _PER_DAY <= RATED_WITHIN_DAYS}
    rated = sum(known.values())
    good = sum(many for number, many in known.items() if number % _PER_DAY & _GOOD)
    too_high = sum(many for number, many in known.items() if number % _PER_DAY & _TOO_HIGH)
    return RatedInTime(
        good=wilson(successes=good, trials=rated), too_high=wilson(successes=too_high, trials=rated)
    )
