from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.names import (
    DOTTED_FORM,
    LEGAL_FORMS,
    NOT_A_WORD,
    UMLAUTS,
    fold,
    fold_company,
    is_similar_name,
    search_text,
    search_words,
)


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
    assert fold(text) == folded


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
    assert fold_company(company) == "mueller"


def test_fold_company_keeps_a_name_that_is_only_a_legal_form() -> None:
    assert fold_company("SE AG") == "se ag"


def test_search_text_holds_all_that_is_searched() -> None:
    text = search_text(
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


@given(st.text(max_size=40) | st.text("aB9 -_.ä\u0308ÖßéŁİıœ\ud800ﬁ²", max_size=40))
def test_fold_is_the_same_for_plain_text_as_for_any(text: str) -> None:
    folded = unicodedata.normalize("NFC", text).casefold().translate(UMLAUTS)
    letters = [
        character
        for character in unicodedata.normalize("NFKD", folded)
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cs"
    ]

    assert fold(text) == NOT_A_WORD.sub(" ", "".join(letters)).strip()


@given(st.text("aegkmbhsrl. vG", max_size=20))
def test_fold_company_drops_dotted_forms_only_where_there_are_dots(text: str) -> None:
    undotted = fold(DOTTED_FORM.sub(" ", text.casefold())).split()

    assert fold_company(text) == (
        " ".join(word for word in undotted if word not in LEGAL_FORMS) or " ".join(undotted)
    )
