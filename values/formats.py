"""Times as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_timedelta
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from values.moments import CLOCK_SLACK


def waiting(since: datetime | None) -> str:
    """How long ago, in one unit rounded down: “3 days”, “40 seconds”; nothing for None."""
    if since is None:
        return ""
    age = timezone.now() - since
    if age >= timedelta(minutes=1):
        return timesince(since, depth=1)
    seconds = max(age // timedelta(seconds=1), 0)
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


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
    return _("waiting for %(time)s") % {"time": waiting(since)}


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
