"""Text with separators (CSV): its encoding, separator and headings are found out, its rows read by them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from files.csv_reader import CsvReader
from files.encoding import as_text, check_encoding, detect_encoding
from files.headings import read_headings
from files.layout import Layout, stamp_of
from files.problems import ImportRefused
from files.records import Record
from files.table import Table

SEPARATORS: Final = (",", ";", "\t", "|")
SNIFFED: Final = 30  # records
# Excel writes the separator into a first line of its own, if told to.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?')


class CsvTable(Table):
    def read_all(self) -> Iterator[Record]:
        return _read(self.file, self.layout.encoding, self.layout.separator)


def understand_csv(file: BinaryIO, *, encoding: str = "") -> Layout:
    """Find out how an open file is to be read; `encoding` is one the user declared.

    Raises ImportRefused when it is no text, or its headings are missing, doubled or unreadable.
    """
    found = check_encoding(encoding) if encoding else detect_encoding(file)
    separator, heading = _find_heading(file, found)
    return Layout(
        encoding=found,
        separator=separator,
        heading_row=heading.number,
        columns=read_headings(heading),
        stamp=stamp_of(os.fstat(file.fileno())),
    )


def _find_heading(file: BinaryIO, encoding: str) -> tuple[str, Record]:
    """The separator and the first row that holds anything."""
    with as_text(file, encoding) as text:
        first_line = text.readline(100).strip().lstrip("\ufeff")
    declared = _SEPARATOR_LINE.fullmatch(first_line)
    separator = declared[1] if declared else _sniff(file, encoding)
    for record in _read(file, encoding, separator):
        if not (declared and record.number == 1):
            return separator, record
    raise ImportRefused(_("The file holds no row. Allowed is a CSV file with a heading in its first row."))


def _sniff(file: BinaryIO, encoding: str) -> str:
    """The separator that parts most rows like the heading, and the heading into most columns."""
    best, best_score = SEPARATORS[0], (0.0, 0)
    for separator in SEPARATORS:
        widths = [len(record.cells) for record in islice(_read(file, encoding, separator), SNIFFED)]
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = separator, score
    return best


def _read(file: BinaryIO, encoding: str, separator: str) -> Iterator[Record]:
    with as_text(file, encoding) as text:
        yield from CsvReader(text, separator, encoding=encoding)
