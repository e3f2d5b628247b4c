from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from values.money import MAX_CENTS, format_cents, format_whole, parse_cents, plain_amount


@pytest.mark.parametrize(
    ("text", "language", "cents"),
    [
        ("12,50", "de", 1250),
        ("12,5", "de", 1250),
        ("1.234,50", "de", 123450),
        ("1234567,89", "de", 123456789),
        (" 1.234.567 ", "de", 123456700),
        ("12,50 €", "de", 1250),
        ("0", "de", 0),
        ("12.50", "en", 1250),
        ("1,234.50", "en", 123450),
        ("€1,234.50", "en", 123450),
        ("EUR 7", "en-gb", 700),
        ("1\xa0234,50\xa0€", "de", 123450),
        ("1 234.50", "en", 123450),
        ("1.000.000.000,00", "de", 100_000_000_000),
    ],
)
def test_amount_is_read_in_the_form_of_the_language(text: str, language: str, cents: int) -> None:
    assert parse_cents(text, language) == cents


@given(st.integers(0, MAX_CENTS // 100), st.sampled_from(["de", "en"]))
def test_whole_amount_as_a_page_writes_it_reads_back(units: int, language: str) -> None:
    assert parse_cents(format_whole(units * 100, language, "EUR"), language) == units * 100


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("12.50", "de"),
        ("12,50", "en"),
        ("1,234", "de"),
        ("1.234", "en"),
        ("-5", "de"),
        ("", "de"),
        ("1e5", "de"),
        ("NaN", "en"),
        ("12,345,6", "de"),
        ("1.23,40", "de"),
        ("١٢", "de"),
        ("9" * 5000, "de"),
        ("12,5o", "de"),
    ],
)
def test_what_is_no_amount_is_named(text: str, language: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_cents(text, language)
    assert caught.value.code == "invalid"
    assert text[:40] in caught.value.message


def test_amount_above_the_most_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        parse_cents("1000000000,01", "de")
    assert caught.value.code == "too_much"


@given(st.integers(0, MAX_CENTS), st.sampled_from(["de", "en"]))
def test_amount_written_out_reads_back(cents: int, language: str) -> None:
    assert parse_cents(plain_amount(cents, language), language) == cents


def test_money_is_shown_in_both_languages() -> None:
    assert (format_cents(123450, "de", "EUR"), format_cents(123450, "en", "EUR")) == (
        "1.234,50\xa0€",
        "€1,234.50",
    )
    assert (format_whole(123450, "de", "EUR"), format_whole(123450, "en", "USD")) == ("1.235\xa0€", "$1,235")


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (" viel ", "de", "“viel” is not an amount. Allowed are amounts like 1.234,50, not below zero."),
        ("-5", "en", "“-5” is not an amount. Allowed are amounts like 1,234.50, not below zero."),
        (
            " 1000000000,01 ",
            "de",
            "“1000000000,01” is too much. Allowed are amounts up to 1.000.000.000,00.",
        ),
    ],
)
def test_refusal_says_what_is_wrong_and_what_is_allowed(
    text: str, language: str, said: str, english: None
) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_cents(text, language)
    assert refused.value.messages == [said]
