"""Columns that apps above add to files of leads: they know what their values mean, leads does not.

They register from `AppConfig.ready`, as feedback does for the quality of a lead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from files.fields import Field


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnFact:
    """The value of an extra column for a lead that is written by now."""

    lead_id: int
    value: Any
    received_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtraColumn:
    """`record` writes the facts of one batch, set-based and in the import's transaction, and returns the ids
    of the leads for which something new was written.
    """

    field: Field
    record: Callable[[Sequence[ColumnFact]], set[int]]


_columns: dict[str, ExtraColumn] = {}


def register_column(column: ExtraColumn) -> None:
    """Add a column; the same field name again replaces it."""
    _columns[column.field.name] = column


def extra_columns() -> tuple[ExtraColumn, ...]:
    return tuple(_columns.values())
