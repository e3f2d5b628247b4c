"""How PostgreSQL goes through all rows of its tables, where what it believes of their number may be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.utils import CursorWrapper


@contextmanager
def over_everything(cursor: CursorWrapper) -> Iterator[None]:
    """Within the block no row is compared with each of another table. The caller holds a transaction.

    Right after an import, or where one was rolled back, PostgreSQL takes thousands of rows for a few, and
    what it then compares one by one takes minutes. What a statement searches row by row (LATERAL) still is.
    """
    cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    # After an error the transaction takes nothing, and is rolled back.
    cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
