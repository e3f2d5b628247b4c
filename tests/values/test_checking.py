from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from values.checking import Findings, check_choice
from values.errors import beside, field_error
from values.text import clean_line, clean_text, require

pytestmark = pytest.mark.usefixtures("english")


def codes(error: ValidationError) -> dict[str, list[str | None]]:
    return {field: [one.code for one in errors] for field, errors in error.error_dict.items()}


def test_findings_tell_all_that_is_wrong_at_once_with_their_codes() -> None:
    findings = Findings()
    with findings.collect():
        check_choice("kind", "web", ["call"])
    findings.note("email", "No way to reach anybody.", "reach")
    assert findings.line("name", "x" * 9, max_length=8) == ""
    assert findings.line("company", " Beispiel GmbH ", max_length=80) == "Beispiel GmbH"
    with pytest.raises(ValidationError) as caught:
        findings.raise_if_any()
    assert codes(caught.value) == {"kind": ["choice"], "email": ["reach"], "name": ["too_long"]}
    assert caught.value.message_dict["email"] == ["No way to reach anybody."]
    assert [field in findings for field in ("name", "company")] == [True, False]


def test_findings_without_any_let_go_on() -> None:
    Findings().raise_if_any()


@pytest.mark.parametrize(
    ("value", "code"),
    [("x" * 9, "too_long"), ("a\x00b", "forbidden_character"), ("a\ud800", "forbidden_character")],
)
def test_text_that_cannot_be_kept_is_refused_beside_its_field(value: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        clean_text("note", value, max_length=8)
    assert codes(caught.value) == {"note": [code]}


def test_line_runs_together_and_text_keeps_its_lines() -> None:
    assert (clean_line("note", " a\r\n b "), clean_text("note", " a\r\nb ")) == ("a b", "a\nb")


def test_what_is_required_is_asked_for_in_the_words_given() -> None:
    with pytest.raises(ValidationError) as caught:
        require("text", "", "Please write what you want to say.")
    assert caught.value.message_dict == {"text": ["Please write what you want to say."]}
    assert codes(caught.value) == {"text": ["required"]}


def test_what_is_required_is_asked_for_in_our_words_unless_others_are_given() -> None:
    with pytest.raises(ValidationError) as caught:
        require("text", "")
    assert caught.value.message_dict == {"text": ["Please fill in this field."]}


def test_choice_outside_the_list_names_itself_and_the_list() -> None:
    check_choice("fit", "ok", ["ok", "other"])
    with pytest.raises(ValidationError) as caught:
        check_choice("fit", "\x00" + "x" * 99, ["ok", "other"])
    assert caught.value.message_dict == {
        "fit": [f"“·{'x' * 59}…” is not allowed here. Allowed are: ok, other."]
    }


def test_error_beside_a_field_is_invalid_unless_it_says_more() -> None:
    assert codes(field_error("fit", "No.")) == {"fit": ["invalid"]}


def test_beside_moves_every_error_to_one_field() -> None:
    with pytest.raises(ValidationError) as caught, beside("password"):
        raise ValidationError({"a": ValidationError("Short.", code="short"), "b": "Common."})
    assert codes(caught.value) == {"password": ["short", None]}
