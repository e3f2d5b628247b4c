"""Where the present code reads: from the primary, or from a copy that is a little behind it.

Nothing but figures is ever read from the copy (`insights/replica.py`), and nothing is written to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

REPLICA: Final = "replica"

_alias: Final[ContextVar[str]] = ContextVar("reading_from", default=DEFAULT_DB_ALIAS)


def alias_to_read() -> str:
    """The name of the database to read from here.

    Inside a transaction that is the primary, always: what it wrote stands there only, and what it reads has
    to hold together with what it writes.
    """
    return DEFAULT_DB_ALIAS if transaction.get_connection().in_atomic_block else _alias.get()


def read_connection() -> BaseDatabaseWrapper:
    """For statements of one's own, which no router sees."""
    return connections[alias_to_read()]


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """Read from this database within the block."""
    before = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(before)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Let all that is read within the block be of one moment, and nothing be written.

    What already reads inside a transaction has that transaction's own way.
    """
    alias = alias_to_read()
    if connections[alias].in_atomic_block:
        yield
        return
    with transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


class ReadRouter:
    """What Django asks for each queryset; in force only where there is a replica."""

    def db_for_read(self, _model: Any, **_hints: Any) -> str:
        return alias_to_read()

    def db_for_write(self, _model: Any, **_hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Any, _other: Any, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
