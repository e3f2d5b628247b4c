"""What an error of PostgreSQL, or of the storage of files, means to whoever waits for the page: come back,
and when, and what was saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import psycopg2
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from files.sources import StorageAway


@dataclass(frozen=True, slots=True)
class Words:
    """`code` is for programs, `text` for the API; pages have theirs in templates/unavailable.html."""

    code: str
    retry_after: int  # seconds
    text: str | Promise


class Fault(Enum):
    """Why it could not be done just now. None of them is a mistake of the request's.

    AWAY is LOST where PostgreSQL was told to commit and nobody knows whether it did (`commits.py`).
    """

    AWAY = Words(
        "DatabaseAway",
        5,
        _("The database does not answer. Nothing was saved; please try again in a moment."),
    )
    FILES = Words(
        "FilesAway",
        5,
        _("The storage of files does not answer. Nothing was saved; please try again in a moment."),
    )
    LOST = Words(
        "AnswerLost",
        5,
        _(
            "The database was lost while it was saving. Whether this was saved is not certain; "
            "have a look before you send it again."
        ),
    )
    BUSY = Words(
        "Busy",
        2,
        _("Somebody is changing this at the moment. Nothing was saved; please try again in a moment."),
    )
    SLOW = Words("TooSlow", 5, _("This took too long. Nothing was saved; please try again in a moment."))
    FULL = Words(
        "StorageFull",
        30,
        _("The database has no room left or takes nothing in. Nothing was saved."),
    )


_BY_STATE: Final = {
    "40001": Fault.BUSY,  # serialization failure
    "40P01": Fault.BUSY,  # deadlock
    "55P03": Fault.BUSY,  # lock not available
    "57014": Fault.SLOW,  # statement timeout
    "53100": Fault.FULL,  # disk full
    "25006": Fault.FULL,  # read-only transaction
    "25P03": Fault.AWAY,  # cut off: idle in a transaction
    "25P04": Fault.AWAY,  # cut off: the transaction took too long
}


def fault_of(error: BaseException | None) -> Fault | None:
    """Return the fault behind an error of Django's; None where it is something else, such as a bug of ours.

    Every other refusal that needs no mending of ours means that PostgreSQL is away: too many connections,
    shutting down, starting up, the line lost. libpq sometimes says the last without any state.
    """
    while error is not None:
        state = getattr(error.__cause__, "pgcode", None)
        if state in _BY_STATE:
            return _BY_STATE[state]
        is_lost = (
            type(error) is DatabaseError and state is None and isinstance(error.__cause__, psycopg2.Error)
        )
        if isinstance(error, StorageAway):
            return Fault.FILES
        if is_lost or isinstance(error, (OperationalError, InterfaceError)):
            return Fault.AWAY
        error = error.__cause__
    return None


def name_cause(error: BaseException | None) -> dict[str, str]:
    """The class of what the driver said, and PostgreSQL's code where it gave one."""
    while error is not None and not isinstance(error, psycopg2.Error) and error.__cause__ is not None:
        error = error.__cause__
    state = getattr(error, "pgcode", None)
    return {"error": f"{type(error).__module__}.{type(error).__qualname__}"} | (
        {"sqlstate": state} if state else {}
    )
