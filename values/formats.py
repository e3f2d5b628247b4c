"""Times as people say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import inf
from typing import Any, Literal

from babel.dates import format_timedelta
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext_lazy, pgettext, to_locale
from django.utils.translation import gettext as _

from values.moments import CLOCK_SLACK


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit of time, said once at least so many of them have passed; rounded down."""

    name: Literal["year", "month", "week", "day", "hour", "minute", "second"]
    length: timedelta
    at_least: int
    waiting: Any  # by number, which its type does not know


# Months and years are those of a glance, not of a calendar. Of long ones there must be two: 18 months are not
# a year, and 13 days not a week.
_UNITS = (
    _Unit("year", timedelta(days=365), 2, ngettext_lazy("waiting for %d year", "waiting for %d years")),
    _Unit("month", timedelta(days=30), 2, ngettext_lazy("waiting for %d month", "waiting for %d months")),
    _Unit("week", timedelta(days=7), 2, ngettext_lazy("waiting for %d week", "waiting for %d weeks")),
    _Unit("day", timedelta(days=1), 2, ngettext_lazy("waiting for %d day", "waiting for %d days")),
    _Unit("hour", timedelta(hours=1), 1, ngettext_lazy("waiting for %d hour", "waiting for %d hours")),
    _Unit(
        "minute", timedelta(minutes=1), 1, ngettext_lazy("waiting for %d minute", "waiting for %d minutes")
    ),
    _Unit(
        "second", timedelta(seconds=1), 1, ngettext_lazy("waiting for %d second", "waiting for %d seconds")
    ),
)


def waits(since: datetime | None) -> str:
    """What is said of somebody who waits: “waiting for 3 days”; nothing for None.

    A moment ahead by no more than clocks differ is “just now”, a later one “in 3 days”.
    """
    if since is None:
        return ""
    age = timezone.now() - since
    if age < timedelta(seconds=1):
        return _ahead(age)
    unit = _unit_of(age)
    return str(unit.waiting % (age // unit.length))


def ago(when: datetime | None) -> str:
    """How long ago something happened: “3 days ago”; nothing for None, and the future as `waits` says it."""
    if when is None:
        return ""
    age = timezone.now() - when
    if age < timedelta(seconds=1):
        return _ahead(age)
    unit = _unit_of(age)
    whole = age // unit.length * unit.length
    # No unit reaches this threshold, so that the one chosen here is the one that is said.
    return format_timedelta(
        -whole, granularity=unit.name, threshold=inf, add_direction=True, locale=_babel_locale()
    )


def _unit_of(age: timedelta) -> _Unit:
    return next(unit for unit in _UNITS if age >= unit.at_least * unit.length)


def _ahead(age: timedelta) -> str:
    if age < -CLOCK_SLACK:
        return format_timedelta(-age, add_direction=True, locale=_babel_locale())
    return _("just now")


def _babel_locale() -> str:
    return to_locale(get_language() or "en")


def moment(when: datetime | None) -> str:
    """A time as people say it: “today 18:04”, “yesterday 18:04”, else day and time."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    clock = date_format(local, "TIME_FORMAT")
    age = timezone.localdate() - local.date()
    if age == timedelta(0):
        return _("today %(time)s") % {"time": clock}
    if age == timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock}
    if age == timedelta(days=-1):
        return _("tomorrow %(time)s") % {"time": clock}
    return _("%(day)s, %(time)s") % {"day": date_format(local, "SHORT_DATE_FORMAT"), "time": clock}


def on_day(when: date | datetime | None) -> str:
    """A day somebody plans on, or a moment: “today”, “tomorrow 14:30”, else as `planned` says it."""
    if when is None:
        return ""
    local = _local(when)
    ahead = _day_of(local) - timezone.localdate()
    if not timedelta(0) <= ahead <= timedelta(days=1):
        return planned(local)
    if isinstance(local, datetime):
        return moment(local)
    return _("tomorrow") if ahead else _("today")


def planned(when: date | datetime) -> str:
    """The same for who reads it later, with its weekday: “Mon 30 Nov”, “Mon 30 Nov, 14:30”."""
    local = _local(when)
    day = with_weekday(_day_of(local))
    if not isinstance(local, datetime):
        return day
    return _("%(day)s, %(time)s") % {"day": day, "time": date_format(local, "TIME_FORMAT")}


def with_weekday(day: date) -> str:
    """The day as one plans: “Mon 30 Nov”, with its year where that is another one."""
    if day.year == timezone.localdate().year:
        return date_format(day, pgettext("day of this year with its weekday", "D j M"))
    return date_format(day, pgettext("day of another year with its weekday", "D j M Y"))


def has_come(when: date | datetime | None) -> bool:
    """Whether a day somebody planned on is today or has passed, in the reader's zone."""
    return when is not None and _day_of(_local(when)) <= timezone.localdate()


def _local(when: date | datetime) -> date | datetime:
    return timezone.localtime(when) if isinstance(when, datetime) else when


def _day_of(local: date | datetime) -> date:
    return local.date() if isinstance(local, datetime) else local
