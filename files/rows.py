"""From cells to values: a survey learns how each column writes dates and amounts, then the rows are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from files.fields import Column, Field, Kind, Read
from files.problems import LONGEST_SHOWN, RowProblem
from files.records import Record
from files.survey import Survey
from files.table import Table
from values.amounts import AmountColumn, DecimalSign
from values.cells import unprotect
from values.moments import DateOrder, MomentColumn
from values.phones import Bare, PhoneColumn
from values.text import is_forbidden, shorten


@dataclass(frozen=True, kw_only=True, slots=True)
class Formats:
    """How a file writes what can be read in two ways; None lets each column tell by itself."""

    zone: ZoneInfo
    currency: str
    date_order: DateOrder | None = None
    decimal_sign: DecimalSign | None = None

    def column_of(self, target: Field, found: Any) -> Column | None:
        """What reads a field by its whole column, given what a survey found of it; None for other fields."""
        if target.kind is Kind.MOMENT:
            return MomentColumn(self.zone, declared=self.date_order or found)
        if target.kind is Kind.AMOUNT:
            return AmountColumn(self.currency, declared=self.decimal_sign or found)
        if target.kind is Kind.PHONE:
            return PhoneColumn(declared=Bare(found) if found else None)
        return None


@dataclass(slots=True)
class Row:
    """One row: `values` and `cells` hold the mapped fields that are not blank, `raw` the other columns."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


class RowReader:
    """Reads the rows of one table under one mapping, {field: position of its column}.

    Call `survey` before `read`, unless an earlier survey of the same file is given.
    """

    def __init__(
        self, table: Table, positions: Mapping[Field, int], formats: Formats, survey: Survey | None = None
    ) -> None:
        self.table = table
        found = survey.formats if survey else {}
        self._columns: dict[str, tuple[int, Column]] = {}
        self._readers: list[tuple[str, int, Read]] = []
        for target, position in sorted(positions.items(), key=lambda item: item[1]):
            if column := formats.column_of(target, found.get(target.name)):
                self._columns[target.name] = position, column
            read = column.read if column else target.read
            self._readers.append((target.name, position, read))
        mapped = set(positions.values())
        columns = enumerate(table.layout.columns)
        self._unmapped = [(position, name) for position, name in columns if position not in mapped]

    def survey(self) -> Survey:
        """Go through the whole file once and learn what its columns tell."""
        count = 0
        columns = list(self._columns.values())
        for record in self.table.records():
            count += 1
            if not record.problem:
                for position, column in columns:
                    column.learn(unprotect(record.cells[position]).strip())
        return Survey(
            rows=count, formats={name: _format_of(column) for name, (_at, column) in self._columns.items()}
        )

    def read(self) -> Iterator[Row]:
        """Every row with its values, or with all its problems."""
        for record in self.table.records():
            yield self._read_row(record)

    def _read_row(self, record: Record) -> Row:
        row = Row(record.number)
        if record.problem:
            row.problems.append(RowProblem(record.number, "", record.excerpt, record.problem))
            return row
        cells = record.cells
        for name, position, read in self._readers:
            if not (cell := cells[position]):
                continue
            cell = unprotect(cell) if cell[0] == "'" else cell  # a call less for nearly every cell
            if not (text := cell.strip()):
                continue
            try:
                value = read(text)
            except ValidationError as error:
                row.problems.append(self._problem(row, position, cell, error.messages[0]))
                continue
            if value != "":  # "-" and "k.A." are read as nothing
                row.values[name], row.cells[name] = value, cell
        for position, name in self._unmapped:
            if cells[position]:
                self._keep(row, position, name, unprotect(cells[position]))
        return row

    def _keep(self, row: Row, position: int, name: str, cell: str) -> None:
        """What nobody mapped is kept as it came, but for what the database cannot hold."""
        if not cell.isprintable() and any(_is_unstorable(character) for character in cell):
            message = _("“%(value)s” holds a character that cannot be kept.") % {"value": shorten(cell)}
            row.problems.append(self._problem(row, position, cell, message))
        elif cell.strip():
            row.raw[name] = cell

    def _problem(self, row: Row, position: int, cell: str, message: str) -> RowProblem:
        return RowProblem(row.number, self.table.layout.columns[position], cell[:LONGEST_SHOWN], message)


def _format_of(column: Column) -> str | None:
    if isinstance(column, MomentColumn):
        return column.date_order
    return column.bare if isinstance(column, PhoneColumn) else column.decimal_sign


def _is_unstorable(character: str) -> bool:
    return character == "\x00" or (is_forbidden(character) and "\ud800" <= character <= "\udfff")
