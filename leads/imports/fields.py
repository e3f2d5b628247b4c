"""What a column of a file can mean: the fields of an import, how each is read, and which headings hint at
it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.identity import check_bytes, check_text, normalise_email, normalise_phone, shorten
from leads.imports.amounts import AmountColumn
from leads.imports.hints import hints_for
from leads.imports.moments import MomentColumn
from leads.intake import LONGEST_NAME, LONGEST_NOTE, LONGEST_TOUCH_VALUE, UTM_FIELDS
from leads.models import ClickId, Grade

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
    LETTER = "letter"
    MOMENT = "moment"
    AMOUNT = "amount"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of an import; `hints` are headings it is guessed from, in lower case."""

    name: str
    label: Label
    kind: Kind = Kind.LINE
    max_length: int = 160
    hints: tuple[str, ...] = ()


def _field(name: str, label: Label, kind: Kind = Kind.LINE, *, max_length: int = 160) -> Field:
    return Field(name=name, label=label, kind=kind, max_length=max_length, hints=hints_for(name))


EXTERNAL_ID: Final = _field("external_id", gettext_lazy("external number"))
EMAIL: Final = _field("email", gettext_lazy("e-mail address"), Kind.EMAIL)
LEAD_FIELDS: Final = (
    EXTERNAL_ID,
    _field("created_at", gettext_lazy("received"), Kind.MOMENT),
    _field("name", gettext_lazy("name"), max_length=LONGEST_NAME),
    EMAIL,
    _field("phone", gettext_lazy("phone"), Kind.PHONE),
    _field("company", gettext_lazy("company"), max_length=LONGEST_NAME),
    _field("campaign", gettext_lazy("campaign"), Kind.LABEL),
    _field("cta", gettext_lazy("call-to-action"), Kind.LABEL),
    _field("channel", gettext_lazy("channel"), Kind.LABEL, max_length=120),
    *(_field(name, name, max_length=LONGEST_TOUCH_VALUE) for name in UTM_FIELDS),
    *(_field(name, name, Kind.BYTES, max_length=LONGEST_TOUCH_VALUE) for name in ClickId.values),
    _field("grade", gettext_lazy("marketing's grade"), Kind.LETTER),
    _field("note", gettext_lazy("note"), Kind.TEXT, max_length=LONGEST_NOTE),
)


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
        Kind.LETTER: read_letter,
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


def read_letter(text: str) -> str:
    """A letter of the scale A to D."""
    letter = text.strip().upper()
    if letter not in Grade.values:
        message = _("“%(value)s” is not on the scale. Allowed are %(allowed)s.")
        raise ValidationError(
            message % {"value": shorten(text), "allowed": ", ".join(Grade.values)}, code="letter"
        )
    return letter


Column = MomentColumn | AmountColumn
