"""When a mail may come: quiet hours and the hour of the digest, on the company's clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from accounts.models import NoticeTimes

SATURDAY: Final = 5
# A night and a weekend lie behind each other at most so often before there is a moment that is not quiet.
_MOST_STEPS: Final = 10


def end_of_quiet(times: NoticeTimes, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the aware moment until which a mail has to wait, or None where it may go now."""
    moment = now.astimezone(zone)
    for _step in range(_MOST_STEPS):
        end = _end_of_stretch(times, moment, zone)
        if end is None:
            break
        moment = end
    return moment if moment.timestamp() > now.timestamp() else None


def _end_of_stretch(times: NoticeTimes, moment: datetime, zone: ZoneInfo) -> datetime | None:
    """The end of the night or of the weekend day in which this local moment lies."""
    if times.quiet_weekends and moment.weekday() >= SATURDAY:
        return _at(moment.date() + timedelta(days=1), time(), zone, after=moment)
    begin, end = times.quiet_from, times.quiet_until
    if begin is None or end is None:
        return None
    clock = moment.time()
    if begin < end:
        return _at(moment.date(), end, zone, after=moment) if begin <= clock < end else None
    if clock >= begin:
        return _at(moment.date() + timedelta(days=1), end, zone, after=moment)
    return _at(moment.date(), end, zone, after=moment) if clock < end else None


def digest_moment(times: NoticeTimes, day: date, zone: ZoneInfo) -> datetime | None:
    """When the digest of this day is due; None on a quiet weekend, after which the next has it all.

    The hour is the person's own choice, so quiet hours do not move it. On the night in which the clock is put
    back it is due at the first of the two.
    """
    if times.quiet_weekends and day.weekday() >= SATURDAY:
        return None
    return _at(day, times.digest_at, zone)


def _at(day: date, clock: time, zone: ZoneInfo, *, after: datetime | None = None) -> datetime:
    """The moment a clock on the wall shows this; the second of two where the first is over."""
    moment = _real(datetime.combine(day, clock, zone), zone)
    # By seconds: two times of one zone are compared as the clock shows them.
    if after is not None and moment.timestamp() <= after.timestamp():
        moment = _real(datetime.combine(day, clock, zone).replace(fold=1), zone)
    return moment


def _real(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same moment as it is written down: what the clock skips in spring lies an hour later."""
    return datetime.fromtimestamp(moment.timestamp(), zone)
