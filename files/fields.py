"""What a column of a file can mean: how each field is read, and which headings it is known by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from values.amounts import AmountColumn
from values.moments import MomentColumn
from values.phones import PhoneColumn

Label = str | Promise
Read = Callable[[str], Any]
Column = MomentColumn | AmountColumn | PhoneColumn


class Kind(StrEnum):
    """Whether a cell is read for itself, or by the format of its whole column."""

    CELL = "cell"
    MOMENT = "moment"
    AMOUNT = "amount"
    PHONE = "phone"


def keep(text: str) -> str:
    """A cell as it stands."""
    return text


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of an import; `headings` are those it is guessed from, in lower case.

    `read` reads a cell or raises ValidationError; moments, amounts and phones are read by their column.
    """

    name: str
    label: Label
    kind: Kind = Kind.CELL
    read: Read = keep
    headings: tuple[str, ...] = ()
