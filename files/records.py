"""A text stream becomes numbered records; what is broken costs its own row only, and never the memory.

Python's csv module reads; around it stands what it lacks: an unclosed quote swallows no further rows, a line
of any length takes no more than `MAX_LINE` characters, and every record knows its row.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TextIO

from django.utils.translation import gettext as _

from files.encoding import UNREADABLE
from files.problems import LONGEST_SHOWN

MAX_CELL: Final = 131_072  # characters; the csv module's own limit
MAX_LINE: Final = 1_000_000
# Stands for a line that was too long to read.
TOO_LONG: Final = chr(0xDCFE)


@dataclass(slots=True)
class Record:
    """One row: its number as a spreadsheet counts, and its cells, or what is wrong with it as a whole."""

    number: int
    cells: list[str] = field(default_factory=list)
    problem: str = ""
    excerpt: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.problem and not any(cell.strip() for cell in self.cells)


class RecordReader:
    """Iterates over the records of one stream; rows that hold nothing are numbered and passed over."""

    def __init__(self, stream: TextIO, delimiter: str, *, encoding: str = "utf-8") -> None:
        self.stream = stream
        self.delimiter = delimiter
        self.encoding = encoding
        self._waiting: deque[str] = deque()  # lines given back after an error
        self._taken: list[str] = []  # lines of the record being read
        self._long_line = ""

    def __iter__(self) -> Iterator[Record]:
        number = 0
        csv.field_size_limit(MAX_CELL)
        reader = self._new_reader()
        while True:
            number += 1
            self._taken = []
            try:
                record = Record(number, next(reader))
            except StopIteration:
                return
            except csv.Error as error:
                record = self._give_up(number, error)
                reader = self._new_reader()
            self._look_for_marks(record)
            if not record.is_blank:
                yield record

    def _new_reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self.delimiter, strict=True)

    def _lines(self) -> Iterator[str]:
        while line := self._waiting.popleft() if self._waiting else self._read_line():
            self._taken.append(line)
            yield line

    def _read_line(self) -> str:
        line = self.stream.readline(MAX_LINE)
        if len(line) < MAX_LINE or line.endswith(("\n", "\r")):
            return line
        self._long_line = line[:LONGEST_SHOWN]
        while (rest := self.stream.readline(MAX_LINE)) and not rest.endswith(("\n", "\r")):
            pass
        return TOO_LONG + "\n"

    def _give_up(self, number: int, error: csv.Error) -> Record:
        """Only the line where the record began is lost; the lines it swallowed are read again as rows."""
        first, *swallowed = self._taken or [""]
        self._waiting.extendleft(reversed(swallowed))
        excerpt = first.strip()[:LONGEST_SHOWN]
        if "field larger" in str(error):
            return Record(number, problem=_too_large(), excerpt=excerpt)
        message = _(
            "The quotes of this row do not match. A cell in quotes ends with a quote before the next "
            "separator, and a quote inside it is doubled."
        )
        return Record(number, problem=message, excerpt=excerpt)

    def _look_for_marks(self, record: Record) -> None:
        for cell in record.cells:
            if TOO_LONG in cell:
                record.problem, record.excerpt = _too_large(), self._long_line
                return
            if UNREADABLE in cell:
                record.problem = _("Some bytes of this row cannot be read as %(encoding)s.") % {
                    "encoding": self.encoding
                }
                record.excerpt = cell.replace(UNREADABLE, "\ufffd")[:LONGEST_SHOWN]
                return


def _too_large() -> str:
    message = _("This row is too long. Allowed are %(cell)d characters in a cell and %(line)d in a line.")
    return message % {"cell": MAX_CELL, "line": MAX_LINE}
