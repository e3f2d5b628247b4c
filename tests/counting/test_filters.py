from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.filters import Filters, Split, split

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


def days_between(part: tuple[date, date]) -> set[date]:
    first, after = part
    return {first + timedelta(days=number) for number in range((after - first).days)}


@given(first=DAYS, length=st.integers(min_value=0, max_value=800))
def test_split_holds_every_day_of_the_period_exactly_once(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    parts = split(first, last)
    found = [days_between(part) for part in (parts.months, parts.head, parts.tail)]
    assert sum(map(len, found)) == length + 1
    assert set.union(*found) == days_between((first, last + timedelta(days=1)))


@given(first=DAYS, length=st.integers(min_value=0, max_value=800))
def test_split_reads_fewer_than_62_days_one_by_one(first: date, length: int) -> None:
    parts = split(first, first + timedelta(days=length))
    assert len(days_between(parts.head)) + len(days_between(parts.tail)) < 62


def test_split_of_whole_months_reads_no_day() -> None:
    nothing = (date(2026, 4, 1), date(2026, 4, 1))
    first = date(2026, 1, 1)
    assert split(first, date(2026, 3, 31)) == Split(
        months=(first, date(2026, 4, 1)), head=(first, first), tail=nothing
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (date.min, date.max), (date(9999, 12, 5), date(9999, 12, 31)), (None, date(1, 1, 1))],
)
def test_split_survives_the_ends_of_the_calendar(start: date | None, end: date | None) -> None:
    parts = split(start, end)
    assert parts.head[0] == (start or date.min)
    assert parts.months[0] <= parts.months[1]


def test_split_of_a_period_that_ends_before_it_begins_holds_no_day() -> None:
    parts = split(date(2026, 5, 10), date(2026, 3, 2))
    assert [days_between(part) for part in (parts.months, parts.head, parts.tail)] == [set(), set(), set()]


def test_since_takes_the_later_beginning() -> None:
    filters = Filters(start=date(2026, 5, 1))
    assert filters.since(date(2026, 4, 1)) == filters
    assert filters.since(date(2026, 6, 1)).start == date(2026, 6, 1)
