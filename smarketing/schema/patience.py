"""Changing a table that others use: never waited for long, since everybody after us would wait behind us.

A statement that wants a table to itself stands in the queue for it, and whoever comes then, to read or to
write, stands behind it. So it gives up sooner than a page does, lets them pass, and comes again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.db import OperationalError, connection

from smarketing.database.faults import Fault, fault_of

LOCK_SECONDS: Final = 0.5  # a page waits for a lock for 1.5 s (WEB_LOCK_SECONDS)
TRYING_SECONDS: Final = 600.0
PAUSE_SECONDS: Final = 2.0


class TablesAreHeldError(RuntimeError):
    """Somebody did not let go of a table for as long as we tried."""


def limit_waiting(*, is_atomic: bool) -> None:
    """Let statements of this connection wait for a lock only for a moment.

    What runs outside a transaction (an index built CONCURRENTLY) waits without anybody behind it, and must
    not be broken off: it would leave half an index.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {round(LOCK_SECONDS * 1000) if is_atomic else 0}")


def keep_trying(change: Callable[[], object], *, say: Callable[[str], None]) -> None:
    """Change, and again where somebody held a table. Raises TablesAreHeldError after ten minutes."""
    deadline = time.monotonic() + TRYING_SECONDS
    while True:
        try:
            change()
        except OperationalError as error:
            if fault_of(error) is not Fault.BUSY:
                raise
            if time.monotonic() > deadline:
                raise TablesAreHeldError from error
        else:
            return
        say("Somebody is working with this table. The portal goes on; trying again in a moment.")
        time.sleep(PAUSE_SECONDS)
