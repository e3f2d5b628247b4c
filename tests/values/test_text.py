from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.values.outcomes import outcome_of
from values.text import check_bytes, check_text, is_forbidden, nest_quotes, quoted, shorten


def message_of(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return str(error.value.messages[0])


@pytest.mark.parametrize(
    ("text", "code_point", "position"),
    [
        ("Eri\x00ka", "U+0000", 4),
        ("Erika\ud800", "U+D800", 6),
        ("Erika\nBcc: x", "U+000A", 6),
        ("Erika\rBcc: x", "U+000D", 6),
        ("Erika\u2028Bcc: x", "U+2028", 6),
        ("Erika\u2029Bcc: x", "U+2029", 6),
        ("\u202eakirE", "U+202E", 1),
    ],
)
def test_text_names_the_character_it_refuses(text: str, code_point: str, position: int) -> None:
    with pytest.raises(ValidationError) as error:
        check_text(text, max_length=100)
    assert code_point in message_of(error)
    assert str(position) in message_of(error)


def test_text_of_several_lines_keeps_its_breaks() -> None:
    assert check_text(" one\r\ntwo\rthree ", max_length=20, is_multiline=True) == "one\ntwo\nthree"


def test_text_too_long_says_how_long_and_how_much_fits() -> None:
    with pytest.raises(ValidationError) as error:
        check_text("x" * 10_000, max_length=200)
    assert error.value.params == {"length": 10_000, "limit": 200, "value": "x" * 60 + "…"}


def test_bytes_are_kept_as_they_are() -> None:
    assert check_bytes(" Cj0-KC_QjAu\u0308 ", max_length=1000) == " Cj0-KC_QjAu\u0308 "


@given(st.text(st.characters(codec=None), max_size=30))
def test_bytes_are_refused_for_each_forbidden_character_and_for_no_other(text: str) -> None:
    message = outcome_of(lambda value: check_bytes(value, max_length=30, allowed="\n"), text)[1]

    assert bool(message) is any(is_forbidden(character) for character in text.replace("\n", ""))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 61, f"Longer than allowed: 61 characters, at most 10 fit. It begins with “{'x' * 60}…”."),
        (
            "Eri\x00ka",
            (
                "“Eri·ka” holds a character that cannot be kept: U+0000 at position 4. "
                "Allowed are letters, digits, signs and spaces."
            ),
        ),
    ],
)
def test_refusal_says_what_is_wrong_and_what_is_allowed(text: str, said: str, english: None) -> None:
    with pytest.raises(ValidationError) as refused:
        check_text(text, max_length=10)
    assert refused.value.messages == [said]


def test_value_is_shown_whole_up_to_sixty_characters() -> None:
    assert [shorten("x" * 60), shorten("x" * 61)] == ["x" * 60, "x" * 60 + "…"]


@pytest.mark.parametrize(
    ("name", "german", "english"),
    [
        ("Reihe „Heizung“", "„Reihe ‚Heizung‘“", "“Reihe ‘Heizung’”"),
        ("“Heat” and „Sun”", "„‚Heat‘ and ‚Sun‘“", "“‘Heat’ and ‘Sun’”"),
        ('"Heat" »Sun« «Air»', "„‚Heat‘ ‚Sun‘ ‚Air‘“", "“‘Heat’ ‘Sun’ ‘Air’”"),
        ('Rohr 3/4"', '„Rohr 3/4"“', '“Rohr 3/4"”'),
        ("Hans' Heizung", "„Hans' Heizung“", "“Hans' Heizung”"),
    ],
)
def test_quotation_marks_within_others_are_single_ones(name: str, german: str, english: str) -> None:
    with translation.override("de"):
        assert quoted(name) == german
    with translation.override("en"):
        assert quoted(name) == english


def test_name_without_quotation_marks_stays_as_it_is_between_them() -> None:
    assert nest_quotes("Messe Leipzig") == "Messe Leipzig"
