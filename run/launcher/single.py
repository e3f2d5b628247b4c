"""One run per VAR_DIR."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from run.embedded.processes import find, read_pid
from smarketing.local import private_dir


class AlreadyRunningError(RuntimeError):
    """Another run holds this VAR_DIR; the message names it."""


@contextmanager
def only_one(var_dir: Path) -> Iterator[None]:
    """Hold the run lock of this VAR_DIR; the kernel frees it when its holder dies, however it dies."""
    with (private_dir(var_dir / "locks") / "run.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(
                f"A run is going on in {var_dir} already. Stop it with Ctrl-C there, or run a second copy "
                "beside it with a folder of its own: `make run PORT=8001 VAR_DIR=/tmp/second`."
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def find_run(var_dir: Path) -> psutil.Process | None:
    """Return the launcher of the run that goes on in this VAR_DIR, if there is one."""
    lock = var_dir / "locks" / "run.lock"
    if not lock.exists():
        return None
    with lock.open("r") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return find(pid=read_pid(lock), program="python", argument="manage.py")
    return None
