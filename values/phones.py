"""Phone numbers in the one form we keep: E.164.

A number whose digits begin with the country code, but without + or 00, may be an international one that lost
its sign in a spreadsheet or a national one that lost its 0. Where both can be, the column says which, by its
other numbers; where it does not, the number is refused and never guessed.
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
        return _settle(typed, digits, region, bare)
    parsed = _parse(number, region)
    if parsed is None or parsed.extension:
        raise _not_a_phone(typed)
    return _as_e164(parsed)


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
    code = str(phonenumbers.country_code_for_region(region))
    return digits.startswith(code) and not ("+" in number or "＋" in number)


def _settle(typed: str, digits: str, region: str, bare: Bare | None) -> str:
    readings = {
        Bare.INTERNATIONAL: _parse(f"+{digits}", region),
        Bare.NATIONAL: _parse(f"0{digits}", region),
    }
    valid = {
        meant: number
        for meant, number in readings.items()
        if number is not None and phonenumbers.is_valid_number(number)
    }
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


class PhoneColumn:
    """Learns from every number of a column (`learn`) what bare digits are in it, then reads them (`read`)."""

    def __init__(self, *, region: str = DEFAULT_REGION, declared: Bare | None = None) -> None:
        self.region = region
        self.code = str(phonenumbers.country_code_for_region(region))
        self._found: set[Bare] = {declared} if declared else set()
        self._is_declared = declared is not None

    def learn(self, text: str) -> None:
        """Learn from a number that says by itself how it is meant: +49 …, or digits that lost their 0."""
        if self._is_declared or len(self._found) > 1:
            return
        typed = text.removeprefix("p:").lstrip(FRINGE + "(")
        if typed.startswith((f"+{self.code}", f"00{self.code}")):
            self._found.add(Bare.INTERNATIONAL)
        elif typed[:1] in "123456789" and not typed.startswith(self.code) and self._is_national(typed):
            self._found.add(Bare.NATIONAL)

    def _is_national(self, typed: str) -> bool:
        number = _parse(f"0{typed}", self.region) if typed.isdecimal() else None
        return number is not None and phonenumbers.is_valid_number(number)

    @property
    def bare(self) -> Bare | None:
        """What bare digits are in this column; None where no number tells, or they contradict each other."""
        return next(iter(self._found)) if len(self._found) == 1 else None

    def read(self, text: str) -> str:
        return normalise_phone(text.removeprefix("p:"), region=self.region, bare=self.bare)


def _two_readings(value: str, digits: str) -> ValidationError:
    message = _(
        "“%(value)s” can be read in two ways, as %(one)s or as %(other)s. "
        "Please write it with + or with 0 before it."
    )
    values = {"value": shorten(value), "one": f"+{digits}", "other": f"0{digits}"}
    return ValidationError(message % values, code="phone_two_readings")


def _not_a_phone(value: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s” is not a phone number. Allowed are numbers such as 030 1234567 or +43 1 2345678."),
        code="phone",
        params={"value": shorten(value)},
    )
