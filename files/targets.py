"""What a file can be imported as, and the columns other apps add.

`files` knows nothing of the apps above it. They register from `AppConfig.ready`: whole targets
(`register_target`, as leads and feedback do) and extra columns of the lead import (`register_column`, as
feedback does for quality).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from files.fields import Field, Label
from files.mapping_form import MappingForm
from files.problems import LONGEST_SHOWN, Report, RowProblem
from files.rows import Row
from values.amounts import DecimalSign
from values.moments import DateOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What the user said beside the mapping.

    date_order, decimal_sign: how the file writes dates and decimals, where that is not to be found out.
    own: what the target's form or command asked for besides; the target reads what is its own.
    """

    own: Mapping[str, Any] = field(default_factory=dict)
    date_order: DateOrder | None = None
    decimal_sign: DecimalSign | None = None
    user_id: int | None = None
    run_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What an importer works under: `columns` is {field: heading} of the mapped fields."""

    options: Options
    columns: Mapping[str, str]
    started_at: datetime

    def problem(self, row: Row, name: str, message: str) -> RowProblem:
        """Something to say about this field in this row, with the value as the file has it."""
        cell = row.cells.get(name, "")[:LONGEST_SHOWN]
        return RowProblem(row.number, self.columns.get(name, name), cell, message)


class Importer(Protocol):
    """Writes the rows of one file, batch by batch, inside one transaction."""

    def take(self, rows: Sequence[Row]) -> Report:
        """Write these rows, all readable, and say what became of each; row by row it adds up."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One thing a file can be imported as.

    `hint` says what the mapping is about, `form` asks for it and for whatever else the target needs to know.
    `check` raises ImportRefused for a mapping that cannot work.
    """

    name: str
    label: Label
    hint: Label
    fields: Callable[[], tuple[Field, ...]]
    check: Callable[[Collection[str], Options], None]
    start: Callable[[Context], Importer]
    form: type[MappingForm] = MappingForm


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnFact:
    """The value of an extra column for a lead that is written by now."""

    lead_id: int
    value: Any
    received_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtraColumn:
    """A column of the lead import that belongs to another app.

    `record` writes the facts of one batch, set-based and in the import's transaction, and returns the ids of
    the leads for which something new was written.
    """

    field: Field
    record: Callable[[Sequence[ColumnFact]], set[int]]


@dataclass(slots=True)
class _Registry:
    targets: dict[str, Target] = field(default_factory=dict)
    columns: dict[str, ExtraColumn] = field(default_factory=dict)


_registry = _Registry()


def register_target(target: Target) -> None:
    """Add a target; the same name again replaces it."""
    _registry.targets[target.name] = target


def register_column(column: ExtraColumn) -> None:
    """Add a column to the lead import; the same field name again replaces it."""
    _registry.columns[column.field.name] = column


def target_named(name: str) -> Target:
    return _registry.targets[name]


def all_targets() -> Iterable[Target]:
    return _registry.targets.values()


def extra_columns() -> tuple[ExtraColumn, ...]:
    return tuple(_registry.columns.values())
