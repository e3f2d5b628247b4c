"""Days as people write them, read in their own language; one that could be two days is refused."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from values.money import Tongue, tongue_of
from values.text import shorten

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
_DOTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def parse_day(text: str, language: str, *, first: date = FIRST_DAY) -> date:
    """Read a day as 2026-12-31 or 31.12.2026, in English also 31/12/2026 where only one reading fits.

    `first` is the first day that is taken. Raises ValidationError naming the value and what is allowed.
    """
    bare, tongue = text.strip(), tongue_of(language)
    readings = {day for day in _readings(bare, tongue) if day and first <= day <= LAST_DAY}
    if len(readings) == 1:
        return readings.pop()
    if readings:
        message = _("“%(value)s” can be read as two days, %(one)s or %(other)s. Write it as year-month-day.")
        one, other = sorted(day.isoformat() for day in readings)
        raise ValidationError(
            message % {"value": shorten(bare), "one": one, "other": other}, code="ambiguous"
        )
    message = _("“%(value)s” is not a day. Allowed are days from %(first)s to 2099 like %(example)s.")
    example = "2026-12-31" if tongue == "en" else "31.12.2026"
    said = {"value": shorten(bare), "first": first.year, "example": example}
    raise ValidationError(message % said, code="invalid")


def months_later(day: date, months: int) -> date:
    """The same day so many months later (negative: earlier), or the last of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_day(day: date) -> None:
    """Refuse a day outside the century we plan in; a validator of columns that hold days."""
    if not FIRST_DAY <= day <= LAST_DAY:
        message = _("“%(value)s” is out of reach. Allowed are days from 2000 to 2099.")
        raise ValidationError(message, code="out_of_range", params={"value": day.isoformat()})


def check_moment(when: datetime) -> None:
    """Refuse a moment outside that century: the first and the last there are have no day in other zones."""
    check_day(when.date())


def written(day: date) -> str:
    """The day as messages name it, in the reader's form."""
    return date_format(day, "SHORT_DATE_FORMAT")


def _readings(text: str, tongue: Tongue) -> list[date | None]:
    if match := _ISO.fullmatch(text):
        return [_day(*match.groups())]
    if match := _DOTS.fullmatch(text):
        return [_day(match[3], match[2], match[1])]
    if tongue == "en" and (match := _SLASHES.fullmatch(text)):
        return [_day(match[3], match[2], match[1]), _day(match[3], match[1], match[2])]
    return []


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
