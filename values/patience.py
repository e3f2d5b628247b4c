"""How long PostgreSQL may take where that is longer than usual: a page, a job and a command have limits of
their own (`smarketing/database/limits.py`), and a few statements need more than theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

_allowed: Final[ContextVar[float]] = ContextVar("allowed_seconds", default=0.0)
# A deadline of the caller's own: it waits even while others are refused, and tells nobody when it is missed.
_own: Final[ContextVar[float]] = ContextVar("own_deadline", default=0.0)

_WAIT_FOR_LOCK: Final = """
    SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;
    SELECT pg_advisory_xact_lock(%s);
    SET LOCAL lock_timeout TO DEFAULT; SET LOCAL statement_timeout TO DEFAULT
"""


def allowed_seconds() -> float:
    """How long the statement at hand may take; 0 where the usual limit holds."""
    return _allowed.get()


def own_deadline() -> float:
    """How long whoever waits here has said that it waits for an answer; 0 where nothing was said."""
    return _own.get()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Wait so long for each answer within the block, and no longer; in a web process, others wait as long as
    PostgreSQL lets them.
    """
    before = _own.set(seconds)
    try:
        yield
    finally:
        _own.reset(before)


@contextmanager
def long_statements(seconds: int) -> Iterator[None]:
    """Let each statement of the block take so long. The caller holds a transaction."""
    before = _allowed.set(float(seconds))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [seconds * 1000])
        yield
        with (
            connection.cursor() as cursor
        ):  # after an error the transaction takes nothing, and is rolled back
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    finally:
        _allowed.reset(before)


def allow_silence(seconds: int) -> None:
    """Let the transaction at hand, if there is one, say nothing for so long: somebody else is waited for."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = %s", [seconds * 1000])


def wait_for_lock(cursor: CursorWrapper, key: int) -> None:
    """Hold the advisory lock until the transaction ends, however long others hold it."""
    cursor.execute(_WAIT_FOR_LOCK, [key])
