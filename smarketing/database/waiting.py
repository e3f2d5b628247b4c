"""The client's own deadline in a web process: a PostgreSQL that hangs neither answers nor closes the line.

psycopg2 waits in `wait` below instead of inside libpq, in connecting and in COMMIT too. That costs about 1.5
µs a statement, and COPY (`leads/capture/rows.py` writes by INSERT where it is in force).
"""

from __future__ import annotations

from typing import Any, Final

import psycopg2
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from psycopg2 import extensions

from outbox.waiting import is_ready_within
from smarketing.database.breaker import Breaker
from smarketing.database.bulkhead import STUCK_SECONDS, bulkhead
from values.patience import allowed_seconds, at_most, own_deadline

CONNECT_SECONDS: Final = 2.0  # libpq forgets its own connect_timeout where somebody else waits
PROBE_SECONDS: Final = 1.0
SLACK_SECONDS: Final = 1.0  # PostgreSQL's own limit comes first


class DatabaseSilent(psycopg2.OperationalError):  # type: ignore[misc]  # psycopg2 has no types
    """PostgreSQL did not answer in time, or missed an answer a moment ago; the connection is closed."""


def start_watching() -> None:
    """Put the deadline in force in this process; one of 0 seconds leaves it off."""
    if settings.DATABASE_LIMITS["web"]["silence"]:
        extensions.set_wait_callback(wait)


def wait(wire: Any) -> None:
    """Wait until PostgreSQL has answered. Raises DatabaseSilent, and psycopg2 then closes the connection."""
    own = own_deadline()
    if breaker.is_open and not own:
        raise DatabaseSilent("PostgreSQL is silent: not waited for.")
    seconds = own or _usual_seconds(wire)
    while (state := wire.poll()) != extensions.POLL_OK:
        if not _comes_within(seconds, wire, state):
            if not own:
                breaker.trip()
            raise DatabaseSilent(f"PostgreSQL was silent for {seconds:g} s.")


def _comes_within(seconds: float, wire: Any, state: int) -> bool:
    first = min(seconds, STUCK_SECONDS)
    if is_ready_within(first, wire, state):
        return True
    bulkhead.note_stuck()
    return is_ready_within(seconds - first, wire, state)


def _usual_seconds(wire: Any) -> float:
    if wire.status == extensions.STATUS_SETUP:
        return CONNECT_SECONDS
    usual: float = settings.DATABASE_LIMITS["web"]["silence"]
    allowed = allowed_seconds()
    return max(usual, allowed + SLACK_SECONDS) if allowed else usual


def _answers() -> bool:
    """Ask over a connection made for it: the others may have been cut off meanwhile."""
    probe = connections.create_connection("default")
    try:
        with at_most(PROBE_SECONDS), probe.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    finally:
        probe.close()
    return True


breaker: Final = Breaker(_answers)
