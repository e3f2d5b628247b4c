"""Phone numbers in the one form we keep: E.164."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.text import check_bytes, shorten

DEFAULT_REGION = "DE"
# Short numbers such as 110 belong to a service, not to a person.
SHORTEST_PHONE = 5
# A number of Germany that can be read in one way only, its digits at most parted by a sign here and there.
PLAIN = re.compile(r"(?:\+49|0049|0)[ /-]?(?P<national>[1-9](?:[ /-]?[0-9]){6,10})")


def normalise_phone(value: str, *, region: str = DEFAULT_REGION) -> str:
    """The number in E.164, such as +4915123456789; a number without country code is one of `region`."""
    plain = PLAIN.fullmatch(value.strip()) if region == DEFAULT_REGION else None
    if plain:
        return "+49" + "".join(filter(str.isdigit, plain["national"]))
    return read_phone(value, region=region)


def read_phone(value: str, *, region: str = DEFAULT_REGION) -> str:
    """A number that may be anything, read with all care."""
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
