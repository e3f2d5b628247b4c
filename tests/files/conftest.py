from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from files.opening import open_table
from files.table import Table
from tests.importing import write

TableOf = Callable[[str | bytes], Table]


@pytest.fixture
def table_of(tmp_path: Path) -> Iterator[TableOf]:
    """Opens a file with this content as a table, until the test ends."""
    with ExitStack() as stack:
        yield lambda content: stack.enter_context(open_table(write(tmp_path, content)))
