"""Who somebody is, from what was typed: e-mail, phone, names and any text that shall be kept. Pure functions.

Every function takes text as it came and gives it back in the one form we store, or raises ValidationError
whose message names the value and what is allowed.
"""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email
from rapidfuzz import fuzz

DEFAULT_REGION = "DE"
LONGEST_EMAIL = 254
LONGEST_SEARCH_TEXT = 700
SHOWN = 60
# Short numbers such as 110 belong to a service, not to a person.
SHORTEST_PHONE = 5
SIMILAR_NAME = 85

# They turn the reading direction of what follows: the text on the screen would not be the text that is kept.
TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l"}
)
NOT_A_WORD = re.compile(r"[\W_]+")
DOTTED_FORM = re.compile(r"\b(?:e\. ?(?:k|v|g)|s\. ?(?:a|e)|b\. ?v|(?:ges\. ?)?m\. ?b\. ?h|s\. ?r\. ?l)\b\.?")
LEGAL_FORMS = frozenset(
    "gmbh ggmbh mbh ag kg kgaa ohg gbr ug haftungsbeschraenkt se ek ev eg partg partgmbb stiftung co cie "
    "inc ltd llc llp plc corp limited sa sas sarl srl spa bv nv ab as oy aps sro doo zoo".split()
)


def shorten(value: str) -> str:
    """The value as a message may show it: one line, printable, at most 60 characters."""
    shown = "".join(character if character.isprintable() else "·" for character in value[:SHOWN])
    return f"{shown}…" if len(value) > SHOWN else shown


def check_text(value: str, *, max_length: int, is_multiline: bool = False) -> str:
    """The text in NFC without outer spaces; NUL, control characters and lone surrogates are refused.

    Line breaks are kept where `is_multiline`, as "\\n"; elsewhere they are refused, so that no value can
    smuggle a line into a mail header or a file.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n") if is_multiline else value
    check_bytes(text.strip(), max_length=max_length, allowed="\n\t" if is_multiline else "")
    return unicodedata.normalize("NFC", text).strip()


def check_bytes(value: str, *, max_length: int, allowed: str = "") -> str:
    """The value unchanged, for what is kept byte for byte; refused is what no database can carry."""
    if len(value) > max_length:
        raise ValidationError(
            _(
                "Longer than allowed: %(length)d characters, at most %(limit)d fit. "
                "It begins with “%(value)s”."
            ),
            code="too_long",
            params={"length": len(value), "limit": max_length, "value": shorten(value)},
        )
    for place, character in enumerate(value, start=1):
        if character not in allowed and is_forbidden(character):
            raise ValidationError(
                _(
                    "“%(value)s” holds a character that cannot be kept: %(name)s at position %(place)d. "
                    "Allowed are letters, digits, signs and spaces."
                ),
                code="forbidden_character",
                params={"value": shorten(value), "name": f"U+{ord(character):04X}", "place": place},
            )
    return value


def is_forbidden(character: str) -> bool:
    """Control characters, lone surrogates, line separators and marks that turn the reading direction."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in TURNING_MARKS


def normalise_email(value: str) -> str:
    """The address in lower case and NFC with its domain in Unicode; blank stays blank. No look-up is made."""
    typed = value.strip()
    if not typed:
        return ""
    check_bytes(typed, max_length=1000)
    try:
        address = validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise _not_an_email(typed) from error
    address = unicodedata.normalize("NFC", address.lower())
    if len(address) > LONGEST_EMAIL:
        raise _not_an_email(typed)
    return address


def _not_an_email(value: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s” is not an e-mail address. Allowed is one address such as erika@example.com."),
        code="email",
        params={"value": shorten(value)},
    )


def normalise_phone(value: str, *, region: str = DEFAULT_REGION) -> str:
    """The number in E.164, such as +4915123456789; a number without country code is one of `region`."""
    typed = "".join(character for character in value if unicodedata.category(character) != "Cf").strip()
    if not typed:
        return ""
    check_bytes(typed, max_length=1000)
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException as error:
        raise _not_a_phone(typed) from error
    if not phonenumbers.is_possible_number(number) or len(str(number.national_number)) < SHORTEST_PHONE:
        raise _not_a_phone(typed)
    if number.extension:
        raise ValidationError(
            _("“%(value)s” carries an extension. Give the number alone and write the extension in the note."),
            code="phone_extension",
            params={"value": shorten(typed)},
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _not_a_phone(value: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s” is not a phone number. Allowed are numbers such as 030 1234567 or +43 1 2345678."),
        code="phone",
        params={"value": shorten(value)},
    )


def fold(text: str) -> str:
    """Lower case, umlauts written out, accents dropped, one space between words: to compare, not to show."""
    lowered = unicodedata.normalize("NFC", text[:LONGEST_SEARCH_TEXT]).casefold().translate(UMLAUTS)
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", lowered)
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cs"
    )
    return NOT_A_WORD.sub(" ", plain).strip()


def fold_company(text: str) -> str:
    """`fold` without legal forms: "Müller GmbH & Co. KG" and "Mueller AG" are both "mueller"."""
    undotted = DOTTED_FORM.sub(" ", text[:LONGEST_SEARCH_TEXT].casefold())
    words = fold(undotted).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)


def search_text(*, name: str, company: str, email: str, phone: str) -> str:
    """What a search for a person looks at: folded name, company, e-mail and phone; at most 700 characters."""
    parts = (fold(name), fold_company(company), fold(email), fold(phone))
    return " ".join(part for part in parts if part)[:LONGEST_SEARCH_TEXT].replace("\x00", "").strip()


def search_words(text: str) -> list[str]:
    """The folded words to look for, each the beginning of a word; a phone number is one word of digits."""
    if re.fullmatch(r"[\d\s+()/.-]{5,40}", text.strip()):
        digits = re.sub(r"\D", "", text)
        if digits.startswith("00"):
            return [digits[2:]]
        return [f"49{digits[1:]}" if digits.startswith("0") else digits]
    words = fold(DOTTED_FORM.sub(" ", text[:LONGEST_SEARCH_TEXT].casefold())).split()
    return [word for word in words if word not in LEGAL_FORMS] or words


def is_similar_name(one: str, other: str) -> bool:
    """Whether two names may be the same human's: the same words in any order, with small slips.

    A missing first name or a blank name speaks against nobody.
    """
    first, second = fold(one), fold(other)
    if not first or not second:
        return True
    return float(fuzz.token_set_ratio(first, second)) >= SIMILAR_NAME
