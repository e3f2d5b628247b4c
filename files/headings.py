"""The headings of a table: how people read them, and which cannot be used."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from files.encoding import UNREADABLE
from files.problems import ImportRefused
from files.records import Record
from values.text import drop_invisible, shorten

MOST_COLUMNS: Final = 500
LONGEST_HEADING: Final = 300


def clean_heading(text: str) -> str:
    """A heading as people read it: without invisible characters, asterisks and outer or doubled spaces."""
    # Files put together from others have a byte order mark in their middle.
    visible = drop_invisible(unicodedata.normalize("NFC", text)).replace("\xa0", " ").replace("*", " ")
    return " ".join(visible.split())


def fold_heading(text: str) -> str:
    """What two headings must share to be the same one: letter case does not matter."""
    return clean_heading(text).casefold()


def read_headings(record: Record) -> tuple[str, ...]:
    """The headings in this record. Raises ImportRefused where one is missing, doubled or unreadable."""
    if record.problem:
        raise ImportRefused(
            _("The heading in row %(row)d cannot be read: %(problem)s")
            % {"row": record.number, "problem": record.problem}
        )
    columns = tuple(clean_heading(cell) for cell in record.cells)
    while columns and not columns[-1]:  # Excel leaves separators behind the last column
        columns = columns[:-1]
    if len(columns) > MOST_COLUMNS:
        message = _("%(count)d columns are too many, at most %(limit)d are allowed.")
        raise ImportRefused(message % {"count": len(columns), "limit": MOST_COLUMNS})
    _refuse_unclear(columns)
    return columns


def _refuse_unclear(columns: tuple[str, ...]) -> None:
    seen: dict[str, int] = {}
    for number, name in enumerate(columns, start=1):
        if not name:
            message = _("Column %(number)d has no heading. Every column needs one in the first row.")
            raise ImportRefused(message % {"number": number})
        if len(name) > LONGEST_HEADING or "\x00" in name or UNREADABLE in name:
            message = _("The heading of column %(number)d cannot be used: “%(name)s”.")
            raise ImportRefused(message % {"number": number, "name": shorten(name)})
        if fold_heading(name) in seen:
            message = _("The heading “%(name)s” stands twice, over the columns %(first)d and %(second)d.")
            values = {"name": shorten(name), "first": seen[fold_heading(name)], "second": number}
            raise ImportRefused(message % values)
        seen[fold_heading(name)] = number
