"""Starts and stops what is measured: the portal under gunicorn, the bare Django, worker and beat."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = "2", "4"
# Calls are counted as ever, and eight clients are never held up.
UNLIMITED = dict.fromkeys(("LIMIT_READS", "LIMIT_WRITES", "LIMIT_STRANGERS", "LIMIT_SEARCHES"), "1000000")
# structlog loads it where it finds it, and only developers have it.
NOT_IN_PRODUCTION = "rich"
CELERY = (sys.executable, "-m", "celery", "--quiet", "-A", "smarketing.celery")


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """A running process group: where it answers, and its first process."""

    port: int
    process: subprocess.Popen[bytes]

    def memory_mb(self) -> float:
        """Proportional memory of the process and its children, in MB (2**20 bytes)."""
        first = psutil.Process(self.process.pid)
        parts = [first, *first.children(recursive=True)]
        return float(sum(part.memory_full_info().pss for part in parts)) / 2**20

    def cpu_seconds(self) -> float:
        """Processor time of the process and its children until now, without that of PostgreSQL."""
        first = psutil.Process(self.process.pid)
        times = [part.cpu_times() for part in (first, *first.children(recursive=True))]
        return float(sum(one.user + one.system for one in times))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def portal(settings: str = "smarketing.settings") -> Iterator[Served]:
    """The portal as `make run` serves it."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:smarketing.gunicorn_settings"]
    with _started(command, path="/health/live", settings=settings) as served:
        yield served


def door() -> AbstractContextManager[Served]:
    """The portal with `bench.door` in it."""
    return portal("bench.door_settings")


@contextmanager
def bare() -> Iterator[Served]:
    """The bare Django, under the same server with as many workers and threads."""
    command = [sys.executable, "-m", "gunicorn", "bench.bare:application", "--worker-class", "gthread"]
    command += ["--workers", WORKERS, "--threads", THREADS, "--keep-alive", "5", "--log-level", "warning"]
    with _started(command, path="/select") as served:
        yield served


@contextmanager
def jobs() -> Iterator[tuple[Served, Served, Served]]:
    """Relay, worker and beat, as `make run` starts them."""
    schedule = str(Path(os.environ["VAR_DIR"]) / "beat-schedule")
    worker = [*CELERY, "worker", "--concurrency=2", "--loglevel=ERROR"]
    beat = [*CELERY, "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=ERROR"]
    relay = [sys.executable, "manage.py", "relay"]
    with _started(relay) as first, _started(worker) as second, _started(beat) as third:
        yield first, second, third


def _without(module: str) -> str:
    """A folder from which Python loads in its place what says that it is not installed."""
    folder = Path(os.environ["VAR_DIR"]) / "not_in_production"
    (folder / module).mkdir(parents=True, exist_ok=True)
    (folder / module / "__init__.py").write_text('raise ImportError("not installed in production")\n')
    return str(folder)


@contextmanager
def _started(
    command: Sequence[str], *, path: str = "", settings: str = "smarketing.settings"
) -> Iterator[Served]:
    port = free_port()
    environment = {
        **os.environ,
        **UNLIMITED,
        "PORT": str(port),
        "WEB_WORKERS": WORKERS,
        "WEB_THREADS": THREADS,
    }
    environment["DJANGO_SETTINGS_MODULE"] = settings
    environment["PYTHONPATH"] = _without(NOT_IN_PRODUCTION)
    bind = ["--bind", f"127.0.0.1:{port}"] if "bench.bare:application" in command else []
    process = subprocess.Popen([*command, *bind], cwd=ROOT, env=environment)
    try:
        if path:
            _wait_until_it_answers(f"http://127.0.0.1:{port}{path}", process)
        yield Served(port=port, process=process)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode} before it answered.")
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer within 30 s.")
