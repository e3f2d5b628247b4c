"""Phone numbers in the one form we keep: E.164.

A number whose digits begin with the country code, but without + or 00, may be an international one that lost
its sign in a spreadsheet or a national one that lost its 0. Where both can be, the column says which, by its
other numbers; else the country does, where it gives out no number as long as the national one would be; else
the number is refused with both, and never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.blanks import is_blank
from values.text import check_bytes, shorten

DEFAULT_REGION = "DE"
LONGEST_TYPED: Final = 1000
# How many digits a country gives out at most, without the 0 before them. For Germany that is the plan of the
# Bundesnetzagentur; the tables of phonenumbers allow fifteen, for those who append an extension. In the other
# countries no digits are a number both ways.
LONGEST_GIVEN_OUT: Final = {"DE": 11}
# Short numbers such as 110 belong to a service, not to a person.
SHORTEST_PHONE: Final = 5
# A number of Germany that can be read in one way only, its digits at most parted by a sign here and there:
# 0151/2345678, 0151 / 234 56 78, +49 (0)151-2345678. A "/" before a 0 may part two numbers.
PLAIN = re.compile(
    r"(?:(?:\+49|0049)(?: ?\(0\))?|0) ?[/-]? ?"
    r"(?P<national>[1-9](?: ?(?:-|/(?! ?0))? ?[0-9]){6,10})"
)
# What stands beside a number and is none of it; "p:" is how Meta's files begin one.
LABEL = re.compile(
    r"\b(?:tel(?:efon|ephone)?|phone|mobil(?:e|telefon|nummer)?|mob|handy|cell|privat|private|geschäftlich"
    r"|dienstlich|büro|office|work|home|zentrale|festnetz)\b\.?:?|\bp:|\(\s*\)",
    re.IGNORECASE,
)
EXTENSION = re.compile(
    r"[\s,;]*(?P<given>(?:durchwahl|dw|apparat|app|nebenstelle|nst|klappe|extension|ext|x|#)[.:=]*\s*\d{1,7})\W*$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"[;,|\n]|\b(?:oder|or|und|and|bzw\.?|sowie)\b", re.IGNORECASE)
SLASH = re.compile("/")  # between two numbers, or behind the code of a town
# How a number of its own begins; what begins otherwise behind a "/" goes on with the number before it.
BEGINNING = re.compile(r"[^\w+]*[+0](?:\D*\d){7}")
# One number and nothing beside it, as nearly all are.
ALONE = re.compile(r"[+\d ().]*")
SWITCHBOARD = re.compile(r"\s*[-–]\s*0$")
TWO_READINGS: Final = "phone_two_readings"
FRINGE: Final = " \t\r\n=*'’\"."


class Bare(StrEnum):
    """What digits without + and without 0 before them are, in a column."""

    INTERNATIONAL = "international"
    NATIONAL = "national"


def normalise_phone(value: str, *, region: str = DEFAULT_REGION, bare: Bare | None = None) -> str:
    """The first number in E.164, such as +4915123456789; blank stays blank, and "-" or "k.A." are blank.

    A number without country code is one of `region`. Extensions are left to `find_extension`, numbers behind
    the first to `find_further_phones`. Raises ValidationError for what is no number, or may be two.
    """
    typed = value.strip()
    plain = PLAIN.fullmatch(typed) if region == DEFAULT_REGION else None
    if plain:
        return "+49" + "".join(filter(str.isdigit, plain["national"]))
    return read_phone(typed, region=region, bare=bare)


def read_phone(value: str, *, region: str = DEFAULT_REGION, bare: Bare | None = None) -> str:
    """The first number of a text that may be anything, read with all care."""
    typed = _visible(value)
    if is_blank(typed):
        return ""
    check_bytes(typed, max_length=LONGEST_TYPED, allowed="\r\n\t")
    number, _extension = _cut(_split(typed)[0])
    if any(character.isalpha() for character in number):
        raise _not_a_phone(typed)
    digits = phonenumbers.normalize_digits_only(number)
    if _is_bare(number, digits, region):
        return _settle(typed, digits, region, bare or _tell_by_length(digits, region))
    parsed = _parse(number, region)
    if parsed is None or parsed.extension:
        raise _not_a_phone(typed)
    return _as_e164(parsed)


def find_readings(value: str, *, region: str = DEFAULT_REGION) -> list[tuple[str, str]]:
    """What a number with two readings may be, each in E.164 and as people write it; [] for all others."""
    try:
        read_phone(value, region=region)
    except ValidationError as error:
        if error.code == TWO_READINGS:
            return [
                _shown(number, meant) for meant, number in _readings_of(_digits_of(value), region).items()
            ]
    return []


def put_number(number: str, value: str) -> str:
    """What was typed, with this as its first number; an extension stays."""
    _first, extension = _cut(_split(_visible(value))[0])
    return f"{number} {extension}".strip()


def is_bare(value: str, *, region: str = DEFAULT_REGION) -> bool:
    """Whether the first number begins with the country code, and no sign says that it is one."""
    if value[:1] in {"+", "0"}:  # as nearly all begin
        return False
    number, _extension = _cut(_split(_visible(value))[0])
    return _is_bare(number, phonenumbers.normalize_digits_only(number), region)


def is_told_by_length(value: str, *, region: str = DEFAULT_REGION) -> bool:
    """Whether a bare number is one both ways, and longer than what its country gives out."""
    if not is_bare(value, region=region):
        return False
    digits = _digits_of(value)
    return len(_readings_of(digits, region)) > 1 and _tell_by_length(digits, region) is not None


def is_national(digits: str, *, region: str = DEFAULT_REGION) -> bool:
    """Whether these digits are a number of the country that lost its 0."""
    number = _parse(f"0{digits}", region)
    return number is not None and phonenumbers.is_valid_number(number)


def code_of(region: str) -> str:
    """The country code: 49 for DE."""
    return str(phonenumbers.country_code_for_region(region))


def find_further_phones(value: str, *, region: str = DEFAULT_REGION) -> list[str]:
    """The numbers behind the first, and the switchboard's where that one ends in -0; each in E.164.

    A switchboard answers with and without its 0, so that both are the same number. What cannot be read behind
    the first number is left out.
    """
    if _is_alone(value):
        return []
    first, *others = (number for number, _extension in map(_cut, _split(_visible(value))))
    switchboard = SWITCHBOARD.sub("", first)
    found = [_read_or_blank(number, region) for number in (switchboard, *others) if number != first]
    return list(dict.fromkeys(filter(None, found)))


def find_extension(value: str) -> str:
    """The extension of the first number as it was given, as "Durchwahl 12" or "-0"; "" without one."""
    if _is_alone(value):
        return ""
    number, extension = _cut(_split(_visible(value))[0])
    return extension or "".join(SWITCHBOARD.findall(number)).replace(" ", "")


def _is_alone(value: str) -> bool:
    if ALONE.fullmatch(value):
        return True
    return PLAIN.fullmatch(value) is not None and not value.endswith("0")


def _read_or_blank(number: str, region: str) -> str:
    try:
        return normalise_phone(number, region=region)
    except ValidationError:
        return ""


def _visible(value: str) -> str:
    if value.isascii():
        return value.strip()
    return "".join(character for character in value if unicodedata.category(character) != "Cf").strip()


def _split(typed: str) -> list[str]:
    """The numbers of a text, each as it was typed; where it is not clear that they are several, the whole."""
    bare = LABEL.sub(" ", typed)
    return [number for part in _part(BETWEEN, bare) for number in _part(SLASH, part)]


def _part(between: re.Pattern[str], text: str) -> list[str]:
    parts = [part for part in between.split(text) if part.strip()]
    return parts if len(parts) > 1 and all(map(BEGINNING.match, parts)) else [text]


def _cut(typed: str) -> tuple[str, str]:
    """A number without what stands around it, and its extension as it was typed."""
    number = LABEL.sub(" ", typed).strip(FRINGE)
    extension = EXTENSION.search(number)
    return (number[: extension.start()], extension["given"]) if extension else (number, "")


def _is_bare(number: str, digits: str, region: str) -> bool:
    """Whether these are digits that begin with the country code, and no sign says that it is one."""
    return digits.startswith(code_of(region)) and not ("+" in number or "＋" in number)


def _digits_of(value: str) -> str:
    return phonenumbers.normalize_digits_only(_cut(_split(_visible(value))[0])[0])


def _readings_of(digits: str, region: str) -> dict[Bare, phonenumbers.PhoneNumber]:
    """What these digits may be, of what the numbering plans know."""
    readings = {
        Bare.INTERNATIONAL: _parse(f"+{digits}", region),
        Bare.NATIONAL: _parse(f"0{digits}", region),
    }
    return {
        meant: number
        for meant, number in readings.items()
        if number is not None and phonenumbers.is_valid_number(number)
    }


def _tell_by_length(digits: str, region: str) -> Bare | None:
    """International, where the country gives out no number as long as the national one would be."""
    longest = LONGEST_GIVEN_OUT.get(region)
    return Bare.INTERNATIONAL if longest and len(digits) > longest else None


def _shown(number: phonenumbers.PhoneNumber, meant: Bare) -> tuple[str, str]:
    is_national = meant is Bare.NATIONAL
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if is_national
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return _as_e164(number), str(phonenumbers.format_number(number, form))


def _settle(typed: str, digits: str, region: str, bare: Bare | None) -> str:
    valid = _readings_of(digits, region)
    if not valid:
        raise _not_a_phone(typed)
    if Bare.INTERNATIONAL in valid and (bare is Bare.INTERNATIONAL or len(valid) == 1):
        return _as_e164(valid[Bare.INTERNATIONAL])
    if Bare.NATIONAL in valid and bare is Bare.NATIONAL:
        return _as_e164(valid[Bare.NATIONAL])
    raise _two_readings(typed, digits)


def _parse(number: str, region: str) -> phonenumbers.PhoneNumber | None:
    """The number, or None where the numbering plans know none like it."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    is_long_enough = len(str(parsed.national_number)) >= SHORTEST_PHONE
    return parsed if is_long_enough and phonenumbers.is_possible_number(parsed) else None


def _as_e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _two_readings(value: str, digits: str) -> ValidationError:
    message = _(
        "“%(value)s” can be read in two ways, as %(one)s or as %(other)s. "
        "Please write it with + or with 0 before it."
    )
    values = {"value": shorten(value), "one": f"+{digits}", "other": f"0{digits}"}
    return ValidationError(message % values, code=TWO_READINGS)


def _not_a_phone(value: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s” is not a phone number. Allowed are numbers such as 030 1234567 or +43 1 2345678."),
        code="phone",
        params={"value": shorten(value)},
    )
