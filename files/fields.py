"""What a column of a file can mean: how each field is read, and which headings hint at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from values.amounts import AmountColumn
from values.emails import normalise_email
from values.moments import MomentColumn
from values.phones import normalise_phone
from values.text import check_bytes, check_text, shorten

Label = str | Promise
Read = Callable[[str], Any]


class Kind(StrEnum):
    """How a cell is read."""

    LINE = "line"
    LABEL = "label"  # a line that comes again and again: campaign, channel
    TEXT = "text"
    BYTES = "bytes"
    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"  # one of a scale, such as A to D
    MOMENT = "moment"
    AMOUNT = "amount"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of an import; `hints` are headings it is guessed from, in lower case; `letters` the scale
    of a field of kind LETTER.
    """

    name: str
    label: Label
    kind: Kind = Kind.LINE
    max_length: int = 160
    hints: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()


def reader_of(field: Field) -> Read:
    """The function that reads a cell of this field or raises ValidationError; moments and amounts need
    their column.
    """
    if field.kind is Kind.LABEL:
        return lru_cache(maxsize=4096)(lambda text: check_text(text, max_length=field.max_length))
    readers: dict[Kind, Read] = {
        Kind.LINE: lambda text: read_line(text, field.max_length),
        Kind.TEXT: lambda text: check_text(text, max_length=field.max_length, is_multiline=True),
        Kind.BYTES: lambda text: check_bytes(text, max_length=field.max_length),
        Kind.EMAIL: normalise_email,
        Kind.PHONE: read_phone,
        Kind.LETTER: lambda text: read_letter(text, field.letters),
    }
    return readers[field.kind]


def read_line(text: str, max_length: int) -> str:
    """A line of text; plain ASCII, the most of all cells, needs no look at each character."""
    if len(text) <= max_length and text.isascii() and text.isprintable():
        return text.strip()
    return check_text(text, max_length=max_length)


def read_phone(text: str) -> str:
    """A phone number; `p:` in front of it comes from Meta's lead files."""
    return normalise_phone(text[2:] if text[:2] == "p:" else text)


def read_letter(text: str, letters: tuple[str, ...]) -> str:
    """A letter of a scale."""
    letter = text.strip().upper()
    if letter not in letters:
        message = _("“%(value)s” is not on the scale. Allowed are %(allowed)s.")
        raise ValidationError(
            message % {"value": shorten(text), "allowed": ", ".join(letters)}, code="letter"
        )
    return letter


Column = MomentColumn | AmountColumn
