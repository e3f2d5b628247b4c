"""Text with separators (CSV): its encoding, separator and headings are found out, its rows read by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from files.csv_reader import CsvReader
from files.encoding import as_text, check_encoding, detect_encoding
from files.heading_row import LOOKED_AT, find_heading, fitness
from files.headings import clean_heading, read_headings
from files.layout import Clues, Layout
from files.problems import ImportRefused
from files.records import Record
from files.sources import stamp_of
from files.table import Table

SEPARATORS: Final = (",", ";", "\t", "|")
MOST_ABOVE: Final = 1_000  # rows in which a heading somebody named is looked for
# Excel writes the separator into a first line of its own, if told to.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?')


class CsvTable(Table):
    def read_all(self) -> Iterator[Record]:
        return _read(self.file, self.layout.encoding, self.layout.separator)


def understand_csv(file: BinaryIO, clues: Clues) -> Layout:
    """Find out how an open file is to be read. Raises ImportRefused when it is no text, or its headings are
    missing or unreadable.
    """
    encoding = check_encoding(clues.encoding) if clues.encoding else detect_encoding(file)
    separator = _find_separator(file, encoding, clues.headings)
    heading = _find_heading(file, encoding, separator, clues)
    return Layout(
        encoding=encoding,
        separator=separator,
        heading_row=heading.number,
        columns=read_headings(heading, _find_used(file, encoding, separator, heading)),
        stamp=stamp_of(file),
    )


def _find_separator(file: BinaryIO, encoding: str, known: frozenset[str]) -> str:
    if declared := _declared_separator(file, encoding):
        return declared
    best, best_fitness = SEPARATORS[0], (0, False, 0.0, 0)
    for separator in SEPARATORS:
        records = list(islice(_read(file, encoding, separator), LOOKED_AT))
        found = fitness(records, known) if records else best_fitness
        if (found[0] or found[1]) and found > best_fitness:
            best, best_fitness = separator, found
    return best


def _declared_separator(file: BinaryIO, encoding: str) -> str:
    with as_text(file, encoding) as text:
        declared = _SEPARATOR_LINE.fullmatch(text.readline(100).strip().lstrip("\ufeff"))
    return declared[1] if declared else ""


def _find_heading(file: BinaryIO, encoding: str, separator: str, clues: Clues) -> Record:
    """The row somebody named, else the one that looks like a heading."""
    if clues.heading_row is not None:
        return _row_of(file, encoding, separator, clues.heading_row)
    skipped = 1 if _declared_separator(file, encoding) else 0
    above = islice(_read(file, encoding, separator), LOOKED_AT)
    records = [record for record in above if record.number > skipped]
    if not records:
        raise ImportRefused(_("The file holds no row. Allowed is a CSV file with a row of headings."))
    return find_heading(records, clues.headings)


def _row_of(file: BinaryIO, encoding: str, separator: str, number: int) -> Record:
    for record in islice(_read(file, encoding, separator), MOST_ABOVE):
        if record.number == number:
            return record
    message = _("Row %(row)d holds nothing that could be a heading.")
    raise ImportRefused(message % {"row": number})


def _find_used(file: BinaryIO, encoding: str, separator: str, heading: Record) -> set[int]:
    """The columns without a heading that hold something below it; the whole file is read for them alone."""
    nameless = {at for at, cell in enumerate(heading.cells) if not clean_heading(cell)}
    used: set[int] = set()
    if not nameless:
        return used
    for record in _read(file, encoding, separator):
        if record.number > heading.number and not record.problem:
            used |= {at for at in nameless - used if at < len(record.cells) and record.cells[at].strip()}
            if used == nameless:
                break
    return used


def _read(file: BinaryIO, encoding: str, separator: str) -> Iterator[Record]:
    with as_text(file, encoding) as text:
        yield from CsvReader(text, separator, encoding=encoding)
