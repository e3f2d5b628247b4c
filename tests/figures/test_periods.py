from __future__ import annotations

from datetime import date

import pytest

from figures.periods import Against, Period, days_before, days_of, month_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TWELVE_MONTHS, date(2025, 12, 1), date(2026, 11, 30)),
        (Period.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (Period.LAST_QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
        (Period.THIS_MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        (Period.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (Period.NINETY_DAYS, date(2026, 8, 26), date(2026, 11, 23)),
        (Period.ALL, None, None),
    ],
)
def test_period_has_its_first_and_last_day(period: Period, first: date | None, last: date | None) -> None:
    assert days_of(period, TODAY) == (first, last)


def test_ninety_days_are_ninety_with_today() -> None:
    first, last = days_of(Period.NINETY_DAYS, TODAY)
    assert first is not None and last is not None
    assert (last - first).days + 1 == 90


@pytest.mark.parametrize(
    ("today", "quarter", "last_quarter"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2025, 10, 1)),
        (date(2026, 3, 31), date(2026, 1, 1), date(2025, 10, 1)),
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 1, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 7, 1)),
    ],
)
def test_quarters_begin_in_january_april_july_and_october(
    today: date, quarter: date, last_quarter: date
) -> None:
    assert days_of(Period.QUARTER, today)[0] == quarter
    assert days_of(Period.LAST_QUARTER, today)[0] == last_quarter


def test_month_ends_on_its_last_day_in_leap_years_too() -> None:
    assert month_of(date(2028, 2, 1)) == (date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("start", "end", "before", "last_year"),
    [
        # A month until today, and a whole one.
        (date(2026, 11, 1), date(2026, 11, 30), ("2026-10-01", "2026-10-23"), ("2025-11-01", "2025-11-23")),
        (date(2026, 10, 1), date(2026, 10, 31), ("2026-09-01", "2026-09-30"), ("2025-10-01", "2025-10-31")),
        # A quarter until today, a whole year with a leap day before it, a month without an end.
        (date(2026, 10, 1), date(2026, 12, 31), ("2026-07-01", "2026-08-23"), ("2025-10-01", "2025-11-23")),
        (date(2025, 1, 1), date(2025, 12, 31), ("2024-01-01", "2024-12-31"), ("2024-01-01", "2024-12-31")),
        (date(2026, 11, 1), None, ("2026-10-01", "2026-10-23"), ("2025-11-01", "2025-11-23")),
        # Days of one's own.
        (date(2026, 11, 9), date(2026, 11, 15), ("2026-11-02", "2026-11-08"), ("2025-11-09", "2025-11-15")),
        (date(2024, 2, 29), date(2024, 3, 4), ("2024-02-24", "2024-02-28"), ("2023-02-28", "2023-03-04")),
    ],
)
def test_period_is_compared_with_as_many_days_before_or_a_year_ago(
    start: date, end: date | None, before: tuple[str, str], last_year: tuple[str, str]
) -> None:
    for against, said in ((Against.BEFORE, before), (Against.LAST_YEAR, last_year)):
        days = days_before(against, start, end, TODAY)
        assert tuple(day.isoformat() for day in days if day) == said


@pytest.mark.parametrize(
    ("against", "start", "end"),
    [
        (Against.NOTHING, date(2026, 10, 1), date(2026, 10, 31)),
        (Against.BEFORE, None, date(2026, 10, 31)),
        (Against.LAST_YEAR, None, None),
        (Against.BEFORE, date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_nothing_is_compared_without_a_beginning_or_before_it(
    against: Against, start: date | None, end: date | None
) -> None:
    assert days_before(against, start, end, TODAY) == (None, None)


def test_last_day_of_a_short_month_is_compared_with_all_of_a_longer_one() -> None:
    today = date(2026, 2, 28)
    days = days_before(Against.BEFORE, date(2026, 2, 1), date(2026, 2, 28), today)
    assert days == (date(2026, 1, 1), date(2026, 1, 31))
