"""Opens a file as a table: the one place that knows which kinds of files there are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from files.csv_table import CsvTable, understand_csv
from files.layout import Clues, Layout, stamp_of
from files.problems import ImportRefused
from files.table import Table
from values.storable import make_storable


@contextmanager
def open_table(path: Path, *, layout: Layout | None = None, clues: Clues | None = None) -> Iterator[Table]:
    """The file as a table, read as it was understood before, or understood now.

    Raises ImportRefused when there is no such file, it is no table, or it was changed since.
    """
    with _open(path) as file:
        if layout is None:
            layout = understand_csv(file, clues or Clues())
        else:
            refuse_changed(os.fstat(file.fileno()), layout)
        yield CsvTable(file, layout)


def refuse_changed(stat: os.stat_result, layout: Layout) -> None:
    """Raise ImportRefused when this is not the file that was understood."""
    if stamp_of(stat) != layout.stamp:
        raise ImportRefused(_("The file was changed since it was uploaded. Please upload it again."))


def _open(path: Path) -> BinaryIO:
    if not path.is_file():
        raise ImportRefused(_("There is no file “%(path)s”.") % {"path": make_storable(str(path))})
    try:
        return path.open("rb")
    except OSError as error:
        message = _("“%(path)s” cannot be read: %(why)s.")
        reason = error.strerror or type(error).__name__
        raise ImportRefused(message % {"path": path, "why": reason}) from error
