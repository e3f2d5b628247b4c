"""Writing the counts: of some cells with all that is summed from them, or of everything anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from counting import noting, paths, traits
from counting.lags import (
    LAG_CELLS,
    LAG_MONTH_KEY,
    LAG_MONTHS,
    LAG_TOTAL_KEY,
    LAG_TOTALS,
    STEPS_OF_MONTHS,
    STEPS_OF_TOTALS,
    STORE_LAGS,
    STORE_TOTALS,
    add_to_months,
    add_to_totals,
    sum_up,
)
from counting.measures import STORED
from counting.statements import (
    CELLS,
    KEY,
    LAG_COLUMNS,
    MONTH_KEY,
    MONTHS,
    NO_LAG,
    SUMS_OF_ALL_MONTHS,
    SUMS_OF_SOME_MONTHS,
    Statement,
    count_all_cells,
    count_some_cells,
)
from values.plans import over_everything

# What counts nothing any more, each found by an index of its own.
_REMOVE_EMPTY: Final = "; ".join(
    f"DELETE FROM {table} WHERE {condition}"
    for table, condition in [
        (CELLS, "leads = 0"),
        (MONTHS, "leads = 0"),
        (LAG_CELLS, NO_LAG),
        (LAG_MONTHS, "buckets = '{}'"),
        (LAG_TOTALS, "buckets = '{}'"),
        (traits.TRAIT_MONTHS, "count = 0"),
        (traits.TRAIT_TOTALS, "count = 0"),
    ]
)


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)})"


def _overwrite(columns: Sequence[str]) -> str:
    return f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in columns)}"


_CELLS: Final = (
    f"{_insert(CELLS, (*KEY, *STORED))} SELECT {', '.join((*KEY, *STORED))} FROM counted"
    f" ON CONFLICT ON CONSTRAINT cell_once {_overwrite(STORED)}"
)
_MONTHS: Final = _insert(MONTHS, (*MONTH_KEY, *STORED))
_STORE_MONTHS: Final = (
    f"{_MONTHS} {SUMS_OF_SOME_MONTHS} ON CONFLICT ON CONSTRAINT month_once {_overwrite(STORED)}"
)


def store_cells(cursor: CursorWrapper, columns: list[list[Any]], day: date) -> None:
    """Write what is counted of these cells (as four lists) as they are now, and what is summed from them.

    What that changes in past months is noted under this day, the company's.
    """
    cursor.execute(traits.REGISTER_SOME, columns)
    statement = _store_some()
    cursor.execute(statement.sql, [*columns, *statement.values, *noting.values(day)])
    cursor.execute(_STORE_MONTHS, columns)
    for store in (traits.STORE_SOME, *paths.STORE_SOME):
        cursor.execute(store, columns)
    remove_empty(cursor)


def remove_empty(cursor: CursorWrapper) -> None:
    """Take away what counts nothing any more."""
    cursor.execute(_REMOVE_EMPTY)


def store_everything(cursor: CursorWrapper, day: date) -> int:
    """Write all counts anew from all leads; returns the number of cells.

    Of past months only those changes are noted that were waiting to be counted.
    """
    with over_everything(cursor):
        for table in (MONTHS, LAG_CELLS, LAG_MONTHS, LAG_TOTALS):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(traits.REGISTER_ALL)
        statement = _store_all()
        cursor.execute(statement.sql, [*statement.values, *noting.values(day)])
        cells: int = cursor.rowcount
        cursor.execute(f"{_MONTHS} {SUMS_OF_ALL_MONTHS}")
        cursor.execute(add_to_months(sum_up(f"{STEPS_OF_MONTHS} AS step", LAG_MONTH_KEY)))
        cursor.execute(add_to_totals(sum_up(f"{STEPS_OF_TOTALS} AS step", LAG_TOTAL_KEY)))
        for store in (*traits.STORE_ALL, *paths.STORE_ALL):
            cursor.execute(store)
    return cells


@cache
def _store_some() -> Statement:
    counted = count_some_cells()
    sql = f"""
        WITH counted AS MATERIALIZED ({counted.sql}),
        {noting.NOTE_SOME},
        cells AS ({_CELLS}),
        {STORE_LAGS}
        {STORE_TOTALS}
    """
    return Statement(sql, counted.values)


@cache
def _store_all() -> Statement:
    counted = count_all_cells()
    columns = (*KEY, *LAG_COLUMNS)
    sql = f"""
        WITH counted AS MATERIALIZED ({counted.sql}),
        {noting.NOTE_WAITING},
        {noting.REMOVE_UNCOUNTED},
        lags AS (
            {_insert(LAG_CELLS, columns)} SELECT {", ".join(columns)} FROM counted WHERE NOT ({NO_LAG})
        )
        {_CELLS}
    """
    return Statement(sql, counted.values)
