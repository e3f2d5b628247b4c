"""Names of people and firms folded, to compare and to search; what is shown stays as it was typed."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

LONGEST_SEARCH_TEXT = 700
SIMILAR_NAME = 85
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l"}
)
NOT_A_WORD = re.compile(r"[\W_]+")
DOTTED_FORM = re.compile(r"\b(?:e\. ?(?:k|v|g)|s\. ?(?:a|e)|b\. ?v|(?:ges\. ?)?m\. ?b\. ?h|s\. ?r\. ?l)\b\.?")
LEGAL_FORMS = frozenset(
    "gmbh ggmbh mbh ag kg kgaa ohg gbr ug haftungsbeschraenkt se ek ev eg partg partgmbb stiftung co cie "
    "inc ltd llc llp plc corp limited sa sas sarl srl spa bv nv ab as oy aps sro doo zoo".split()
)


def fold(text: str) -> str:
    """Lower case, umlauts written out, accents dropped, one space between words: to compare, not to show."""
    lowered = unicodedata.normalize("NFC", text[:LONGEST_SEARCH_TEXT]).casefold()
    if not lowered.isascii():
        lowered = lowered.translate(UMLAUTS)
    plain = lowered if lowered.isascii() else _without_accents(lowered)
    return NOT_A_WORD.sub(" ", plain).strip()


def _without_accents(text: str) -> str:
    """Letters alone of letters with accents; what no database can carry is dropped with the accents."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cs"
    )


def fold_company(text: str) -> str:
    """`fold` without legal forms: "Müller GmbH & Co. KG" and "Mueller AG" are both "mueller"."""
    words = fold(_drop_dotted_forms(text)).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)


def _drop_dotted_forms(text: str) -> str:
    lowered = text[:LONGEST_SEARCH_TEXT].casefold()
    return DOTTED_FORM.sub(" ", lowered) if "." in lowered else lowered


def search_text(*, name: str, company: str, email: str, phone: str) -> str:
    """What a search for a person looks at: folded name, company, e-mail and phone; at most 700 characters."""
    parts = (fold(name), fold_company(company), fold(email), fold(phone))
    return " ".join(part for part in parts if part)[:LONGEST_SEARCH_TEXT].strip()


def search_words(text: str) -> list[str]:
    """The folded words to look for, each the beginning of a word; a phone number is one word of digits."""
    if re.fullmatch(r"[\d\s+()/.-]{5,40}", text.strip()):
        digits = re.sub(r"\D", "", text)
        if digits.startswith("00"):
            return [digits[2:]]
        return [f"49{digits[1:]}" if digits.startswith("0") else digits]
    words = fold(_drop_dotted_forms(text)).split()
    return [word for word in words if word not in LEGAL_FORMS] or words


def is_similar_name(one: str, other: str) -> bool:
    """Whether two names may be the same human's: the same words in any order, with small slips.

    A missing first name or a blank name speaks against nobody.
    """
    first, second = fold(one), fold(other)
    if not first or not second:
        return True
    return float(fuzz.token_set_ratio(first, second)) >= SIMILAR_NAME
