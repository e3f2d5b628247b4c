from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from values.names import (
    DOTTED_FORM,
    LEGAL_FORMS,
    LONGEST_NAME,
    fold,
    fold_beginnings,
    fold_company,
    fold_with_care,
    is_similar_name,
    search_text,
    search_words,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller-Lüdenscheidt", "muller ludenscheidt"),
        ("MU\u0308LLER", "muller"),
        ("Straße", "strasse"),
        ("José Ñandú", "jose nandu"),
        ("Иван Петров", "иван петров"),
        ("Łódź", "lodz"),
        ("Öztürk", "ozturk"),
        ("Ærøskøbing, Đorđević, Nguyễn", "aroskobing dordevic nguyen"),
        ("İstanbul Iı Þór Ǽ", "istanbul ii thor a"),
        ("  --  ", ""),
    ],
)
def test_fold_leaves_letters_without_signs(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.characters(max_codepoint=127)) | st.text("aeouq E-_1\t", max_size=12))
def test_ascii_is_folded_as_any_text(text: str) -> None:
    assert fold(text) == fold_with_care(text)


@given(st.text())
def test_a_name_is_similar_to_itself(name: str) -> None:
    assert is_similar_name(name, name)


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
    assert fold_company(company) == "muller"


def test_fold_company_keeps_a_name_that_is_only_a_legal_form() -> None:
    assert fold_company("SE AG") == "se ag"


def test_search_text_holds_all_that_is_searched() -> None:
    text = search_text(
        name="Jörg Süß", company="Süß & Co. KG", email="joerg@example.com", phone="+4915123456789"
    )
    assert text == "jorg suss suss\njorg example com 4915123456789"
    also = search_text(
        name="Jörg",
        company="",
        email="",
        phone="",
        other_names=("Jörg Süß",),
        also_reached_by=("+49301234567",),
    )
    assert also == "jorg jorg suss\n49301234567"


def test_search_text_keeps_an_address_typed_as_a_name_among_the_addresses() -> None:
    text = search_text(name="Jörg Süß joerg@example.com", company="0171 2345678", email="", phone="")
    assert text == "jorg suss\njorg suss jorg example com 0171 2345678"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0151 234 567", ["49151234567"]),
        ("+49 151 234", ["49151234"]),
        ("0043 1 234", ["431234"]),
        ("+49 (0)151 234", ["49151234"]),
        ("0049(0)151–234", ["49151234"]),
        ("(0)151 234", ["49151234"]),
        ("Müller GmbH", ["muller"]),
        ("erika@example.com", ["erika", "example", "com"]),
        ("AG", ["ag"]),
        ("' & | ! :* <->", []),
    ],
)
def test_search_words_are_folded_like_what_they_search(typed: str, words: list[str]) -> None:
    assert search_words(typed) == words


@pytest.mark.parametrize(
    ("one", "other", "is_similar"),
    [
        ("Jörg Müller", "Joerg Mueller", True),
        ("Müller, Jörg", "Jörg Müller", True),
        ("Jörg Müller", "Müller", True),
        ("Jörg Müller", "", True),
        ("Jörg Müller", "Petra Müller", False),
        ("Jörg Müller", "Hans Schmidt", False),
        # 17 letters of 20 in common: 85 %, the least that will do.
        ("Hohenzollernschmidts", "Hohenzollernschmixyz", True),
    ],
)
def test_similar_names_are_told_from_two_people(one: str, other: str, is_similar: bool) -> None:
    assert is_similar_name(one, other) is is_similar


@pytest.mark.parametrize(
    "spellings",
    [
        ("Häusler", "Haeusler", "Ha\u0308usler", "Hausler", "HÄUSLER"),
        ("Jörg Süß", "Joerg Suess", "Jorg Suss"),
        ("Noël Israël", "Noel Israel"),
        ("Søren Ærø", "Soeren Aeroe", "Soren Aero"),
    ],
)
def test_a_name_in_every_spelling_is_one(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Bauer", "Baur"), ("neu", "nü"), ("Quelle", "Qulle")])
def test_an_ue_that_is_no_umlaut_stays(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text("aeouqßäöüøłH ", max_size=12), st.integers(0, 12))
def test_the_beginning_of_a_name_is_the_beginning_of_the_folded_name(name: str, length: int) -> None:
    assert fold(name).startswith(fold(name[:length]))


@given(
    st.text(max_size=40)
    | st.text("aeouq Bä", max_size=12)
    | st.text("aB9 -_.ä\u0308ÖßéŁİıœ\ud800ﬁ²", max_size=40)
)
@example("𝛢")  # a mathematical capital alpha
def test_folded_text_is_folded_already(text: str) -> None:
    folded = fold(text)

    assert fold(folded) == folded
    assert not any(unicodedata.combining(character) for character in folded)
    assert "\ud800" not in folded


@given(st.text("aegkmbhsrl. vG", max_size=20))
def test_fold_company_drops_dotted_forms_only_where_there_are_dots(text: str) -> None:
    undotted = fold(DOTTED_FORM.sub(" ", text.casefold())).split()

    assert fold_company(text) == (
        " ".join(word for word in undotted if word not in LEGAL_FORMS) or " ".join(undotted)
    )


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        ("Erika Muster", ["erik", "must"]),
        ("E. Muster-Mann", ["must", "mann"]),
        ("Ute Ölz", ["ute", "olz"]),
        # A sign among the first letters counts for two, a later one for none.
        ("Häusler Köln Straße", ["hau", "kol", "stra"]),
        ("Ha\u0308usler", ["hau"]),
        ("Öä", ["oa"]),
        ("a b c", []),
        ("", []),
    ],
)
def test_words_begin_with_so_many_letters(text: str, beginnings: list[str]) -> None:
    assert fold_beginnings(text, 4) == beginnings


def test_what_is_longer_than_any_name_has_no_beginnings() -> None:
    assert fold_beginnings("xy" * (LONGEST_NAME // 2) + "z erika", 4) == ["xyxy"]
