"""How many rows PostgreSQL goes through for a statement, whatever it believes of them: work, not time."""

from __future__ import annotations

from typing import Any

from django.db import connection

# Three rows in a hundred pages: what an analysis says of a table that is nearly empty, and was full of what
# was rolled back.
_BELIEVE_EMPTY = """
    UPDATE pg_class SET reltuples = 3, relpages = 100
    WHERE relkind = 'r' AND relname ~ '^(leads|handoff|feedback|firms)_'
"""
_TAKEN_OUT = ("Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")


def believe_empty() -> None:
    """Let PostgreSQL plan as if the tables held next to nothing, until the transaction ends.

    What is left of earlier tests in its statistics would have it join by hash in one run and not in another.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BELIEVE_EMPTY)
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")


def rows_gone_through(statement: str, values: Any = None) -> int:
    """Run the statement; returns the rows of all its steps, also those that a condition took out again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # as the jobs have it
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", values)
        ((plans,),) = cursor.fetchall()
    return _rows(plans[0]["Plan"])


def _rows(step: dict[str, Any]) -> int:
    own = step["Actual Rows"] + sum(step.get(name, 0) for name in _TAKEN_OUT)
    return int(own * step["Actual Loops"]) + sum(_rows(part) for part in step.get("Plans", []))
