"""E-mail addresses in the one form we keep. No look-up is made."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from values.text import check_bytes, shorten

LONGEST_EMAIL: Final = 254
LONGEST_PLAIN: Final = 64  # no part of so short an address can be too long
# What most addresses are: ASCII in which a careful reading changes nothing but the letter case.
_PLAIN = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+([A-Za-z]{2,})"
)
_RESERVED: Final = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)


def normalise_email(value: str) -> str:
    """The address in lower case and NFC with its domain in Unicode; blank stays blank. No look-up is made."""
    typed = value.strip()
    if not typed:
        return ""
    return typed.lower() if _is_plain(typed) else read_any_email(typed)


def _is_plain(typed: str) -> bool:
    match = _PLAIN.fullmatch(typed) if len(typed) <= LONGEST_PLAIN else None
    return match is not None and match[1].lower() not in _RESERVED


def read_any_email(typed: str) -> str:
    """What `normalise_email` gives for a text that is not blank, by the rules of the standards alone."""
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
