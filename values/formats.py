"""Times as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_timedelta
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext_lazy, to_locale
from django.utils.translation import gettext as _

from values.moments import CLOCK_SLACK

# The longest unit that fits, rounded down; months and years are those of a glance, not of a calendar.
_WAITS = (
    (timedelta(days=365), ngettext_lazy("waiting for %d year", "waiting for %d years")),
    (timedelta(days=30), ngettext_lazy("waiting for %d month", "waiting for %d months")),
    (timedelta(days=7), ngettext_lazy("waiting for %d week", "waiting for %d weeks")),
    (timedelta(days=1), ngettext_lazy("waiting for %d day", "waiting for %d days")),
    (timedelta(hours=1), ngettext_lazy("waiting for %d hour", "waiting for %d hours")),
    (timedelta(minutes=1), ngettext_lazy("waiting for %d minute", "waiting for %d minutes")),
    (timedelta(seconds=1), ngettext_lazy("waiting for %d second", "waiting for %d seconds")),
)


def waits(since: datetime | None) -> str:
    """What a row says of its waiting: “waiting for 3 days”; nothing for None.

    A moment ahead by no more than clocks differ is “just now”, a later one “in 3 days”.
    """
    if since is None:
        return ""
    age = timezone.now() - since
    if age < -CLOCK_SLACK:
        return format_timedelta(-age, add_direction=True, locale=to_locale(get_language() or "en"))
    if age < timedelta(seconds=1):
        return _("just now")
    return next(said % (age // unit) for unit, said in _WAITS if age >= unit)


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
