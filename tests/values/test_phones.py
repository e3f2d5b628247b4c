from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.values.outcomes import outcome_of
from values.phones import PLAIN, normalise_phone, read_phone
from values.text import shorten


def message_of(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return str(error.value.messages[0])


def refusal(typed: str) -> ValidationError:
    with pytest.raises(ValidationError) as error:
        normalise_phone(typed)
    return error.value


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0151 / 234-567 89", "+4915123456789"),
        ("+49 (0)30 1234567", "+49301234567"),
        ("0043 1 2345678", "+4312345678"),
        ("\u202a+49 30 1234567\u202c", "+49301234567"),
        ("tel:+49-30-1234567", "+49301234567"),
        ("\u0660\u0663\u0660 1234567", "+49301234567"),
        ("", ""),
    ],
)
def test_phone_is_kept_in_e164(typed: str, kept: str) -> None:
    assert normalise_phone(typed) == kept


def test_phone_of_another_region_is_read_as_one_of_it() -> None:
    assert normalise_phone("01 2345678", region="AT") == "+4312345678"


def test_phone_of_five_digits_is_kept_and_a_shorter_one_is_none() -> None:
    assert normalise_phone("+49 12345") == "+4912345"
    assert refusal("+49 1234").code == "phone"


@pytest.mark.parametrize("typed", ["anrufen!", "12", "+999 1234567", "1" * 40, "9" * 900, "+", "0" * 20])
def test_phone_that_is_none_is_named(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        normalise_phone(typed)
    assert shorten(typed) in message_of(error)


def test_phone_extension_is_never_dropped_in_silence() -> None:
    with pytest.raises(ValidationError) as error:
        normalise_phone("+49 30 1234567 ext. 12")
    assert error.value.code == "phone_extension"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "anrufen!",
            "“anrufen!” is not a phone number. Allowed are numbers such as 030 1234567 or +43 1 2345678.",
        ),
        (
            "030 1234567 ext. 12",
            (
                "“030 1234567 ext. 12” carries an extension. "
                "Give the number alone and write the extension in the note."
            ),
        ),
    ],
)
def test_refusal_of_a_phone_says_what_is_allowed(typed: str, said: str, english: None) -> None:
    assert refusal(typed).messages == [said]


def test_text_far_too_long_for_a_phone_is_not_even_read() -> None:
    assert (refusal("1" * 1000).code, refusal("1" * 1001).code) == ("phone", "too_long")


@settings(max_examples=500)
@given(
    st.from_regex(PLAIN, fullmatch=True)
    | st.from_regex(r"(\+49|0|00|0049|49|\+43)?[ /-]?[0-9]([0-9 /-]){2,16}[0-9]?", fullmatch=True)
    | st.text("0123456789+ /-()x#.;", max_size=20)
)
@example("0491 234567")
@example("+49 0151 2345678")
@example("+49 110 1234")
@example("030/ 1234567")
@example("0300000000")
@example("+49-151-23456789")
def test_a_plain_phone_is_read_as_the_numbering_plans_read_it(number: str) -> None:
    assert outcome_of(normalise_phone, number) == outcome_of(read_phone, number)
