from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.values.outcomes import outcome_of
from values.phone_columns import PhoneColumn
from values.phones import (
    PLAIN,
    Bare,
    find_extension,
    find_further_phones,
    find_readings,
    is_bare,
    is_told_by_length,
    normalise_phone,
    put_number,
    read_phone,
)
from values.remarks import Remarked
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
        ("p:+4915123456789", "+4915123456789"),
        ("'+49 171 1234567", "+491711234567"),
        ("004587805364", "+4587805364"),
        ("(+45)78153693", "+4578153693"),
        ("", ""),
        ("-", ""),
        ("unbekannt", ""),
        ("0", ""),
    ],
)
def test_phone_is_kept_in_e164(typed: str, kept: str) -> None:
    assert normalise_phone(typed) == kept


def test_phone_of_another_region_is_read_as_one_of_it() -> None:
    assert normalise_phone("01 2345678", region="AT") == "+4312345678"


def test_phone_of_five_digits_is_kept_and_a_shorter_one_is_none() -> None:
    assert normalise_phone("+49 12345") == "+4912345"
    assert refusal("+49 1234").code == "phone"


@pytest.mark.parametrize(
    "typed", ["anrufen!", "12", "+999 1234567", "1" * 40, "9" * 900, "+", "+04148637", "4208", "0800 REIFEN"]
)
def test_phone_that_is_none_is_named(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        normalise_phone(typed)
    assert shorten(typed) in message_of(error)


@pytest.mark.parametrize(
    ("typed", "number", "extension"),
    [
        ("+49 30 1234567 ext. 12", "+49301234567", "ext. 12"),
        ("0351/1234567 Durchwahl 12", "+493511234567", "Durchwahl 12"),
        ("0351 1234567 App. 12", "+493511234567", "App. 12"),
        ("030 1234567x12", "+49301234567", "x12"),
        ("+49-30-1234567;ext=12", "+49301234567", "ext=12"),
        ("030/555070-0", "+49305550700", "-0"),
        ("030/555070 - 0", "+49305550700", "-0"),
        ("0351 1234567-89", "+49351123456789", ""),
        ("0351 1234567", "+493511234567", ""),
    ],
)
def test_number_with_an_extension_can_be_called_and_the_extension_is_as_it_was_given(
    typed: str, number: str, extension: str
) -> None:
    assert (normalise_phone(typed), find_extension(typed)) == (number, extension)


@pytest.mark.parametrize(
    ("typed", "number", "others"),
    [
        ("030 555060 oder 0171 5550601", "+4930555060", ["+491715550601"]),
        ("0171-1234567 / 0351-998877", "+491711234567", ["+49351998877"]),
        ("Tel. 030 555060, Mobil: 0171 5550601", "+4930555060", ["+491715550601"]),
        ("+43 1 2345678; 030 555060 DW 3; 030 555060", "+4312345678", ["+4930555060"]),
        ("030/555070-0", "+49305550700", ["+4930555070"]),
        ("030/555070-0 oder 0171/5550601", "+49305550700", ["+4930555070", "+491715550601"]),
        ("030 555060 / 0171 5550601; 0172/5550602", "+4930555060", ["+491715550601", "+491725550602"]),
        ("0151 / 504 052 14", "+4915150405214", []),
        ("030 / 1234567 / 89", "+4930123456789", []),
        ("030 1234567 (privat)", "+49301234567", []),
        ("030 555060\n0171 5550601", "+4930555060", ["+491715550601"]),
        ("030 555060 oder 0171 55506019999999", "+4930555060", []),
    ],
)
def test_of_several_phones_the_first_is_used_and_the_others_are_found(
    typed: str, number: str, others: list[str]
) -> None:
    assert (normalise_phone(typed), find_further_phones(typed)) == (number, others)


def test_further_phones_are_those_of_the_country_too() -> None:
    assert find_further_phones("0664 1234567 oder 01 2345678", region="AT") == ["+4312345678"]


@pytest.mark.parametrize(
    "typed", ["49512345678", "49 5123 45678", "=49512345678", "491510189151", "491234567"]
)
def test_digits_with_a_country_code_and_no_sign_of_it_have_two_readings(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        normalise_phone(typed)
    assert error.value.code == "phone_two_readings"
    assert shorten(typed) in message_of(error)


def test_digits_that_are_a_number_one_way_only_are_read_that_way() -> None:
    assert normalise_phone("49301234567") == "+49301234567"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4915150405214", "+4915150405214"),
        ("49 171 1234567", "+491711234567"),
        ("=491711234567", "+491711234567"),
        ("4916212345678", "+4916212345678"),
    ],
)
def test_digits_longer_than_any_number_of_the_country_are_no_national_one(typed: str, kept: str) -> None:
    assert (normalise_phone(typed), is_told_by_length(typed)) == (kept, True)


def test_whoever_declares_that_the_first_0_is_lost_is_believed() -> None:
    assert normalise_phone("4915150405214", bare=Bare.NATIONAL) == "+494915150405214"


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("49512345678", [("+49512345678", "+49 5123 45678"), ("+4949512345678", "04951 2345678")]),
        ("491234567", [("+49491234567", "0491 234567")]),
        ("4915150405214", []),
        ("+49 5123 45678", []),
        ("anrufen!", []),
    ],
)
def test_number_with_two_readings_is_shown_in_each(typed: str, readings: list[tuple[str, str]]) -> None:
    assert find_readings(typed) == readings


