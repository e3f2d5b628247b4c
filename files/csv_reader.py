"""A text stream becomes numbered records; what is broken costs its own row only, and never the memory.

Python's csv module reads; around it stands what it lacks: an unclosed quote swallows no further rows, a line
of any length takes no more than `MAX_LINE` characters, and every record knows its row.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import Final, TextIO

from django.utils.translation import gettext as _

from files.encoding import UNREADABLE
from files.problems import cut
from files.records import Record

MAX_CELL: Final = 131_072  # characters; the csv module's own limit
MAX_LINE: Final = 1_000_000
# Stands for a line that was too long to read.
TOO_LONG: Final = chr(0xDCFE)
LINE_ENDS: Final = ("\n", "\r")


class CsvReader:
    """Iterates over the records of one stream; rows that hold nothing are numbered and passed over."""

    def __init__(self, stream: TextIO, separator: str, *, encoding: str = "utf-8") -> None:
        self.stream = stream
        self.separator = separator
        self.encoding = encoding
        self._given_back: deque[str] = deque()  # lines after an error, to be read again
        self._taken: list[str] = []  # lines of the record being read
        self._long_line = ""
        self._is_suspect = False  # some line of the record holds a stand-in

    def __iter__(self) -> Iterator[Record]:
        number = 0
        csv.field_size_limit(MAX_CELL)
        reader = self._new_reader()
        while True:
            number += 1
            self._taken = []
            self._is_suspect = False
            try:
                record = Record(number, next(reader))
            except StopIteration:
                return
            except csv.Error as error:
                record = self._give_up(number, error)
                reader = self._new_reader()
            if self._is_suspect:
                self._refuse_stand_ins(record)
            if not record.is_blank:
                yield record

    def _new_reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self.separator, strict=True)

    def _lines(self) -> Iterator[str]:
        while line := self._given_back.popleft() if self._given_back else self._read_line():
            self._taken.append(line)
            if not line.isascii() and (UNREADABLE in line or TOO_LONG in line):
                self._is_suspect = True
            yield line

    def _read_line(self) -> str:
        line = self.stream.readline(MAX_LINE)
        if len(line) < MAX_LINE or line.endswith(LINE_ENDS):
            return line
        self._long_line = cut(line)
        while (rest := self.stream.readline(MAX_LINE)) and not rest.endswith(LINE_ENDS):
            pass
        return TOO_LONG + "\n"

    def _give_up(self, number: int, error: csv.Error) -> Record:
        """Only the line where the record began is lost; the lines it swallowed are read again as rows."""
        first, *swallowed = self._taken or [""]
        self._given_back.extendleft(reversed(swallowed))
        excerpt = cut(first.strip())
        if "field larger" in str(error):
            return Record(number, problem=_too_large(), excerpt=excerpt)
        message = _(
            "The quotes of this row do not match. A cell in quotes ends with a quote before the next "
            "separator, and a quote inside it is doubled."
        )
        return Record(number, problem=message, excerpt=excerpt)

    def _refuse_stand_ins(self, record: Record) -> None:
        """A cell with a stand-in for what could not be read is the problem of its row."""
        for cell in record.cells:
            if TOO_LONG in cell:
                record.problem, record.excerpt = _too_large(), self._long_line
                return
            if UNREADABLE in cell:
                message = _("Some bytes of this row cannot be read as %(encoding)s.")
                record.problem = message % {"encoding": self.encoding}
                record.excerpt = cut(cell.replace(UNREADABLE, "\ufffd"))
                return


def _too_large() -> str:
    message = _("This row is too long. Allowed are %(cell)d characters in a cell and %(line)d in a line.")
    return message % {"cell": MAX_CELL, "line": MAX_LINE}
