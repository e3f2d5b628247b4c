"""Times as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _


def waiting(since: datetime | None) -> str:
    """How long ago, in one unit: “3 days”; nothing for None."""
    return "" if since is None else timesince(since, depth=1)


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
    return _("%(day)s, %(time)s") % {"day": date_format(local, "SHORT_DATE_FORMAT"), "time": clock}
