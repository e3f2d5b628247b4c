"""From cells to values: a survey learns how each column writes dates and amounts, then the rows are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from files.fields import UNCLEAR, Column, Field, Kind, Need, Read
from files.problems import RowProblem, cut
from files.records import Record
from files.survey import Survey
from files.table import Table
from files.words import Meanings, WordColumn
from values.amounts import AmountColumn, DecimalSign
from values.cells import unprotect
from values.moments import DateOrder, MomentColumn
from values.phone_columns import PhoneColumn
from values.phones import DEFAULT_REGION, Bare
from values.remarks import Remarked
from values.text import shorten


@dataclass(frozen=True, kw_only=True, slots=True)
class Formats:
    """How a file writes what can be read in two ways; None lets each column tell by itself. No moment may lie
    behind `latest`; `words` says of a field what its words mean.
    """

    zone: ZoneInfo
    currency: str
    country: str = DEFAULT_REGION
    latest: datetime | None = None
    date_order: DateOrder | None = None
    decimal_sign: DecimalSign | None = None
    bare_phones: Bare | None = None
    words: Mapping[str, Meanings] = field(default_factory=dict)

    def column_of(self, target: Field, found: Any) -> Column | None:
        """What reads a field by its whole column, given what a survey found of it; None for other fields."""
        if target.kind is Kind.MOMENT:
            return MomentColumn(self.zone, declared=self.date_order or found, latest=self.latest)
        if target.kind is Kind.AMOUNT:
            return AmountColumn(self.currency, declared=self.decimal_sign or found)
        if target.kind is Kind.PHONE:
            learned = Bare(found) if found else None
            return PhoneColumn(region=self.country, declared=self.bare_phones, found=learned)
        if target.kind is Kind.WORD:
            return WordColumn(target.meanings, self.words.get(target.name))
        return None


@dataclass(slots=True)
class Row:
    """One row: `values` and `cells` hold the mapped fields that are not blank, `raw` the other columns, and
    what could not be read. It is rejected for its `problems`; `remarks` are to be said if it is taken. `line`
    is the row as the file has it.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[RowProblem] = field(default_factory=list)
    line: list[str] = field(default_factory=list)

    def find_remark(self, column: str) -> RowProblem | None:
        """What is to be said about this column already."""
        return next((remark for remark in self.remarks if remark.column == column), None)


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
        self._readers: list[tuple[Field, int, Read]] = []
        for target, position in sorted(positions.items(), key=lambda item: item[1]):
            if column := formats.column_of(target, found.get(target.name)):
                self._columns[target.name] = position, column
            read = column.read if column else target.read
            self._readers.append((target, position, read))
        mapped = set(positions.values())
        self._unmapped = [(at, name) for at, name in table.layout.named if at not in mapped]

    def survey(self) -> Survey:
        """Go through the whole file once and learn what its columns tell."""
        count = 0
        columns = list(self._columns.values())
        for record in self.table.records():
            count += 1
            if not record.problem:
                for position, column in columns:
                    column.learn(unprotect(record.cells[position]).strip())
        named = {name: column for name, (_at, column) in self._columns.items()}
        return Survey(
            rows=count,
            formats={name: _format_of(column) for name, column in named.items()},
            words={
                name: dict(column.found.most_common())
                for name, column in named.items()
                if isinstance(column, WordColumn)
            },
        )

    def read(self) -> Iterator[Row]:
        """Every row with its values, or with all its problems."""
        for record in self.table.records():
            yield self._read_row(record)

    def _read_row(self, record: Record) -> Row:
        cells = record.cells
        row = Row(record.number, line=cells)
        if record.problem:
            row.problems.append(RowProblem(record.number, "", record.excerpt, record.problem))
            return row
        for target, position, read in self._readers:
            if not (cell := cells[position]):
                continue
            cell = unprotect(cell) if cell[0] == "'" else cell  # a call less for nearly every cell
            if not (text := cell.strip()):
                continue
            try:
                value = read(text)
            except ValidationError as error:
                self._leave_out(row, target, position, cell, error)
            except Remarked as read_otherwise:
                row.values[target.name], row.cells[target.name] = read_otherwise.value, cell
                row.remarks.append(self._problem(row, position, cell, read_otherwise.message))
            else:
                if value == "":  # a word that means nothing to us
                    row.raw[self.table.layout.columns[position]] = cell
                    continue
                row.values[target.name], row.cells[target.name] = value, cell
        self._keep_rest(row, cells)
        return row

    def _keep_rest(self, row: Row, cells: list[str]) -> None:
        for position, name in self._unmapped:
            if cells[position]:
                self._keep(row, position, name, unprotect(cells[position]))

    def _leave_out(self, row: Row, target: Field, position: int, cell: str, error: ValidationError) -> None:
        """A cell that cannot be read is kept as it came, unless the row cannot do without it."""
        problem = self._problem(row, position, cell, error.messages[0])
        is_unclear = any(one.code in UNCLEAR for one in error.error_list)
        if target.need is Need.VITAL or (target.need is Need.CLEAR and is_unclear):
            row.problems.append(problem)
        else:
            row.remarks.append(problem)
            row.raw[self.table.layout.columns[position]] = "".join(filter(_is_storable, cell))

    def _keep(self, row: Row, position: int, name: str, cell: str) -> None:
        """What nobody mapped is kept as it came, but for what the database cannot hold."""
        if not cell.isprintable() and not all(map(_is_storable, cell)):
            message = _("“%(value)s” holds a character that cannot be kept.") % {"value": shorten(cell)}
            row.remarks.append(self._problem(row, position, cell, message))
            cell = "".join(filter(_is_storable, cell))
        if cell.strip():
            row.raw[name] = cell

    def _problem(self, row: Row, position: int, cell: str, message: str) -> RowProblem:
        return RowProblem(row.number, self.table.layout.columns[position], cut(cell), message)


def _format_of(column: Column) -> str | None:
    if isinstance(column, MomentColumn):
        return column.date_order
    if isinstance(column, PhoneColumn):
        return column.bare
    return column.decimal_sign if isinstance(column, AmountColumn) else None


def _is_storable(character: str) -> bool:
    return character != "\x00" and not "\ud800" <= character <= "\udfff"
