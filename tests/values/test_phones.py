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


@pytest.mark.parametrize("typed", ["anrufen!", "12", "+999 1234567", "1" * 40, "9" * 900, "+", "0" * 20])
def test_phone_that_is_none_is_named(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        normalise_phone(typed)
    assert shorten(typed) in message_of(error)


def test_phone_extension_is_never_dropped_in_silence() -> None:
    with pytest.raises(ValidationError) as error:
        normalise_phone("+49 30 1234567 ext. 12")
    assert error.value.code == "phone_extension"


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
