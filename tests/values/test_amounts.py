from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from values.amounts import AmountColumn, DecimalSign


def read(text: str, *others: str, declared: DecimalSign | None = None) -> int:
    """The value in cents, as a column in euros reads it that also holds these others."""
    column = AmountColumn("EUR", declared=declared)
    for value in (text, *others):
        column.learn(value)
    return column.read(text)


def refusal(text: str, *others: str, declared: DecimalSign | None = None) -> str | None:
    with pytest.raises(ValidationError) as error:
        read(text, *others, declared=declared)
    assert text[:20] in error.value.messages[0]
    return error.value.code


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234", 123_400),
        ("1.234,50", 123_450),
        ("1,234.50", 123_450),
        ("1.234.567", 123_456_700),
        ("12,5", 1_250),
        ("12.5", 1_250),
        ("0.0", 0),
        ("100000.000", 10_000_000),
        ("12345.500", 1_234_550),
        ("1 234,50 €", 123_450),
        ("€1,234.50", 123_450),
        ("EUR 99", 9_900),
        ("1000000000", 100_000_000_000),
        ("1’234.50", 123_450),
        ("1\xa0234,50\xa0EUR", 123_450),
    ],
)
def test_a_value_with_one_reading_is_read(text: str, cents: int) -> None:
    assert read(text) == cents


def test_a_value_with_two_readings_is_refused_and_never_guessed() -> None:
    assert refusal("1.234") == "ambiguous"
    assert refusal("1,234", "5,678") == "ambiguous"


def test_a_value_that_is_no_amount_decides_nothing() -> None:
    assert refusal("1.234", "n.a.") == "ambiguous"


def test_the_column_decides_by_its_other_values() -> None:
    assert read("1.234", "12,50") == 123_400
    assert read("1,234", "12.50") == 123_400
    assert refusal("1.234", "12.50") == "decimals"


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    assert refusal("1.234", "12,50", "12.50") == "ambiguous"
    assert read("12,50", "12.50") == 1_250


def test_the_user_may_declare_the_decimal_sign() -> None:
    assert read("1.234", declared=",") == 123_400
    assert refusal("12.5", declared=",") == "invalid"


@pytest.mark.parametrize(
    "text",
    ["-5", "1e5", "NaN", "Infinity", "1.2.3", "12,34,5", "zwölf", "1" * 5_000, "", "١٢", "5 %", "0x10"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert refusal(text) == "invalid"


def test_more_than_cents_and_too_much_are_refused() -> None:
    assert refusal("12345.678") == "decimals"
    assert refusal("99999999999") == "too_much"


def test_another_currency_is_refused() -> None:
    assert refusal("12 USD") == "currency"
    assert refusal("$12") == "currency"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "1.234",
            (
                "“1.234” can be read in two ways, as 1234 or as 1.234. "
                "Write it with two decimals or say which decimal sign the column has."
            ),
        ),
        (
            "zwölf",
            "“zwölf” is not an amount. Allowed are for example 1.234,50; 1,234.50; 1234, not below zero.",
        ),
        ("12345.678", "“12345.678” has more than two decimals."),
        ("1000000000.01", "“1000000000.01” is too much. Allowed are amounts up to 1000000000."),
        ("12 USD", "“12 USD” is not in EUR, the currency of this company."),
    ],
)
def test_refusal_says_what_is_wrong_and_what_is_allowed(text: str, said: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as error:
        read(text)
    assert error.value.messages == [said]
