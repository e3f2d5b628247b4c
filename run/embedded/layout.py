"""The directory of the embedded servers' sockets, and what is raised when a server does not start."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from smarketing.local import private_dir, socket_dir

LEAST_ROOM = 1_000_000  # bytes; with less neither server writes as much as the files it starts with


class EmbeddedServerError(RuntimeError):
    """An embedded server did not start; the message says which one, why, and what to do."""


class NoRoomError(EmbeddedServerError):
    """A server cannot start before somebody has made room on the disk."""


def check_room(var_dir: Path, server: str) -> None:
    """Raise NoRoomError where the disk is full: the server itself could not even write why into its log."""
    free = shutil.disk_usage(var_dir).free
    if free < LEAST_ROOM:
        raise NoRoomError(
            f"{server} cannot start: no space left on the disk of {var_dir} ({free // 1000} kB free). "
            "Free some."
        )


def ensure_socket_dir(var_dir: Path) -> Path:
    """Make the socket directory, and refuse one that somebody else owns or can write to."""
    path = private_dir(socket_dir(var_dir))
    found = path.lstat()
    if path.is_relative_to(var_dir):
        return path
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise EmbeddedServerError(
            f"The socket directory {path} must be a directory that only you can write to. "
            "Remove it, or set VAR_DIR to a shorter path."
        )
    return path
