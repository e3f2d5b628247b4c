"""The one way rows are read, whatever kind of file they are in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import BinaryIO

from files.layout import Layout
from files.records import Record
from files.sources import stamp_of


class Table(ABC):
    """An open file as a table; see `files.opening.open_table`, which knows the kinds there are."""

    def __init__(self, file: BinaryIO, layout: Layout) -> None:
        self.file = file
        self.layout = layout

    @abstractmethod
    def read_all(self) -> Iterator[Record]:
        """Every record from the beginning of the file, blank ones left out, whatever is above the heading
        and the heading itself included.
        """

    def records(self) -> Iterator[Record]:
        """The rows below the heading, each with as many cells as there are columns, or with its problem.

        Each call begins anew; one pass must end before the next begins.
        """
        width, heading_row = len(self.layout.columns), self.layout.heading_row
        for record in self.read_all():
            if record.number > heading_row:
                record.fit(width)
                yield record

    @property
    def has_changed(self) -> bool:
        """Whether somebody wrote to the file since it was understood."""
        return stamp_of(self.file) != self.layout.stamp
