"""Names of people and firms folded, to compare and to search; what is shown stays as it was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from values.contacts import drop_contacts

LONGEST_NAME = 700  # what of one name is folded at all
LONGEST_SEARCH_TEXT = 2000
SIMILAR_NAME = 85
# Häusler writes himself Haeusler abroad and is filed as Hausler there: all three are one word. Behind a
# vowel or a q an "ue" is no umlaut, as in Bauer, neue and Quelle.
WRITTEN_OUT = re.compile(r"(?<=[ao])e+|(?<=(?<![aeoqu])u)e+")
# Letters Unicode does not take apart. The others say in their own name which letter they are made from.
LETTERS = {"æ": "a", "œ": "o", "ð": "d", "þ": "th", "ŋ": "n", "ĸ": "k", "ı": "i", "ə": "e"}
MADE_FROM = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")
NOT_A_WORD = re.compile(r"[\W_]+")
# Of ASCII, as nearly all text is, only capitals and signs are to be folded; that takes half the time.
ASCII = {code: " " if NOT_A_WORD.match(chr(code)) else chr(code).lower() for code in range(128)}
DOTTED_FORM = re.compile(r"\b(?:e\. ?(?:k|v|g)|s\. ?(?:a|e)|b\. ?v|(?:ges\. ?)?m\. ?b\. ?h|s\. ?r\. ?l)\b\.?")
LEGAL_FORMS = frozenset(
    "gmbh ggmbh mbh ag kg kgaa ohg gbr ug haftungsbeschrankt se ek ev eg partg partgmbb stiftung co cie "
    "inc ltd llc llp plc corp limited sa sas sarl srl spa bv nv ab as oy aps sro doo zoo".split()
)


def fold(text: str) -> str:
    """Letters without their signs, in lower case, one space between words: to compare, not to show.

    Umlauts, written with dots, with an e or with neither, are the same letter, so that whoever begins a word
    in any spelling begins it in all.
    """
    return _fold_ascii(text) if text.isascii() else fold_with_care(text)


def _fold_ascii(text: str) -> str:
    return " ".join(_in_one_spelling(text[:LONGEST_NAME].translate(ASCII)).split())


def fold_with_care(text: str) -> str:
    """`fold` of a text that may hold any letter."""
    lowered = unicodedata.normalize("NFC", text[:LONGEST_NAME]).casefold()
    plain = lowered if lowered.isascii() else _without_signs(lowered)
    return NOT_A_WORD.sub(" ", _in_one_spelling(plain)).strip()


def _in_one_spelling(plain: str) -> str:
    return WRITTEN_OUT.sub("", plain) if "ae" in plain or "oe" in plain or "ue" in plain else plain


def _without_signs(text: str) -> str:
    """Letters alone of letters with signs; what no database can carry is dropped with the signs."""
    # A mathematical capital has no small form until it is taken apart.
    return "".join(map(_letter_of, unicodedata.normalize("NFKD", text).casefold()))


@lru_cache(maxsize=4096)
def _letter_of(character: str) -> str:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cs":
        return ""
    made_from = MADE_FROM.match(unicodedata.name(character, ""))
    return made_from[1].lower() if made_from else LETTERS.get(character, character)


def fold_beginnings(text: str, letters: int) -> list[str]:
    """The first letters of each word, folded; words of one letter are none.

    A letter with a sign counts for two: as such it is written out, and slips begin behind it.
    """
    words = NOT_A_WORD.sub(" ", unicodedata.normalize("NFC", text[:LONGEST_NAME])).split()
    return [
        folded[: letters - sum(not letter.isascii() for letter in word[: letters - 2])]
        for word in words
        if len(folded := fold(word)) > 1
    ]


def fold_company(text: str) -> str:
    """`fold` without legal forms: "Müller GmbH & Co. KG" and "Mueller AG" are both "muller"."""
    words = fold(_drop_dotted_forms(text)).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)


def _drop_dotted_forms(text: str) -> str:
    lowered = text[:LONGEST_NAME].casefold()
    return DOTTED_FORM.sub(" ", lowered) if "." in lowered else lowered


def search_text(
    *,
    name: str,
    company: str,
    email: str,
    phone: str,
    other_names: Iterable[str] = (),
    also_reached_by: Iterable[str] = (),
) -> str:
    """What a search for a person looks at, folded, in two lines: who they are, then how they are reached.

    A name that holds an address or a number stands in the second line too, without it in the first. At most
    LONGEST_SEARCH_TEXT characters.
    """
    typed = (name, company, *other_names)
    called = [drop_contacts(one) for one in typed]
    with_contacts = (one for one, kept in zip(typed, called, strict=True) if one != kept)
    names = (fold(called[0]), fold_company(called[1]), *map(fold, called[2:]))
    reached = map(fold, (email, phone, *also_reached_by, *with_contacts))
    return f"{_in_one_line(names)}\n{_in_one_line(reached)}"


def _in_one_line(words: Iterable[str]) -> str:
    return " ".join(filter(None, words))[: LONGEST_SEARCH_TEXT // 2 - 1].strip()


def search_words(text: str, *, country_code: str = "49") -> list[str]:
    """The folded words to look for, each the beginning of a word; a phone number is one word of digits, the
    0 before it read as `country_code`.
    """
    typed = text.strip()
    if re.fullmatch(r"[\d\s+()/.–-]{5,40}", typed):
        # "+49 (0)151": the 0 is dialled inside the country only.
        digits = re.sub(r"\D", "", typed.replace("(0)", "") if typed.startswith(("+", "00")) else typed)
        if digits.startswith("00"):
            return [digits[2:]]
        return [f"{country_code}{digits[1:]}" if digits.startswith("0") else digits]
    words = fold(_drop_dotted_forms(text)).split()
    return [word for word in words if word not in LEGAL_FORMS] or words


def is_similar_name(one: str, other: str) -> bool:
    """Whether two names may be the same human's: the same words in any order, with small slips.

    A missing first name or a blank name speaks against nobody.
    """
    if one == other:
        return True
    first, second = fold(one), fold(other)
    if not first or not second:
        return True
    return float(fuzz.token_set_ratio(first, second)) >= SIMILAR_NAME
