from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from time_machine import TimeMachineFixture

from feedback import touches, words
from leads.models import Touch

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
        assert words.moment(when) == said


def test_waiting_is_said_in_one_unit() -> None:
    with translation.override("en"):
        assert words.waiting(NOON - timedelta(days=3, hours=5)) == "3\xa0days"


@pytest.mark.parametrize(
    ("age", "english", "german"),
    [
        (timedelta(days=548), "waiting for 1\xa0year", "wartet: 1\xa0Jahr"),
        (timedelta(days=3, hours=23), "waiting for 3\xa0days", "wartet: 3\xa0Tage"),
        (timedelta(minutes=59, seconds=59), "waiting for 59\xa0minutes", "wartet: 59\xa0Minuten"),
        (timedelta(minutes=1), "waiting for 1\xa0minute", "wartet: 1\xa0Minute"),
        (timedelta(seconds=59.9), "waiting for 59 seconds", "wartet: 59 Sekunden"),
        (timedelta(seconds=1), "waiting for 1 second", "wartet: 1 Sekunde"),
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
            said[language] = words.waits(NOON - age)
    assert said == {"en": english, "de": german}


def test_nothing_is_said_of_a_waiting_that_never_began() -> None:
    assert (words.waits(None), words.waiting(None)) == ("", "")


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("javascript:alert(1)", ""),
        ("//example.com", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_address_is_linked_only_when_a_browser_may_open_it(address: str, safe: str) -> None:
    assert words.safe_address(address) == safe


@pytest.mark.parametrize(
    ("address", "short"),
    [("https://www.example.com/audit/?utm_source=x", "example.com/audit"), ("http://[", "http://[")],
)
def test_address_is_shortened_to_what_people_recognise(address: str, short: str) -> None:
    assert words.short_address(address) == short


def test_anchor_is_the_meaning_without_the_letter() -> None:
    with translation.override("en"):
        assert [words.anchor(letter) for letter in ("A", "D", "", "E")] == [
            "will buy soon",
            "does not fit",
            "",
            "",
        ]


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        (Touch(utm_source="google", utm_medium="cpc"), "Google ad, search"),
        (Touch(utm_source="x", click_ids={"gclid": "1"}), "Google ad"),
        (Touch(utm_source="ig", utm_medium="paid_social"), "Instagram ad, social media"),
        (Touch(click_ids={"fbclid": "1"}), "Facebook"),
        (Touch(utm_source="Kundenbrief", utm_medium="newsletter"), "Kundenbrief, newsletter"),
        (Touch(utm_source="google", utm_medium="organic"), "Google, search without an ad"),
        (Touch(utm_medium="unheard-of", utm_source="partner"), "partner"),
        (Touch(referrer="https://www.example.org/x"), "Link on example.org"),
        (Touch(referrer="http://["), "Came straight to the page"),
        (Touch(), "Came straight to the page"),
    ],
)
def test_touch_is_said_in_plain_words(touch: Touch, said: str) -> None:
    with translation.override("en"):
        assert touches.in_words(touch) == said
