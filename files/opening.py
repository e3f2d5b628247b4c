"""Opens a file as a table: the one place that knows which kinds of files there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from files.csv_table import CsvTable, understand_csv
from files.layout import Clues, Layout
from files.sources import Source, changed_since, stamp_of
from files.table import Table


@contextmanager
def open_table(
    source: Source, *, layout: Layout | None = None, clues: Clues | None = None
) -> Iterator[Table]:
    """The file as a table, read as it was understood before, or understood now.

    Raises ImportRefused when there is no such file, it is no table, or it was changed since; StorageAway.
    """
    with source.open() as file:
        if layout is None:
            layout = understand_csv(file, clues or Clues())
        else:
            refuse_changed(stamp_of(file), layout)
        yield CsvTable(file, layout)


def refuse_changed(stamp: str, layout: Layout) -> None:
    """Raise ImportRefused when this is not the stamp of the file that was understood."""
    if stamp != layout.stamp:
        raise changed_since()