def test_number_that_is_clear_in_its_country_has_no_readings() -> None:
    assert (find_readings("49512345678", region="AT"), is_told_by_length("030 1234567")) == ([], False)


def test_number_that_is_meant_takes_the_place_of_what_was_typed_and_the_extension_stays() -> None:
    typed = "49512345678 Durchwahl 12"
    assert put_number("+49512345678", typed) == "+49512345678 Durchwahl 12"
    assert put_number("+49512345678", "49512345678") == "+49512345678"


@pytest.mark.parametrize(
    ("typed", "is_it"),
    [
        ("4915150405214", True),
        (" (49) 30 1234567", True),
        ("+49 30 1234567", False),
        ("(+49) 30 1234567", False),
        ("030 1234567", False),
        ("＋49 30 1234567", False),  # as it is typed in full width
    ],
)
def test_digits_are_bare_where_no_sign_says_what_they_are(typed: str, is_it: bool) -> None:
    assert is_bare(typed) == is_it


@pytest.mark.parametrize(
    ("others", "kept"),
    [
        (["+49 30 1234567", "0171 1234567"], "+49512345678"),
        (["0049 30 1234567"], "+49512345678"),
        (["p:+49 30 1234567"], "+49512345678"),
        (["(+49) 30 1234567"], "+49512345678"),
        (["'+49 30 1234567"], "+49512345678"),
        (["4915150405215"], "+49512345678"),
        (["1711234567"], "+4949512345678"),
    ],
)
def test_the_other_numbers_of_a_column_say_what_bare_digits_are(others: list[str], kept: str) -> None:
    column = PhoneColumn()
    for text in others:
        column.learn(text)
    assert column.read("49512345678") == kept


def test_column_of_another_country_learns_and_reads_its_numbers() -> None:
    column = PhoneColumn(region="AT")
    column.learn("12345678")
    assert (column.bare, column.read("0664 1234567")) == (Bare.NATIONAL, "+436641234567")


def test_long_number_that_is_one_in_one_way_only_needs_no_remark() -> None:
    assert (PhoneColumn().read("493012345678"), is_told_by_length("493012345678")) == ("+493012345678", False)


def test_what_an_earlier_look_at_the_column_found_is_as_if_learned() -> None:
    column = PhoneColumn(found=Bare.NATIONAL)
    assert column.read("49512345678") == "+4949512345678"


@pytest.mark.parametrize("others", [["1711234567"], ["1711234567", "+49 30 1234567"]])
def test_a_number_its_column_does_not_tell_is_read_by_its_length_and_that_is_said(
    others: list[str], english: None
) -> None:
    column = PhoneColumn()
    for text in others:
        column.learn(text)
    with pytest.raises(Remarked) as read:
        column.read("p:4915150405214")
    said = "“4915150405214” was read as +4915150405214; with a 0 before it, it would be too long."
    assert (read.value.value, read.value.message) == ("+4915150405214", said)


@pytest.mark.parametrize(
    "others", [[], ["0171 1234567"], ["4208"], ["49512345679"], ["+49 30 1234567", "1711234567"]]
)
def test_a_column_that_does_not_tell_reads_no_number_in_two_ways(others: list[str]) -> None:
    column = PhoneColumn()
    for text in others:
        column.learn(text)
    with pytest.raises(ValidationError) as error:
        column.read("p:49512345678")
    assert error.value.code == "phone_two_readings"


def test_even_a_column_that_tells_makes_no_number_of_what_cannot_be_one() -> None:
    """A mobile one digit short, or the landline of another town whose 0 was lost."""
    column = PhoneColumn(declared=Bare.INTERNATIONAL)
    with pytest.raises(ValidationError) as error:
        column.read("491510189151")
    assert error.value.code == "phone_two_readings"


def test_what_was_declared_of_a_column_stands() -> None:
    column = PhoneColumn(declared=Bare.NATIONAL)
    column.learn("+49 30 1234567")
    assert (column.bare, column.read("4915150405214")) == (Bare.NATIONAL, "+494915150405214")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "anrufen!",
            "“anrufen!” is not a phone number. Allowed are numbers such as 030 1234567 or +43 1 2345678.",
        ),
        (
            "49512345678",
            (
                "“49512345678” can be read in two ways, as +49512345678 or as 049512345678. "
                "Please write it with + or with 0 before it."
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
    | st.from_regex(
        r"(\+49|0|00|0049|49|\+43)?( ?\(0\))?( ?[/-] ?)?[0-9]([0-9 /-]){2,16}[0-9]?", fullmatch=True
    )
    | st.text("0123456789+ /-()x#.;", max_size=20)
)
@example("0491 234567")
@example("+49 0151 2345678")
@example("+49 110 1234")
@example("030/ 1234567")
@example("0300000000")
@example("+49-151-23456789")
@example("+49 (0)151 / 234 56 78")
@example("0049(0) 30 - 1234567")
@example("+49 (0)110 1234")
@example("030 1234567 - 0")
@example("0049(0)315 / 07429668")
def test_a_plain_phone_is_read_as_the_numbering_plans_read_it(number: str) -> None:
    assert outcome_of(normalise_phone, number) == outcome_of(read_phone, number)


@given(st.from_regex(r"(\+49|0|00|\+43|\+1)[ /-]?[0-9]([0-9 /-]){2,16}0?", fullmatch=True))
def test_nothing_stands_behind_a_phone_that_is_typed_as_it_is_kept(number: str) -> None:
    kept, _message = outcome_of(normalise_phone, number)
    assert (find_further_phones(kept), find_extension(kept)) == ([], "")
