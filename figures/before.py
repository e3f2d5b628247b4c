"""What a period is compared with: only figures that do not ripen with the age of the leads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.queries import first_day
from counting.statistics import Difference, Pace, PaceChange, divide_paces, subtract_rates
from figures.periods import Against, days_before
from figures.tables import conversion, overview


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """The days compared with, both included, and by how much the figures of now differ from theirs.

    `leads` per day; `good` of rated leads; `mature` of leads of equal age. Where the company's leads begin
    later than what was asked for, so does `start`, and `is_cut` is true: of the days before nothing is known.
    `leads` is None where the same days of a year ago are cut: another season would be compared.
    """

    start: date
    end: date
    is_cut: bool
    leads: PaceChange | None
    good: Difference
    mature: Difference


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """The same leads of other days, both days included; `is_cut` where they begin later than asked for."""

    filters: Filters
    start: date
    end: date
    is_cut: bool


def find_earlier(filters: Filters, against: Against, day: date) -> Earlier | None:
    """None where the period has no beginning, nothing is asked for, or no lead had come in by then."""
    asked, end = days_before(against, filters.start, filters.end, day)
    first = first_day() if asked else None
    if asked is None or end is None or first is None or end < first:
        return None
    start = max(asked, first)
    return Earlier(filters=replace(filters, start=start, end=end), start=start, end=end, is_cut=start > asked)


@cache_while_unchanged
def compare(filters: Filters, against: Against, day: date) -> Before | None:
    """None where nothing is compared."""
    earlier = find_earlier(filters, against, day)
    if earlier is None or filters.start is None:
        return None
    last = min(filters.end or day, day)
    now = overview(filters=filters).total  # nothing has come in after today
    before = conversion(by="month", filters=earlier.filters).total.figures
    return Before(
        start=earlier.start,
        end=earlier.end,
        is_cut=earlier.is_cut,
        leads=None
        if earlier.is_cut and against == Against.LAST_YEAR
        else divide_paces(
            Pace(count=now.leads, days=_days(filters.start, last)),
            Pace(count=before.leads, days=_days(earlier.start, earlier.end)),
        ),
        good=subtract_rates(now.good_share, before.good_share),
        mature=subtract_rates(now.mature, before.mature),
    )


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
