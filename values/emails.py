"""E-mail addresses in the one form we keep. No look-up is made."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from values.blanks import is_blank
from values.text import check_bytes, drop_invisible, shorten

LONGEST_EMAIL = 254
LONGEST_TYPED = 1000
# An address that can be read in one way only: reading it carefully would put it in lower case and no more.
PLAIN = re.compile(
    r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+(?P<top>[A-Za-z]{2,})"
)
LONGEST_PLAIN = 64  # so that no part of it can be too long
# What stands around an address and is none of it: what it is called, a link's form, a remark in brackets.
AROUND = re.compile(r"\b(?:mailto|e-?mail|mail):|\?(?:subject|body|cc|bcc)=\S*|\([^()@]*\)", re.IGNORECASE)
BETWEEN = re.compile(r"[\s,;|/&<>]+")
JOINING = frozenset({"oder", "or", "und", "and", "bzw", "bzw.", "sowie"})


def normalise_email(value: str) -> str:
    """The first address in lower case and NFC with its domain in Unicode; blank stays blank.

    A word for nothing, as "-" or "k.A.", is blank. Raises ValidationError for what is no address.
    """
    typed = value.strip()
    if not typed:
        return ""
    return typed.lower() if is_plain(typed) else next(iter(read_emails(typed)), "")


def find_further_emails(value: str) -> list[str]:
    """The addresses behind the first, each in the form we keep. Raises as `normalise_email` does."""
    typed = value.strip()
    return read_emails(typed)[1:] if typed and not is_plain(typed) else []


def is_plain(typed: str) -> bool:
    """Whether this is one address without any doubt."""
    plain = PLAIN.fullmatch(typed) if len(typed) <= LONGEST_PLAIN else None
    return plain is not None and plain["top"].lower() not in SPECIAL_USE_DOMAIN_NAMES


def read_emails(typed: str) -> list[str]:
    """All addresses in a text that may be anything, read with all care, each once.

    Whoever wrote two addresses, a name beside one or a link wrote that and nothing else: where more is left
    than that, the text is refused.
    """
    visible = drop_invisible(typed).strip()
    if is_blank(visible):
        return []
    check_bytes(visible, max_length=LONGEST_TYPED, allowed="\r\n\t")
    found = [_read_email(part) for part in [visible, *_split(visible)]]
    whole, *parts = found
    if whole:
        return [whole]
    if not parts or None in parts:
        check_bytes(visible, max_length=LONGEST_TYPED)
        raise _not_an_email(typed)
    return list(dict.fromkeys(filter(None, parts)))


def _split(text: str) -> list[str]:
    """What may be addresses; the words beside them only where one of them is a name's, as in Eva <eva@…>."""
    parts = [part.strip("\"'") for part in BETWEEN.split(AROUND.sub(" ", text))]
    parts = [part for part in parts if part and part.casefold() not in JOINING]
    return [part for part in parts if "@" in part] if "<" in text else parts


def _read_email(text: str) -> str | None:
    try:
        address = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
    address = unicodedata.normalize("NFC", address.lower())
    return address if len(address) <= LONGEST_EMAIL else None


def _not_an_email(value: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s” is not an e-mail address. Allowed are addresses such as erika@example.com."),
        code="email",
        params={"value": shorten(value)},
    )
