"""Waiting for PostgreSQL with an end: a server that was stopped keeps its connections and says nothing."""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import psycopg2
from psycopg2.extensions import POLL_OK, POLL_READ


def is_ready_within(seconds: float, wire: Any, state: int) -> bool:
    """Whether psycopg2 can go on with this connection; `state` is what its `poll` asked for."""
    poller = select.poll()
    poller.register(wire.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
    return bool(poller.poll(max(seconds, 0) * 1000))


def wait_at_most(seconds: float) -> Callable[[Any], None]:
    """Return a wait callback for psycopg2: raises OperationalError once an answer has taken longer."""

    def wait(connection: Any) -> None:
        deadline = time.monotonic() + seconds
        while (state := connection.poll()) != POLL_OK:
            if not is_ready_within(deadline - time.monotonic(), connection, state):
                raise psycopg2.OperationalError(f"PostgreSQL did not answer within {seconds:g} s.")

    return wait


@contextlib.contextmanager
def open_within(
    seconds: float, parameters: Mapping[str, Any]
) -> Iterator[Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]]:
    """Connect, and yield what runs and commits a statement and returns its rows; each may take that long.

    Raises psycopg2.Error. Beside Django's connection, and without threads: a loop that forks may use it.
    """
    wait = wait_at_most(seconds)
    connection = psycopg2.connect(**parameters, async_=1)
    try:
        wait(connection)
        cursor = connection.cursor()

        def run(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
            cursor.execute(statement, values)
            wait(connection)
            return cursor.fetchall() if cursor.description else []

        yield run
    finally:
        connection.close()
