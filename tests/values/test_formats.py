from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from time_machine import TimeMachineFixture

from values import formats

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (NOON, "today 13:00"),
        (NOON - timedelta(days=1), "yesterday 13:00"),
        (NOON - timedelta(days=2), "21 Nov 2026, 13:00"),
        (NOON + timedelta(days=1), "tomorrow 13:00"),
        (NOON + timedelta(days=2), "25 Nov 2026, 13:00"),
        (None, ""),
    ],
)
def test_moment_is_said_as_people_say_it(when: datetime | None, said: str) -> None:
    with translation.override("en"):
        assert formats.moment(when) == said


def test_waiting_is_said_in_english_where_no_language_is_chosen() -> None:
    with translation.override(None):
        assert formats.waits(NOON + timedelta(days=3)) == "in 3 days"


@pytest.mark.parametrize(
    ("age", "english", "german"),
    [
        (timedelta(days=800), "waiting for 2 years", "wartet seit 2 Jahren"),
        (timedelta(days=729), "waiting for 24 months", "wartet seit 24 Monaten"),
        (timedelta(days=548), "waiting for 18 months", "wartet seit 18 Monaten"),
        (timedelta(days=65), "waiting for 2 months", "wartet seit 2 Monaten"),
        (timedelta(days=59), "waiting for 8 weeks", "wartet seit 8 Wochen"),
        (timedelta(days=13), "waiting for 13 days", "wartet seit 13 Tagen"),
        (timedelta(days=3, hours=23), "waiting for 3 days", "wartet seit 3 Tagen"),
        (timedelta(hours=47), "waiting for 47 hours", "wartet seit 47 Stunden"),
        (timedelta(hours=2), "waiting for 2 hours", "wartet seit 2 Stunden"),
        (timedelta(minutes=119), "waiting for 1 hour", "wartet seit 1 Stunde"),
        (timedelta(minutes=59, seconds=59), "waiting for 59 minutes", "wartet seit 59 Minuten"),
        (timedelta(minutes=1), "waiting for 1 minute", "wartet seit 1 Minute"),
        (timedelta(seconds=59.9), "waiting for 59 seconds", "wartet seit 59 Sekunden"),
        (timedelta(seconds=1.9), "waiting for 1 second", "wartet seit 1 Sekunde"),
        (timedelta(seconds=1), "waiting for 1 second", "wartet seit 1 Sekunde"),
        (timedelta(seconds=0.9), "just now", "gerade eben"),
        (timedelta(minutes=-5), "just now", "gerade eben"),
        (timedelta(minutes=-5, seconds=-1), "in 5 minutes", "in 5 Minuten"),
        (timedelta(days=-1), "in 1 day", "in 1 Tag"),
        (timedelta(days=-3), "in 3 days", "in 3 Tagen"),
    ],
)
def test_waiting_is_said_right_at_every_age(age: timedelta, english: str, german: str) -> None:
    said = {}
    for language in ("en", "de"):
        with translation.override(language):
            said[language] = formats.waits(NOON - age)
    assert said == {"en": english, "de": german}


@pytest.mark.parametrize(
    ("age", "english", "german"),
    [
        (timedelta(days=800), "2 years ago", "vor 2 Jahren"),
        (timedelta(days=548), "18 months ago", "vor 18 Monaten"),
        (timedelta(days=15), "2 weeks ago", "vor 2 Wochen"),
        (timedelta(days=13, hours=23), "13 days ago", "vor 13 Tagen"),
        (timedelta(hours=47, minutes=59), "47 hours ago", "vor 47 Stunden"),
        (timedelta(minutes=119), "1 hour ago", "vor 1 Stunde"),
        (timedelta(minutes=5, seconds=59), "5 minutes ago", "vor 5 Minuten"),
        (timedelta(seconds=1.9), "1 second ago", "vor 1 Sekunde"),
        (timedelta(seconds=1), "1 second ago", "vor 1 Sekunde"),
        (timedelta(seconds=0.9), "just now", "gerade eben"),
        (timedelta(minutes=-5), "just now", "gerade eben"),
        (timedelta(days=-1), "in 1 day", "in 1 Tag"),
    ],
)
def test_what_happened_is_said_right_at_every_age(age: timedelta, english: str, german: str) -> None:
    said = {}
    for language in ("en", "de"):
        with translation.override(language):
            said[language] = formats.ago(NOON - age)
    assert said == {"en": english, "de": german}


def test_nothing_is_said_of_what_never_happened() -> None:
    assert (formats.waits(None), formats.ago(None)) == ("", "")
