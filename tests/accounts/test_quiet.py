"""When a mail may come: nights, weekends, and the two nights in which the clock is changed."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.models import NoticeTimes
from accounts.quiet import digest_moment, end_of_quiet

BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = NoticeTimes(quiet_from=time(20), quiet_until=time(7))
EARLY = NoticeTimes(digest_at=time(5), quiet_from=time(20), quiet_until=time(7))
NOON = NoticeTimes(quiet_from=time(12), quiet_until=time(13, 30))
WEEKENDS = NoticeTimes(quiet_weekends=True)
BOTH = NoticeTimes(quiet_from=time(20), quiet_until=time(7), quiet_weekends=True)


@pytest.mark.parametrize(
    ("times", "now", "end"),
    [
        (NoticeTimes(), "2026-11-25T03:00+01:00", None),
        (NIGHTS, "2026-11-25T19:59+01:00", None),
        (NIGHTS, "2026-11-25T20:00+01:00", "2026-11-26T07:00+01:00"),
        (NIGHTS, "2026-11-26T06:59+01:00", "2026-11-26T07:00+01:00"),
        (NIGHTS, "2026-11-26T07:00+01:00", None),
        (NIGHTS, "2026-11-25T23:30+00:00", "2026-11-26T07:00+01:00"),
        (NOON, "2026-11-25T12:15+01:00", "2026-11-25T13:30+01:00"),
        (NOON, "2026-11-25T13:30+01:00", None),
        (WEEKENDS, "2026-11-27T23:59+01:00", None),
        (WEEKENDS, "2026-11-28T00:00+01:00", "2026-11-30T00:00+01:00"),
        (BOTH, "2026-11-27T21:00+01:00", "2026-11-30T07:00+01:00"),
        (BOTH, "2026-11-29T12:00+01:00", "2026-11-30T07:00+01:00"),
    ],
)
def test_mail_waits_until_the_quiet_hours_end(times: NoticeTimes, now: str, end: str | None) -> None:
    expected = datetime.fromisoformat(end) if end else None

    assert end_of_quiet(times, datetime.fromisoformat(now), BERLIN) == expected


@pytest.mark.parametrize(
    ("until", "now", "end"),
    [
        # In spring 02:30 does not exist: an hour later is when the clock comes by.
        (time(2, 30), "2026-03-29T01:50+01:00", "2026-03-29T03:30+02:00"),
        # In autumn it comes twice: whoever is quiet at the second 02:15 waits for the second 02:30.
        (time(2, 30), "2026-10-25T02:15+02:00", "2026-10-25T02:30+02:00"),
        (time(2, 30), "2026-10-25T02:15+01:00", "2026-10-25T02:30+01:00"),
    ],
)
def test_quiet_hours_end_in_the_night_of_the_clock_change(until: time, now: str, end: str) -> None:
    times = NoticeTimes(quiet_from=time(22), quiet_until=until)
    found = end_of_quiet(times, datetime.fromisoformat(now), BERLIN)

    assert found is not None and found.timestamp() == datetime.fromisoformat(end).timestamp()


@pytest.mark.parametrize(
    ("times", "day", "moment"),
    [
        (NoticeTimes(), date(2026, 11, 25), "2026-11-25T07:30+01:00"),
        (NIGHTS, date(2026, 11, 25), "2026-11-25T07:30+01:00"),
        (
            NoticeTimes(digest_at=time(5), quiet_from=time(20), quiet_until=time(7)),
            date(2026, 11, 25),
            "2026-11-25T05:00+01:00",
        ),
        (NoticeTimes(digest_at=time(2, 30)), date(2026, 3, 29), "2026-03-29T03:30+02:00"),
        (NoticeTimes(digest_at=time(2, 30)), date(2026, 10, 25), "2026-10-25T02:30+02:00"),
        (WEEKENDS, date(2026, 11, 28), None),
        (WEEKENDS, date(2026, 11, 30), "2026-11-30T07:30+01:00"),
    ],
)
def test_digest_of_a_day_has_one_moment(times: NoticeTimes, day: date, moment: str | None) -> None:
    found = digest_moment(times, day, BERLIN)
    expected = datetime.fromisoformat(moment).timestamp() if moment else None

    assert (found.timestamp() if found else None) == expected
