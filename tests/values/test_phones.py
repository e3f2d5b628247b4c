from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.from_regex(PLAIN, fullmatch=True))
def test_plain_number_is_what_reading_it_carefully_gives(typed: str) -> None:
    assert normalise_phone(typed) == read_phone(typed)
