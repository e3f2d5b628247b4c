"""A file as a table: its encoding, separator and headings, and its rows one after the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from django.utils.translation import gettext as _

from files.encoding import UNREADABLE, check_encoding, detect_encoding
from files.problems import ImportRefused
from files.records import Record, RecordReader
from values.text import shorten

DELIMITERS: Final = (",", ";", "\t", "|")
SNIFFED: Final = 30  # records
MOST_COLUMNS: Final = 500
LONGEST_HEADING: Final = 300
# Excel writes the separator into a first line of its own, if told to.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?')
_INVISIBLE = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")


def clean_heading(text: str) -> str:
    """A heading as people read it: without BOM, invisible characters, asterisks and outer or doubled
    spaces.
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\xa0", " ").replace("*", " ")
    return " ".join(visible.split())


def fold_heading(text: str) -> str:
    """What two headings must share to be the same one: letter case does not matter."""
    return clean_heading(text).casefold()


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Where and how to read; the rows themselves are read anew by each call of `records`."""

    path: Path
    encoding: str
    delimiter: str
    heading_row: int
    columns: tuple[str, ...]

    def find(self, column: str) -> int | None:
        """The place of a column by its heading, never by position."""
        wanted = fold_heading(column)
        return next((place for place, name in enumerate(self.columns) if fold_heading(name) == wanted), None)

    def records(self) -> Iterator[Record]:
        """The rows below the heading, each with as many cells as there are columns, or with its problem."""
        width = len(self.columns)
        with open_text(self.path, self.encoding) as stream:
            for record in RecordReader(stream, self.delimiter, encoding=self.encoding):
                if record.number <= self.heading_row:
                    continue
                if len(record.cells) != width and not record.problem:
                    _fit(record, width)
                yield record


def open_text(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="mark_unreadable", newline="")


def open_table(path: Path, *, encoding: str = "") -> Table:
    """Find out how a file is to be read.

    Raises ImportRefused when there is no such file, it is no text, or its headings are doubled or missing.
    """
    if not path.is_file():
        raise ImportRefused(_("There is no file “%(path)s”.") % {"path": path})
    try:
        found = check_encoding(encoding) if encoding else detect_encoding(path)
        delimiter, heading = _find_heading(path, found)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ImportRefused(
            _("“%(path)s” cannot be read: %(why)s.") % {"path": path, "why": reason}
        ) from error
    return Table(
        path=path,
        encoding=found,
        delimiter=delimiter,
        heading_row=heading.number,
        columns=_check_headings(heading),
    )


def _find_heading(path: Path, encoding: str) -> tuple[str, Record]:
    """The separator and the first row that holds anything."""
    with open_text(path, encoding) as stream:
        first = stream.readline(100).strip().lstrip("\ufeff")
    declared = _SEPARATOR_LINE.fullmatch(first)
    delimiter = declared[1] if declared else _sniff(path, encoding)
    with open_text(path, encoding) as stream:
        records = iter(RecordReader(stream, delimiter, encoding=encoding))
        heading = next((record for record in records if not (declared and record.number == 1)), None)
    if heading is None:
        raise ImportRefused(
            _("The file holds no row. Allowed is a CSV file with a heading in its first row.")
        )
    return delimiter, heading


def _sniff(path: Path, encoding: str) -> str:
    """The separator that parts most rows like the heading, and the heading into most columns."""
    best, best_score = DELIMITERS[0], (0.0, 0)
    for delimiter in DELIMITERS:
        with open_text(path, encoding) as stream:
            reader = RecordReader(stream, delimiter, encoding=encoding)
            widths = [len(record.cells) for record in islice(reader, SNIFFED)]
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _check_headings(heading: Record) -> tuple[str, ...]:
    if heading.problem:
        raise ImportRefused(
            _("The heading in row %(row)d cannot be read: %(problem)s")
            % {"row": heading.number, "problem": heading.problem}
        )
    columns = tuple(clean_heading(cell) for cell in heading.cells)
    while columns and not columns[-1]:  # Excel leaves separators behind the last column
        columns = columns[:-1]
    if len(columns) > MOST_COLUMNS:
        message = _("%(count)d columns are too many, at most %(limit)d are allowed.")
        raise ImportRefused(message % {"count": len(columns), "limit": MOST_COLUMNS})
    _refuse_unclear(columns)
    return columns


def _refuse_unclear(columns: tuple[str, ...]) -> None:
    seen: dict[str, int] = {}
    for place, name in enumerate(columns, start=1):
        if not name:
            message = _("Column %(place)d has no heading. Every column needs one in the first row.")
            raise ImportRefused(message % {"place": place})
        if len(name) > LONGEST_HEADING or "\x00" in name or UNREADABLE in name:
            message = _("The heading of column %(place)d cannot be used: “%(name)s”.")
            raise ImportRefused(message % {"place": place, "name": shorten(name)})
        if fold_heading(name) in seen:
            message = _("The heading “%(name)s” stands twice, over the columns %(first)d and %(second)d.")
            values = {"name": shorten(name), "first": seen[fold_heading(name)], "second": place}
            raise ImportRefused(message % values)
        seen[fold_heading(name)] = place


def _fit(record: Record, width: int) -> None:
    """Drop blank cells behind the last column; any other difference is the row's problem."""
    if len(record.cells) > width and not any(cell.strip() for cell in record.cells[width:]):
        del record.cells[width:]
        return
    message = _("This row has %(found)d cells, the heading has %(wanted)d.")
    record.problem = message % {"found": len(record.cells), "wanted": width}
    record.excerpt = " | ".join(record.cells)[:200]
