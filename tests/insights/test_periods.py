from __future__ import annotations

from datetime import date

import pytest

from insights.periods import Period, days_of, month_of

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
