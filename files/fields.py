"""What a column of a file can mean: how each field is read, and which headings it is known by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise

from files.words import Meaning, WordColumn
from values.amounts import AmountColumn
from values.moments import MomentColumn
from values.phone_columns import PhoneColumn

Label = str | Promise
Read = Callable[[str], Any]
# Codes of what is never guessed, and never later than now.
UNCLEAR: Final = frozenset({"ambiguous", "future"})
Column = MomentColumn | AmountColumn | PhoneColumn | WordColumn


class Kind(StrEnum):
    """Whether a cell is read for itself, or by the format of its whole column."""

    CELL = "cell"
    MOMENT = "moment"
    AMOUNT = "amount"
    PHONE = "phone"
    WORD = "word"


class Need(StrEnum):
    """What a cell that cannot be read costs."""

    OPTIONAL = "optional"  # nothing: the row is taken without it
    CLEAR = "clear"  # the row, where it has two readings or lies in the future; else nothing
    VITAL = "vital"  # the row


def keep(text: str) -> str:
    """A cell as it stands."""
    return text


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of an import; `headings` are those it is guessed from, in lower case.

    `read` reads a cell, or raises ValidationError, or Remarked with the value; moments, amounts and phones
    are read by their column, words by what they mean: `meanings`. `need`: what becomes of a row where it
    cannot.
    """

    name: str
    label: Label
    kind: Kind = Kind.CELL
    need: Need = Need.OPTIONAL
    read: Read = keep
    meanings: tuple[Meaning, ...] = ()
    headings: tuple[str, ...] = ()
