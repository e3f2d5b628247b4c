from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from files.layout import Clues
from files.opening import open_table
from files.sources import LocalFile
from files.table import Table
from tests.importing import write


class TableOf(Protocol):
    def __call__(self, content: str | bytes, known: frozenset[str] = frozenset()) -> Table: ...


@pytest.fixture
def table_of(tmp_path: Path) -> Iterator[TableOf]:
    """Opens a file with this content as a table, until the test ends."""
    with ExitStack() as stack:

        def open_it(content: str | bytes, known: frozenset[str] = frozenset()) -> Table:
            return stack.enter_context(
                open_table(LocalFile(write(tmp_path, content)), clues=Clues(headings=known))
            )

        yield open_it
