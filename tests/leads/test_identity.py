from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from leads import identity


def message_of(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return str(error.value.messages[0])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Erika@Example.COM", "erika@example.com"),
        ("  erika@example.com\u00a0", "erika@example.com"),
        ("erika@xn--mller-kva.example.com", "erika@müller.example.com"),
        ("mu\u0308ller@example.com", "müller@example.com"),
        ("", ""),
    ],
)
def test_email_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert identity.normalise_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "erika",
        "a@b@example.com",
        "erika@example.com, otto@example.com",
        "x" * 300 + "@example.com",
        "@",
        "a@-.de",
    ],
)
def test_email_that_is_none_is_named(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        identity.normalise_email(typed)
    assert identity.shorten(typed) in message_of(error)
    assert "erika@example.com" in message_of(error)


@pytest.mark.parametrize(
    "typed", ["a@example.com\nBcc: b@example.com", "a\x00@example.com", "a\ud800@example.com"]
)
def test_email_cannot_carry_a_header_line(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        identity.normalise_email(typed)
    assert error.value.code == "forbidden_character"


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
    assert identity.normalise_phone(typed) == kept


@pytest.mark.parametrize("typed", ["anrufen!", "12", "+999 1234567", "1" * 40, "9" * 900, "+", "0" * 20])
def test_phone_that_is_none_is_named(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        identity.normalise_phone(typed)
    assert identity.shorten(typed) in message_of(error)


def test_phone_extension_is_never_dropped_in_silence() -> None:
    with pytest.raises(ValidationError) as error:
        identity.normalise_phone("+49 30 1234567 ext. 12")
    assert error.value.code == "phone_extension"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller-Lüdenscheidt", "mueller luedenscheidt"),
        ("MU\u0308LLER", "mueller"),
        ("Straße", "strasse"),
        ("José Ñandú", "jose nandu"),
        ("Иван Петров", "иван петров"),
        ("  --  ", ""),
    ],
)
def test_fold_writes_umlauts_out(text: str, folded: str) -> None:
    assert identity.fold(text) == folded


@pytest.mark.parametrize(
    "company",
    [
        "Müller GmbH & Co. KG",
        "Mueller GmbH",
        "MÜLLER AG",
        "Müller e.K.",
        "Müller UG (haftungsbeschränkt)",
        "Müller m.b.H.",
    ],
)
def test_fold_company_drops_the_legal_form(company: str) -> None:
    assert identity.fold_company(company) == "mueller"


def test_fold_company_keeps_a_name_that_is_only_a_legal_form() -> None:
    assert identity.fold_company("SE AG") == "se ag"


def test_search_text_holds_all_that_is_searched() -> None:
    text = identity.search_text(
        name="Jörg Süß", company="Süß & Co. KG", email="joerg@example.com", phone="+4915123456789"
    )
    assert text == "joerg suess suess joerg example com 4915123456789"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0151 234 567", ["49151234567"]),
        ("+49 151 234", ["49151234"]),
        ("0043 1 234", ["431234"]),
        ("Müller GmbH", ["mueller"]),
        ("erika@example.com", ["erika", "example", "com"]),
        ("AG", ["ag"]),
        ("' & | ! :* <->", []),
    ],
)
def test_search_words_are_folded_like_what_they_search(typed: str, words: list[str]) -> None:
    assert identity.search_words(typed) == words


@pytest.mark.parametrize(
    ("one", "other", "is_similar"),
    [
        ("Jörg Müller", "Joerg Mueller", True),
        ("Müller, Jörg", "Jörg Müller", True),
        ("Jörg Müller", "Müller", True),
        ("Jörg Müller", "", True),
        ("Jörg Müller", "Petra Müller", False),
        ("Jörg Müller", "Hans Schmidt", False),
    ],
)
def test_similar_names_are_told_from_two_people(one: str, other: str, is_similar: bool) -> None:
    assert identity.is_similar_name(one, other) is is_similar


@pytest.mark.parametrize(
    ("text", "code_point", "place"),
    [
        ("Eri\x00ka", "U+0000", 4),
        ("Erika\ud800", "U+D800", 6),
        ("Erika\nBcc: x", "U+000A", 6),
        ("\u202eakirE", "U+202E", 1),
    ],
)
def test_text_names_the_character_it_refuses(text: str, code_point: str, place: int) -> None:
    with pytest.raises(ValidationError) as error:
        identity.check_text(text, max_length=100)
    assert code_point in message_of(error)
    assert str(place) in message_of(error)


def test_text_of_several_lines_keeps_its_breaks() -> None:
    assert identity.check_text(" one\r\ntwo\rthree ", max_length=20, is_multiline=True) == "one\ntwo\nthree"


def test_text_too_long_says_how_long_and_how_much_fits() -> None:
    with pytest.raises(ValidationError) as error:
        identity.check_text("x" * 10_000, max_length=200)
    assert error.value.params == {"length": 10_000, "limit": 200, "value": "x" * 60 + "…"}


def test_bytes_are_kept_as_they_are() -> None:
    assert identity.check_bytes(" Cj0-KC_QjAu\u0308 ", max_length=1000) == " Cj0-KC_QjAu\u0308 "


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_kept_or_refused_but_never_breaks(text: str) -> None:
    for normalise in (identity.normalise_email, identity.normalise_phone):
        try:
            kept = normalise(text)
        except ValidationError:
            continue
        assert normalise(kept) == kept
    assert not set(identity.search_text(name=text, company=text, email=text, phone=text)) & {"\x00", "\ud800"}
