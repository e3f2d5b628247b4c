"""Figures read from a copy of the database, where DATABASE_REPLICA_URL names one, with its age said.

A copy that is away, too far behind or no copy any more is not read: the primary is, as without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from time import monotonic
from typing import Any, Final, Generic, TypeVar

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from counting.cache import one_moment
from values.patience import at_most
from values.reading import REPLICA, reading_from

logger = structlog.get_logger(__name__)
Made = TypeVar("Made")

ASK_SECONDS: Final = 1.0  # for so long an answer about its age is taken for the present one
PAUSE_SECONDS: Final = 5.0  # … and that it cannot be read
ANSWER_SECONDS: Final = 1.0  # what it may take to say how old it is, connecting included
COUNTED_AFTER: Final = 5.0  # a change stands in the figures after so many seconds
OWN_CHANGES: Final = "own_changes"  # the cookie of whoever has just changed something
TOO_SLOW: Final = "57014"

# None where it is no copy, or has not replayed anything since it began. It is as old as the last transaction
# it has, unless it has all there is: where nobody writes, that transaction grows old and the copy does not.
_AGE: Final = """
    SELECT CASE
        WHEN NOT pg_is_in_recovery() THEN NULL
        WHEN pg_last_wal_replay_lsn() >= %s::pg_lsn THEN 0
        ELSE greatest(0, extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()))
    END
"""


@dataclass(frozen=True, slots=True)
class Reading(Generic[Made]):
    """What was made of the figures, the moment up to which all is in them, and how old the copy was.

    `age` is in whole seconds and never too small; None where the primary was read.
    """

    made: Made
    as_of: datetime
    age: int | None


class Watch:
    """How old the copy is. Asked at most once a second by one thread, for all of the process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._age: float | None = None
        self._asked_at = float("-inf")
        self._is_read = True

    def usable_age(self) -> float | None:
        """Seconds it is behind by now, at most; None where it must not be read."""
        pause = PAUSE_SECONDS if self._age is None else ASK_SECONDS
        if monotonic() - self._asked_at >= pause and self._lock.acquire(blocking=False):
            try:
                self._note(measure_age())
            finally:
                self._lock.release()
        return None if self._age is None else self._age + monotonic() - self._asked_at

    def give_up(self, error: Exception) -> None:
        """It failed while it was read: nobody tries again for a moment."""
        connections[REPLICA].close()
        self._note(None, why=type(error).__name__)

    def _note(self, age: float | None, *, why: str = "away, or no copy") -> None:
        self._asked_at = monotonic()
        is_read = age is not None and age <= settings.DATABASE_REPLICA_MAX_SECONDS
        self._age = age if is_read else None
        if is_read is not self._is_read:
            self._is_read = is_read
            if is_read:
                logger.warning("replica_read_again", seconds=age)
            else:
                logger.warning("replica_not_read", why=why if age is None else "behind", seconds=age)


def measure_age() -> float | None:
    """Ask the copy how many seconds it is behind the primary; None where it does not know or answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        (written,) = cursor.fetchone()
    try:
        with at_most(ANSWER_SECONDS), connections[REPLICA].cursor() as cursor:
            cursor.execute(_AGE, [written])
            (age,) = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        connections[REPLICA].close()
        return None
    return None if age is None else float(age)


watch: Final = Watch()


def read_figures(request: HttpRequest, make: Callable[[], Made]) -> Reading[Made]:
    """Call `make`, which reads and does nothing else, on the copy if it may be read, else on the primary.

    Whoever has just changed something reads the primary, and so finds it there. What fails on the copy is
    done again on the primary, but for what only took too long, which would take as long there.
    """
    age = watch.usable_age() if _may_be_old(request) else None
    if age is None:
        return _read_primary(make)
    try:
        _knock()
        then = timezone.now() - timedelta(seconds=age)
        patience = at_most(settings.DATABASE_LIMITS["web"]["silence"])
        with reading_from(REPLICA), patience, one_moment(now=then) as moment:
            made = make()
    except (DatabaseError, InterfaceError) as error:
        if getattr(error.__cause__, "pgcode", None) == TOO_SLOW:
            raise
        watch.give_up(error)
        return _read_primary(make)
    return Reading(made, moment.as_of, max(1, ceil(age)))


def _read_primary(make: Callable[[], Made]) -> Reading[Made]:
    with one_moment() as moment:
        made = make()
        return Reading(made, moment.as_of, None)


def _knock() -> None:
    """Find out in a moment, and not after the time a statement may take, that the line leads nowhere."""
    with at_most(ANSWER_SECONDS), connections[REPLICA].cursor():
        pass


def _may_be_old(request: HttpRequest) -> bool:
    return bool(settings.DATABASE_REPLICA_URL) and OWN_CHANGES not in request.COOKIES


class OwnChangesMiddleware:
    """Remember in the browser of whoever has changed something that they read the primary for a while.

    In force only where there is a replica. For as long as a copy may be behind, and a change may wait to be
    counted: then it stands in every copy that is read at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._seconds = ceil(settings.DATABASE_REPLICA_MAX_SECONDS + COUNTED_AFTER)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in {"GET", "HEAD", "OPTIONS"} and response.status_code < 400:
            self._remember(response)
        return response

    def _remember(self, response: Any) -> None:
        response.set_cookie(
            OWN_CHANGES,
            "1",
            max_age=self._seconds,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
