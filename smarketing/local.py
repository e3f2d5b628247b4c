"""A run without servers of its own: where its files lie below `VAR_DIR`, and how its servers are reached.

The settings read this, so it imports nothing that needs them; `run` starts what is named here.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A unix socket path is limited to 104 bytes on macOS (108 on Linux), the closing NUL included.
MAX_SOCKET_PATH = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
MEMORY = Path("/dev/shm")
DATABASE = "smarketing"
OWNER = "postgres"


def private_dir(path: Path) -> Path:
    """Make a directory that only its owner can read, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def socket_dir(var_dir: Path) -> Path:
    """Where both sockets of this `VAR_DIR` lie: inside it, or below /tmp when that path would be too long."""
    inside = var_dir / "run"
    if len(os.fsencode(inside / LONGEST_SOCKET_NAME)) <= MAX_SOCKET_PATH:
        return inside
    return Path("/tmp") / f"smarketing-{os.getuid()}-{_digest(var_dir)}"


def _digest(var_dir: Path) -> str:
    return hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]


def metrics_dir(var_dir: Path) -> Path:
    """Where the processes of a run count what they do: in memory, where the system has a place for that.

    They write through mapped memory, and where the disk below it is full the kernel kills whoever writes.
    """
    if not os.access(MEMORY, os.W_OK):
        return var_dir / "metrics"
    return MEMORY / f"smarketing-{os.getuid()}-{_digest(var_dir)}"


def valkey_socket(var_dir: Path) -> Path:
    return socket_dir(var_dir) / "v.sock"


def database(var_dir: Path) -> dict[str, object]:
    """Return Django's DATABASES entry of the embedded PostgreSQL."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": OWNER,
        "HOST": str(socket_dir(var_dir)),
        "PORT": "5432",
    }


def redis_url(var_dir: Path) -> str:
    """Return the address of the embedded Valkey as Celery wants it."""
    return f"redis+socket://{valkey_socket(var_dir)}?virtual_host=0"


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
