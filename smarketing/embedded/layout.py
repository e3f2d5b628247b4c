"""Where the embedded servers keep their files, and the locks and secrets that live beside them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A unix socket path is limited to 104 bytes on macOS (108 on Linux), the closing NUL included.
MAX_SOCKET_PATH = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"


class EmbeddedServerError(RuntimeError):
    """An embedded server did not start; the message says which one, why, and what to do."""


def private_dir(path: Path) -> Path:
    """Make a directory that only its owner can read, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def socket_dir(var_dir: Path) -> Path:
    """Where both sockets of this `VAR_DIR` lie: inside it, or below /tmp when that path would be too long."""
    inside = var_dir / "run"
    if len(os.fsencode(inside / LONGEST_SOCKET_NAME)) <= MAX_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    return Path("/tmp") / f"smarketing-{os.getuid()}-{digest}"


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


@contextmanager
def locked(var_dir: Path, name: str) -> Iterator[int]:
    """Hold the named lock of this `VAR_DIR`; the kernel frees it when its holder dies.

    Yields the lock's descriptor: a child process that inherits it holds the lock too.
    """
    with (private_dir(var_dir / "locks") / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle.fileno()


def local_secret(var_dir: Path) -> str:
    """Return the secret key of a local run, made once per `VAR_DIR` and readable by its owner only."""
    path = private_dir(var_dir) / "secret_key"
    if not path.exists():
        with locked(var_dir, "secret_key"):
            if not path.exists():
                _write_private(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(text)
    draft.replace(path)
