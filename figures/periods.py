"""Periods as managers say them, as days of the company's calendar; all but "90 days" are whole months."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from values.days import months_later

Days = tuple[date | None, date | None]


class Period(models.TextChoices):
    """What the address says: `period=this_month`. The first and the last day are both included."""

    TWELVE_MONTHS = "12_months", _("Last 12 months")
    QUARTER = "quarter", _("This quarter")
    LAST_QUARTER = "last_quarter", _("Last quarter")
    THIS_MONTH = "this_month", _("This month")
    LAST_MONTH = "last_month", _("Last month")
    NINETY_DAYS = "90_days", _("Last 90 days")
    ALL = "all", _("Since the beginning")


class Against(models.TextChoices):
    """With what a period is compared, as the address says it: `against=last_year`."""

    BEFORE = "before", _("the period before")
    LAST_YEAR = "last_year", _("the same days a year ago")
    NOTHING = "nothing", _("nothing")


DEFAULT: Final = Period.TWELVE_MONTHS
# How many months a period has, and how many months before the current one it ends.
_MONTHS: Final = {Period.TWELVE_MONTHS: (12, 0), Period.THIS_MONTH: (1, 0), Period.LAST_MONTH: (1, 1)}
_QUARTERS_BACK: Final = {Period.QUARTER: 0, Period.LAST_QUARTER: 1}


def days_of(period: Period, today: date) -> Days:
    """First and last day of the period as of today; None is open."""
    if period == Period.ALL:
        return None, None
    if period == Period.NINETY_DAYS:
        return today - timedelta(days=89), today
    if period in _QUARTERS_BACK:
        last = (today.month - 1) // 3 * 3 + 3 - 3 * _QUARTERS_BACK[period] - today.month
        return _months(today, length=3, last=last)
    length, back = _MONTHS[period]
    return _months(today, length=length, last=-back)


def days_before(against: Against, start: date | None, end: date | None, today: date) -> Days:
    """First and last day of what a period is compared with; both None where there is nothing.

    Of a period that has not ended only the days until today are compared, with as many before: of whole
    months the same days of the months before, else as many days.
    """
    last = min(end or today, today)
    if against == Against.NOTHING or start is None or last < start:
        return None, None
    if against == Against.LAST_YEAR:
        return _shift(start, -12), _shift(last, -12)
    if start.day == 1 and (end is None or _is_last_of_month(end)):
        length = _months_between(start, end or today) + 1
        return _shift(start, -length), _shift(last, -length)
    return start - (last - start) - timedelta(days=1), start - timedelta(days=1)


def month_of(first: date) -> tuple[date, date]:
    """The first and the last day of the month that begins on this day."""
    return first, months_later(first, 1) - timedelta(days=1)


def quarter_of(first: date) -> tuple[date, date]:
    """The first and the last day of the three months that begin on this day."""
    return first, months_later(first, 3) - timedelta(days=1)


def _months(today: date, *, length: int, last: int) -> tuple[date, date]:
    """So many whole months, of which the last one lies `last` months after today's."""
    after = months_later(today.replace(day=1), last + 1)
    return months_later(after, -length), after - timedelta(days=1)


def _shift(day: date, months: int) -> date:
    """The same day so many months later; the last of a month stays it, a day that is none becomes it."""
    if _is_last_of_month(day):
        return months_later(day.replace(day=1), months + 1) - timedelta(days=1)
    return months_later(day, months)


def _is_last_of_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
