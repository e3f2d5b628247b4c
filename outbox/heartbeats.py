"""Heartbeats: a process shows that it gets on with its work, not merely that it lives.

Two readers, two places. Whoever watches the processes of one machine reads a file and asks no server, so that
a database that is away makes nobody look hung. `/health/ready` reads the table, which knows all machines.
Nothing here needs Django until a row is written: the health check of a container imports it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable, Collection, Hashable
from pathlib import Path
from typing import Any

ROW_SECONDS = 2.0  # what writing a row may take at most, connecting included; then it is left out
BEATS_PER_HANG = 9  # so many beats are missed in a row before a process counts as hung
LONGEST_STEP_SECONDS = 5.0
HOST = socket.gethostname()[:100]

_KEEP = """
INSERT INTO outbox_heartbeat (kind, host, pid, started_at, progressed_at)
VALUES (%s, %s, %s, clock_timestamp() - %s * interval '1 second', clock_timestamp())
ON CONFLICT (kind, host, pid)
DO UPDATE SET started_at = EXCLUDED.started_at, progressed_at = EXCLUDED.progressed_at
"""
_KNOWN = "SELECT pid FROM outbox_heartbeat WHERE kind = %s AND host = %s"
_FORGET = "DELETE FROM outbox_heartbeat WHERE kind = %s AND host = %s AND pid = ANY(%s)"


class Heart:
    """The heartbeat of this process. `beat` is called wherever the main loop gets on.

    Never raises and never waits for more than two seconds, whatever disk and database do. `keeps_row` is off
    for those that only their parent watches.
    """

    def __init__(self, kind: str, *, directory: Path, hang_seconds: float, keeps_row: bool = True) -> None:
        self.kind = kind
        self.pid = os.getpid()
        self.path = sign_of(directory, kind, self.pid)
        self.every_seconds = hang_seconds / BEATS_PER_HANG
        self._keeps_row = keeps_row
        self._began_at = time.monotonic()
        self._shown_at = self._posted_at = float("-inf")
        self._clear_left_overs()

    def beat(self) -> None:
        """Say that the work got on: in the file nine times in what counts as a hang, every other time in the
        table too.
        """
        now = time.monotonic()
        if now - self._shown_at < self.every_seconds:
            return
        self._shown_at = now
        write_sign(self.path, now)
        if self._keeps_row and now - self._posted_at >= 2 * self.every_seconds:
            self._posted_at = now
            _run(_KEEP, [self.kind, HOST, self.pid, now - self._began_at])

    def stop(self) -> None:
        """End in order: nobody misses this process."""
        self.path.unlink(missing_ok=True)
        self._forget([self.pid])

    def _forget(self, pids: Collection[int]) -> None:
        if pids and self._keeps_row:
            _run(_FORGET, [self.kind, HOST, list(pids)])

    def _clear_left_overs(self) -> None:
        """Remove the signs and rows of processes of our kind that were killed here.

        In a container that was started again the signs are gone, and its processes have other numbers.
        """
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for pid in signed(self.path.parent, self.kind):
            if not is_running(pid):
                sign_of(self.path.parent, self.kind, pid).unlink(missing_ok=True)
        known = _run(_KNOWN, [self.kind, HOST]) if self._keeps_row else []
        self._forget([pid for (pid,) in known if not is_running(pid)])


class Silence:
    """For how long a sign has stayed the same, by how often we looked.

    Clocks may jump, and we may have been stopped ourselves: each look counts for five seconds at most, so
    that nobody is blamed for the time in which we did not look.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[Hashable, tuple[object, float, float]] = {}

    def seconds_of(self, key: Hashable, sign: object) -> float:
        """Look at a sign; return the seconds since it last changed, or since it was first looked at."""
        now = self._clock()
        last, looked_at, silent = self._seen.get(key, (sign, now, 0.0))
        silent = silent + min(now - looked_at, LONGEST_STEP_SECONDS) if last == sign else 0.0
        self._seen[key] = (sign, now, silent)
        return silent

    def keep_only(self, keys: Collection[Hashable]) -> None:
        """Forget all others."""
        self._seen = {key: seen for key, seen in self._seen.items() if key in keys}


def sign_of(directory: Path, kind: str, pid: int) -> Path:
    """Where the process of this kind and number leaves its sign."""
    return directory / f"{kind}-{pid}"


def write_sign(path: Path, now: float) -> None:
    """Write the machine's monotonic seconds over what stood there: for that a full disk has room."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(descriptor, f"{now:20.3f}\n".encode(), 0)
        finally:
            os.close(descriptor)


def read_sign(path: Path) -> float | None:
    """Return what a process wrote last, or None where there is none that can be read."""
    try:
        return float(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def signed(directory: Path, kind: str) -> list[int]:
    """Return the numbers of the processes of a kind that have a sign there, oldest name first."""
    ends = (path.name.removeprefix(f"{kind}-") for path in sorted(directory.glob(f"{kind}-*")))
    return [int(end) for end in ends if end.isdigit()]


def is_running(pid: int) -> bool:
    """Say whether there is a process of that number, ours or not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _run(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """Run one statement on a connection of its own. A database that is away is no matter here: no rows."""
    import psycopg2
    from django.db import connection

    from outbox.waiting import open_within

    with contextlib.suppress(psycopg2.Error, OSError):
        with open_within(ROW_SECONDS, connection.get_connection_params()) as run:
            return run(statement, values)
    return []
