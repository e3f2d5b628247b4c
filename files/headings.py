"""The headings of a table: how people read them, what the nameless and the doubled are called."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import count
from typing import Final

from django.utils.translation import gettext as _

from files.encoding import UNREADABLE
from files.problems import ImportRefused
from files.records import Record
from values.text import drop_invisible, shorten

MOST_COLUMNS: Final = 500
LONGEST_HEADING: Final = 300


# Columns we put beside rows to be mended; when they come back they mean nothing.
OURS: Final = "Smarketing: "


def clean_heading(text: str) -> str:
    """A heading as people read it: without invisible characters, asterisks and outer or doubled spaces."""
    # Files put together from others have a byte order mark in their middle.
    visible = drop_invisible(unicodedata.normalize("NFC", text)).replace("\xa0", " ").replace("*", " ")
    return " ".join(visible.split())


def fold_heading(text: str) -> str:
    """What two headings must share to be the same one: letter case does not matter."""
    return clean_heading(text).casefold()


def heading_key(heading: str) -> str:
    """What a heading shares with the name of a field or one it is known by: “created_at”, “Created at”."""
    return fold_heading(heading).replace("_", " ")


def read_headings(record: Record, used: Collection[int]) -> tuple[str, ...]:
    """The headings in this record; `used` are the columns that hold anything below it.

    A column without a heading is called by its letter, "" where it holds nothing; a heading that comes again
    is numbered. Raises ImportRefused where one is unreadable.
    """
    if record.problem:
        raise ImportRefused(
            _("The heading in row %(row)d cannot be read: %(problem)s")
            % {"row": record.number, "problem": record.problem}
        )
    columns = [clean_heading(cell) for cell in record.cells]
    while columns and not columns[-1] and len(columns) - 1 not in used:
        columns.pop()  # Excel leaves separators behind the last column
    if len(columns) > MOST_COLUMNS:
        message = _("%(count)d columns are too many, at most %(limit)d are allowed.")
        raise ImportRefused(message % {"count": len(columns), "limit": MOST_COLUMNS})
    columns = ["" if name.startswith(OURS) else name for name in columns]
    _refuse_unreadable(columns)
    return _number([name or _letter_of(at, used) for at, name in enumerate(columns)])


def _refuse_unreadable(columns: Iterable[str]) -> None:
    for number, name in enumerate(columns, start=1):
        if len(name) > LONGEST_HEADING or "\x00" in name or UNREADABLE in name:
            message = _("The heading of column %(number)d cannot be used: “%(name)s”.")
            raise ImportRefused(message % {"number": number, "name": shorten(name)})


def _letter_of(at: int, used: Collection[int]) -> str:
    """“Column C”, as a spreadsheet counts; "" for a column that holds nothing."""
    if at not in used:
        return ""
    letters, left = "", at + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return _("Column %(letter)s") % {"letter": letters}


def _number(columns: Sequence[str]) -> tuple[str, ...]:
    """The headings with each one that comes again numbered: Email, Email 2."""
    taken = {fold_heading(name) for name in columns}
    seen: set[str] = set()
    numbered = []
    for name in columns:
        if name and fold_heading(name) in seen:
            name = next(  # noqa: PLW2901  # the same heading, told from the first
                other for again in count(2) if fold_heading(other := f"{name} {again}") not in taken
            )
            taken.add(fold_heading(name))
        seen.add(fold_heading(name))
        numbered.append(name)
    return tuple(numbered)
