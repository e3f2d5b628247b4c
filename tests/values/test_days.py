from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from values.days import parse_day


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("31.12.2026", "de", date(2026, 12, 31)),
        ("1.2.2026", "de", date(2026, 2, 1)),
        ("2026-12-31", "de", date(2026, 12, 31)),
        ("2026-12-31", "en", date(2026, 12, 31)),
        ("31.12.2026", "en", date(2026, 12, 31)),
        ("31/12/2026", "en", date(2026, 12, 31)),
        ("12/31/2026", "en", date(2026, 12, 31)),
        ("05/05/2026", "en", date(2026, 5, 5)),
    ],
)
def test_day_is_read_in_the_form_of_the_language(text: str, language: str, day: date) -> None:
    assert parse_day(text, language) == day


def test_day_with_two_readings_is_refused_with_both() -> None:
    with pytest.raises(ValidationError, match=r"2026-05-06.*2026-06-05") as caught:
        parse_day("05/06/2026", "en")
    assert caught.value.code == "ambiguous"


@pytest.mark.parametrize(
    "text", ["30.02.2026", "31.12.26", "1.1.0001", "31.12.9999", "gestern", "٣١.١٢.٢٠٢٦"]
)
def test_what_is_no_day_is_named(text: str) -> None:
    with pytest.raises(ValidationError, match=text):
        parse_day(text, "de")
