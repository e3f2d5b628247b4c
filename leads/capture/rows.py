"""New rows into PostgreSQL: a few by INSERT, in one round trip; many by COPY, which is several times faster.

Either way each table takes one statement, so that the counting triggers run once, and no signal is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.db import connection, models
from psycopg2.extensions import get_wait_callback

from files.batches import in_batches

FEW: Final = 20
AT_ONCE: Final = 100  # rows that are put together before PostgreSQL gets them
NULL: Final = "\0"  # no text PostgreSQL can hold has it
# How COPY's text format writes what would end a value or a row.
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows of one model: `as_row` makes one of each item, with its values in the order of `columns`, and may
    not ask the database, which is reading meanwhile.

    `same` are columns all rows agree on; the model's defaults fill the others.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    items: Sequence[Any]
    same: Mapping[str, Any] = field(default_factory=dict)
    as_row: Callable[[Any], tuple[Any, ...]] = tuple

    @property
    def target(self) -> tuple[str, tuple[Any, ...]]:
        """The table and its columns as SQL names them, and what stands behind the values of every row."""
        columns = (*self.columns, *self.same)
        names, defaults = _complete(self.model, columns)
        return names, (*self.same.values(), *defaults)


def next_ids(counts: Mapping[type[models.Model], int]) -> dict[type[models.Model], list[int]]:
    """So many new primary keys of each model, in one round trip."""
    wanted = {model: count for model, count in counts.items() if count}
    ids: dict[type[models.Model], list[int]] = {model: [] for model in counts}
    if wanted:
        one = "ARRAY(SELECT nextval(%s) FROM generate_series(1, %s))"
        values = [
            value for model, count in wanted.items() for value in (f"{model._meta.db_table}_id_seq", count)
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(one for _ in wanted)}", values)
            ids.update(zip(wanted, cursor.fetchone(), strict=True))
    return ids


def write_rows(tables: Sequence[NewRows]) -> None:
    """Write all of them, in this order. Raises IntegrityError as a save would."""
    filled = [table for table in tables if table.items]
    # A web process waits with a deadline (smarketing/database/waiting.py), under which there is no COPY.
    if get_wait_callback() or sum(len(table.items) for table in filled) <= FEW:
        _insert(filled)
    else:
        for table in filled:
            _copy(table)


def _insert(tables: Sequence[NewRows]) -> None:
    statements, values = [], []
    for table in tables:
        target, same = table.target
        one = f"({', '.join(['%s'] * (len(table.columns) + len(same)))})"
        statements.append(f"INSERT INTO {target} VALUES {', '.join([one] * len(table.items))}")
        values += [value for row in map(table.as_row, table.items) for value in (*row, *same)]
    if statements:
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements), values)


def _copy(table: NewRows) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table.target[0]} FROM STDIN", _Lines(table))


class _Lines:
    """Rows as a file for COPY to read: PostgreSQL writes the first while the next are put together."""

    def __init__(self, table: NewRows) -> None:
        self._as_row = table.as_row
        self._end = "".join(f"\t{_escape(value)}" for value in table.target[1]) + "\n"
        self._parts = in_batches(table.items, AT_ONCE)

    def read(self, _size: int) -> str:
        part = next(self._parts, ())
        return "".join([_as_line(self._as_row(item)) + self._end for item in part])


@cache
def _complete(model: type[models.Model], columns: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The table with all its columns, and what a save would write into those not given."""
    others = [
        field
        for field in model._meta.concrete_fields
        if field.column not in columns and not field.primary_key
    ]
    names = ", ".join(f'"{name}"' for name in (*columns, *(field.column for field in others)))
    return f'"{model._meta.db_table}" ({names})', tuple(field.get_default() for field in others)


def _as_line(row: tuple[Any, ...]) -> str:
    """A row in COPY's text format; only one that holds a character of the format is looked at closely."""
    line = "\t".join(
        [value if isinstance(value, str) else NULL if value is None else str(value) for value in row]
    )
    is_plain = line.count("\t") == len(row) - 1 and line.count(NULL) == row.count(None)
    if is_plain and not ("\\" in line or "\n" in line or "\r" in line):
        return line.replace(NULL, r"\N")
    return "\t".join(map(_escape, row))


def _escape(value: Any) -> str:
    return r"\N" if value is None else str(value).translate(_ESCAPES)
