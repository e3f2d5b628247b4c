"""From cells to values: a first pass learns how each column writes dates and amounts, a second reads the
rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from files.fields import Column, Field, Kind, Read, reader_of
from files.problems import LONGEST_SHOWN, RowProblem
from files.records import Record
from files.table import Table
from values.amounts import AmountColumn, DecimalSign
from values.cells import unprotect
from values.moments import DateOrder, MomentColumn
from values.text import is_forbidden, shorten


@dataclass(frozen=True, kw_only=True, slots=True)
class Formats:
    """How a file writes what can be read in two ways; None lets each column tell by itself."""

    zone: ZoneInfo
    currency: str
    date_order: DateOrder | None = None
    decimal_sign: DecimalSign | None = None


@dataclass(slots=True)
class Row:
    """One row: `values` and `cells` hold the mapped fields that are not blank, `raw` the other columns."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


class RowReader:
    """Reads the rows of one table under one mapping. Call `survey` before `read`."""

    def __init__(self, table: Table, places: Mapping[Field, int], formats: Formats) -> None:
        self.table = table
        self.places = places
        self.columns: dict[tuple[int, Kind], Column] = {}
        self._readers: list[tuple[str, int, Read]] = []
        for target, place in sorted(places.items(), key=lambda item: item[1]):
            self._readers.append((target.name, place, self._reader(target, place, formats)))
        mapped = set(places.values())
        self._others = [(place, name) for place, name in enumerate(table.columns) if place not in mapped]

    def _reader(self, target: Field, place: int, formats: Formats) -> Read:
        if target.kind is Kind.MOMENT:
            column: Column = MomentColumn(formats.zone, declared=formats.date_order)
        elif target.kind is Kind.AMOUNT:
            column = AmountColumn(formats.currency, declared=formats.decimal_sign)
        else:
            return reader_of(target)
        return self.columns.setdefault((place, target.kind), column).read

    def survey(self) -> int:
        """Go through the whole file once; return how many rows it has."""
        count = 0
        for record in self.table.records():
            count += 1
            if not record.problem:
                for (place, _kind), column in self.columns.items():
                    column.learn(unprotect(record.cells[place]).strip())
        return count

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
        for name, place, read in self._readers:
            cell = unprotect(cells[place])
            if not (text := cell.strip()):
                continue
            try:
                row.values[name], row.cells[name] = read(text), cell
            except ValidationError as error:
                row.problems.append(self._problem(row, place, cell, error.messages[0]))
        for place, name in self._others:
            if cells[place]:
                self._keep(row, place, name, unprotect(cells[place]))
        return row

    def _keep(self, row: Row, place: int, name: str, cell: str) -> None:
        """What nobody mapped is kept as it came, but for what the database cannot hold."""
        if not cell.isprintable() and any(_is_unstorable(character) for character in cell):
            message = _("“%(value)s” holds a character that cannot be kept.") % {"value": shorten(cell)}
            row.problems.append(self._problem(row, place, cell, message))
        elif cell.strip():
            row.raw[name] = cell

    def _problem(self, row: Row, place: int, cell: str, message: str) -> RowProblem:
        return RowProblem(row.number, self.table.columns[place], cell[:LONGEST_SHOWN], message)


def _is_unstorable(character: str) -> bool:
    return character == "\x00" or (is_forbidden(character) and "\ud800" <= character <= "\udfff")
