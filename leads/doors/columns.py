"""Columns that apps above add to files of leads: they know what their values mean, leads does not.

They register from `AppConfig.ready`, as feedback does for the quality of a lead and what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from files.fields import Field
from files.problems import Report
from files.rows import Row
from files.targets import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFact:
    """A row whose lead is written by now."""

    row: Row
    lead_id: int
    received_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtraColumns:
    """Some fields that are read together.

    `record` writes what the rows of one batch say in them, set-based and in the import's transaction, puts
    its remarks into the report and returns the numbers of the rows that brought something new.
    `leave` names the cells that come to nothing, {heading: cell}: they are kept with the lead as they came.
    """

    fields: tuple[Field, ...]
    record: Callable[[Sequence[RowFact], Context, Report], set[int]]
    leave: Callable[[Row, Context], Mapping[str, str]] = lambda _row, _context: {}

    def is_used(self, context: Context) -> bool:
        return any(field.name in context.columns for field in self.fields)


_columns: dict[str, ExtraColumns] = {}


def register_columns(columns: ExtraColumns) -> None:
    """Add columns; the same first field again replaces them."""
    _columns[columns.fields[0].name] = columns


def extra_columns() -> tuple[ExtraColumns, ...]:
    return tuple(_columns.values())
