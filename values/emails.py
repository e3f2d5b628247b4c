"""E-mail addresses in the one form we keep. No look-up is made."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from values.text import check_bytes, shorten

LONGEST_EMAIL = 254
# An address that can be read in one way only: reading it carefully would put it in lower case and no more.
PLAIN = re.compile(
    r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+(?P<top>[A-Za-z]{2,})"
)
LONGEST_PLAIN = 64  # so that no part of it can be too long


def normalise_email(value: str) -> str:
    """The address in lower case and NFC with its domain in Unicode; blank stays blank. No look-up is made."""
    typed = value.strip()
    if not typed:
        return ""
    plain = PLAIN.fullmatch(typed) if len(typed) <= LONGEST_PLAIN else None
    if plain and plain["top"].lower() not in SPECIAL_USE_DOMAIN_NAMES:
        return typed.lower()
    return read_email(typed)


def read_email(typed: str) -> str:
    """An address that may be anything, read with all care."""
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
