"""Phone numbers in the one form we keep: E.164."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.text import check_bytes, shorten

DEFAULT_REGION: Final = "DE"
# Short numbers such as 110 belong to a service, not to a person.
SHORTEST_PHONE: Final = 5
LONGEST_PLAIN: Final = 30
# What most numbers are: German ones, of a length that any of them can have, without anything to strip.
_PLAIN = re.compile(r"(?:\+49[ /-]?|0)([1-9](?:[ /-]?[0-9]){6,10})")
_WITHOUT_SEPARATORS: Final = str.maketrans("", "", " /-")


def normalise_phone(value: str) -> str:
    """The number in E.164, such as +4915123456789; one without country code is German."""
    if match := _PLAIN.fullmatch(value) if len(value) <= LONGEST_PLAIN else None:
        return f"+49{match[1].translate(_WITHOUT_SEPARATORS)}"
    return read_any_phone(value)


def read_any_phone(value: str) -> str:
    """What `normalise_phone` gives, by the numbering plans of all countries alone."""
    typed = "".join(character for character in value if unicodedata.category(character) != "Cf").strip()
    if not typed:
        return ""
    check_bytes(typed, max_length=1000)
    try:
        number = phonenumbers.parse(typed, DEFAULT_REGION)
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
