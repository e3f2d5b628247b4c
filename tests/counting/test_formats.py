from __future__ import annotations

import pytest
from django.utils import translation

from counting import formats
from counting.statistics import EDGES_SECONDS, wilson

HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "–"),
        (0, "0%"),
        (0.0153, "1.5%"),
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (0.424, "42%"),
        (1, "100%"),
    ],
)
def test_percent_has_a_decimal_only_below_ten(share: float | None, text: str) -> None:
    with translation.override("en"):
        assert formats.percent(share) == text


def test_numbers_follow_the_language() -> None:
    with translation.override("de"):
        assert (formats.whole(1284), formats.decimal(1234.5, 1)) == ("1.284", "1.234,5")
    with translation.override("en"):
        assert (formats.whole(1284), formats.decimal(1234.5, 1)) == ("1,284", "1,234.5")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "less than a second"),
        (1, "1 second"),
        (42.4, "42 seconds"),
        (60, "1 minute"),
        (25 * 60, "25 minutes"),
        (1.5 * HOUR, "1.5 hours"),
        (20 * HOUR, "20 hours"),
        (2 * DAY, "2.0 days"),
        (31.4 * DAY, "31 days"),
        (400 * DAY, "400 days"),
        (EDGES_SECONDS[-1], "more than 9,181 days"),
    ],
)
def test_duration_is_no_finer_than_it_is_known(seconds: float, text: str) -> None:
    with translation.override("en"):
        assert formats.duration(seconds) == text


def test_rate_is_said_with_its_counts_and_its_range() -> None:
    rate = wilson(successes=842, trials=8000)
    with translation.override("en"):
        assert formats.counts(rate) == "842 of 8,000"
        assert formats.spread(rate, places=2) == "9.87% to 11.22%"


def test_range_of_nothing_is_a_dash() -> None:
    assert formats.spread(wilson(successes=0, trials=0)) == "–"
