"""Dates and times as files write them, read by the format of their whole column.

Year first, German dots, the eight digits 20261231 and Excel's day numbers have one reading each; a year of
two digits behind dots or slashes is one from 2000 on. 03/04/2026 has two readings: the column decides, by its
values that have only one (13/04/2026) or by what the user declared. Where it does not, the value is refused
and never guessed. An hour that the change of the clocks left out or brought twice is read, with a remark.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.remarks import Remarked
from values.text import shorten

# Clocks of phones and servers differ by so much: a moment this far ahead is now.
CLOCK_SLACK: Final = timedelta(minutes=5)
DateOrder = Literal["dmy", "mdy"]
DATE_ORDERS: Final[tuple[DateOrder, ...]] = ("dmy", "mdy")
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099
LARGEST_OFFSET: Final = timedelta(hours=14)  # of Kiritimati; none is larger
# Day 0 of Excel's calendar as it counts from March 1900 on.
EXCEL_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # a day without a zone
_TIME = (
    r"(?:(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:Uhr)?\s*(?P<offset>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _TIME, re.ASCII)
_YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<separator>[./-])(?P<two>\d{1,2})(?P=separator)(?P<year>\d{4}|(?<=[./])\d{2})"
    + _TIME,
    re.ASCII,
)
_DIGITS = re.compile(r"(?P<year>[12]\d{3})(?P<month>\d{2})(?P<day>\d{2})" + _TIME, re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d{1,12})?", re.ASCII)


class MomentColumn:
    """Learns from every value of one column (`learn`), then reads them (`read`) as aware moments.

    A time without an offset is one of `zone`; a day without a time is its beginning there. What lies behind
    `latest` is refused. `read` raises ValidationError, or Remarked where the clocks were changed.
    """

    def __init__(
        self, zone: ZoneInfo, *, declared: DateOrder | None = None, latest: datetime | None = None
    ) -> None:
        self.zone = zone
        self.latest = latest
        self._orders: set[DateOrder] = {declared} if declared else set()
        self._is_declared = declared is not None
        self.read = lru_cache(maxsize=4096)(self._read)

    def learn(self, text: str) -> None:
        """Learn from a value that has only one reading which order this column has."""
        if self._is_declared or ("/" not in text and "-" not in text):
            return
        match = _YEAR_LAST.fullmatch(text)
        if match is None or match["separator"] == ".":
            return
        one, two = int(match["one"]), int(match["two"])
        if one > 12 >= two:
            self._orders.add("dmy")
        elif two > 12 >= one:
            self._orders.add("mdy")

    @property
    def date_order(self) -> DateOrder | None:
        """The order of the whole column; None where no value tells, or values contradict each other."""
        return next(iter(self._orders)) if len(self._orders) == 1 else None

    def _read(self, text: str) -> datetime:
        when = self._find_moment(text)
        if self.latest is not None and when > self.latest:
            raise ValidationError(
                _("“%(value)s” lies in the future.") % {"value": shorten(text)}, code="future"
            )
        return when

    def _find_moment(self, text: str) -> datetime:
        if match := _YEAR_FIRST.fullmatch(text) or _DIGITS.fullmatch(text):
            return self._build(text, match, match["month"], match["day"])
        if match := _YEAR_LAST.fullmatch(text):
            return self._build(text, match, *self._month_and_day(text, match))
        if _SERIAL.fullmatch(text):
            return self._from_serial(text)
        raise _refusal(text)

    def _month_and_day(self, text: str, match: re.Match[str]) -> tuple[str, str]:
        one, two = match["one"], match["two"]
        if match["separator"] == "." or self.date_order == "dmy":
            return two, one
        if self.date_order == "mdy":
            return one, two
        if int(one) <= 12 and int(two) <= 12 and int(one) != int(two):
            message = _(
                "“%(value)s” can be read in two ways, as %(first)s or as %(second)s. Write it as "
                "year-month-day or say which order the column has."
            )
            readings = [f"{_year(match)}-{month:0>2}-{day:0>2}" for month, day in ((two, one), (one, two))]
            values = {"value": shorten(text), "first": readings[0], "second": readings[1]}
            raise ValidationError(message % values, code="ambiguous")
        return (two, one) if int(two) <= 12 else (one, two)

    def _build(self, text: str, match: re.Match[str], month: str, day: str) -> datetime:
        try:
            date = datetime(_year(match), int(month), int(day))  # noqa: DTZ001  # gets its zone below
            clock = _clock(match)
        except ValueError as error:
            raise _refusal(text) from error
        _check_year(text, date.year)
        if clock is None:
            return begin_day(date, self.zone)
        when = datetime.combine(date, clock)
        if (offset := _offset(text, match["offset"])) is not None:
            return when.replace(tzinfo=offset)
        return localise(when, self.zone, text)

    def _from_serial(self, text: str) -> datetime:
        days = float(text.replace(",", "."))
        when = EXCEL_ZERO + timedelta(seconds=round(days * 86_400))
        _check_year(text, when.year)
        if when.time() == time():
            return begin_day(when, self.zone)
        return localise(when, self.zone, text)


def _year(match: re.Match[str]) -> int:
    """The year, of two digits one from 2000 on."""
    year = int(match["year"])
    return year if len(match["year"]) == 4 else FIRST_YEAR + year


def localise(when: datetime, zone: ZoneInfo, text: str) -> datetime:
    """The moment a clock in this zone showed.

    Raises Remarked with the next best where it never did (the clock that was not put forward) or did twice
    (the first time).
    """
    first, second = when.replace(tzinfo=zone), when.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    shown = {"value": shorten(text), "zone": zone.key}
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != when:
        message = _(
            "“%(value)s” never was in %(zone)s: the clocks were put forward. It was read an hour later."
        )
        raise Remarked(first.astimezone(UTC), message % shown)
    message = _("“%(value)s” was twice in %(zone)s: the clocks were put back. It was read as the first one.")
    raise Remarked(first.astimezone(UTC), message % shown)  # in its zone it would equal nothing


def begin_day(date: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of a day, also where the clocks are put forward at midnight."""
    return date.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _clock(match: re.Match[str]) -> time | None:
    if match["hour"] is None:
        return None
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    return time(hour, int(match["minute"]), int(match["second"] or 0))


def _offset(text: str, written: str | None) -> timezone | None:
    if not written:
        return None
    if written[0] not in "+-":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    size = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or size > LARGEST_OFFSET:
        message = _("“%(value)s” has the offset %(offset)s. Allowed are offsets from -14:00 to +14:00.")
        raise ValidationError(message % {"value": shorten(text), "offset": written}, code="invalid")
    return timezone(-size if written[0] == "-" else size)


def _check_year(text: str, year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("“%(value)s” lies in the year %(year)d. Allowed are the years %(first)d to %(last)d.")
        values = {"value": shorten(text), "year": year, "first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(message % values, code="out_of_range")


def _refusal(text: str) -> ValidationError:
    message = _("“%(value)s” is not a date. Allowed are for example %(examples)s.")
    examples = "2026-12-31, 2026-12-31 14:30, 31.12.2026, 31.12.2026 14:30"
    return ValidationError(message % {"value": shorten(text), "examples": examples}, code="invalid")
