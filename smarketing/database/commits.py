"""Whether anything a request asked for may have been saved: PostgreSQL was told to commit and maybe did.

An answer that was lost before that means for certain that nothing was saved; PostgreSQL forgets what it was
not told to keep. A statement outside a transaction commits itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg2 import extensions

BOOKKEEPING: Final = "accounts_callallowance"  # how often somebody calls; nobody asks for that to be saved
_told: Final[ContextVar[bool]] = ContextVar("told_to_commit", default=False)


class NotingLine(extensions.connection):  # type: ignore[misc]  # psycopg2 has no types
    """A connection that notes when it tells PostgreSQL to commit."""

    def commit(self) -> None:
        _told.set(True)
        super().commit()


def start_noting() -> None:
    """Note it on every connection that this process opens from now on."""
    settings.DATABASES["default"].setdefault("OPTIONS", {})["connection_factory"] = NotingLine
    connection_created.connect(_watch, dispatch_uid="smarketing.commits")


def forget() -> None:
    """Begin anew: what was committed until now, such as a call counted, was not what is asked for next."""
    _told.set(False)


def may_be_saved() -> bool:
    """Whether PostgreSQL was told to commit since the last `forget`."""
    return _told.get()


def _watch(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if note_lost_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(note_lost_statement)


def note_lost_statement(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run the statement; note where one that writes was lost without a transaction around it."""
    try:
        return execute(sql, params, many, context)
    except (DatabaseError, InterfaceError):
        is_asked_for = sql.lstrip()[:6].upper() != "SELECT" and BOOKKEEPING not in sql
        if is_asked_for and not context["connection"].in_atomic_block:
            _told.set(True)
        raise
