"""New rows into PostgreSQL: a few by INSERT, in one round trip; many by COPY, which is several times faster.

Either way each table takes one statement, so that the counting triggers run once, and no signal is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import Any, Final

from django.db import connection, models

FEW: Final = 20
# How COPY's text format writes what would end a value or a row.
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows of one model, values in the order of `columns`; the model's defaults fill the other columns."""

    model: type[models.Model]
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def next_ids(counts: Mapping[type[models.Model], int]) -> dict[type[models.Model], list[int]]:
    """So many new primary keys of each model, in one round trip."""
    wanted = {model: count for model, count in counts.items() if count}
    ids: dict[type[models.Model], list[int]] = {model: [] for model in counts}
    if wanted:
        one = "ARRAY(SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s))"
        values = [value for model, count in wanted.items() for value in (model._meta.db_table, count)]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(one for _ in wanted)}", values)
            ids.update(zip(wanted, cursor.fetchone(), strict=True))
    return ids


def write_rows(tables: Sequence[NewRows]) -> None:
    """Write all of them, in this order. Raises IntegrityError as a save would."""
    filled = [table for table in tables if table.rows]
    if sum(len(table.rows) for table in filled) <= FEW:
        _insert(filled)
    else:
        for table in filled:
            _copy(table)


def _insert(tables: Sequence[NewRows]) -> None:
    statements, values = [], []
    for table in tables:
        target, defaults = _target(table.model, table.columns)
        one = f"({', '.join(['%s'] * (len(table.columns) + len(defaults)))})"
        statements.append(f"INSERT INTO {target} VALUES {', '.join([one] * len(table.rows))}")
        values += [value for row in table.rows for value in (*row, *defaults)]
    if statements:
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements), values)


def _copy(table: NewRows) -> None:
    target, defaults = _target(table.model, table.columns)
    end = "".join(f"\t{_as_text(value)}" for value in defaults) + "\n"
    lines = StringIO()
    for row in table.rows:
        lines.write("\t".join([_as_text(value) for value in row]) + end)
    lines.seek(0)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {target} FROM STDIN", lines)


@cache
def _target(model: type[models.Model], columns: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The table with its columns as SQL names them, and what a save would write into those not given."""
    others = [
        field
        for field in model._meta.concrete_fields
        if field.column not in columns and not field.primary_key
    ]
    names = ", ".join(f'"{name}"' for name in (*columns, *(field.column for field in others)))
    return f'"{model._meta.db_table}" ({names})', tuple(field.get_default() for field in others)


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES) if not value.isalnum() else value
    if value is None:
        return r"\N"
    return str(value)
