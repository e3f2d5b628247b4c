"""E-mail addresses in the one form we keep. No look-up is made."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from values.text import check_bytes, shorten

LONGEST_EMAIL = 254


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
