"""The steps of `make run`, in order."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from accounts.models import Company, User
from demo import story
from demo.stage import PASSWORD
from run import build, embedded
from run.launcher.children import Children, Program, end_orphans
from run.launcher.servers import Servers
from run.launcher.single import only_one
from run.launcher.watch import Progress, answers, look_once, watch
from smarketing.local import locked, metrics_dir, private_dir

READY_SECONDS = 60.0


class LaunchError(RuntimeError):
    """A run cannot start or go on; the message says why and what to do."""


def programs(var_dir: Path) -> tuple[Program, ...]:
    """Return what runs beside the two servers; docker-compose.yml starts the same."""
    python = sys.executable
    celery = (python, "-m", "celery", "--quiet", "-A", "smarketing.celery")
    schedule = str(var_dir / "beat-schedule")
    return (
        Program("web", (python, "-m", "gunicorn", "-c", "python:smarketing.gunicorn_settings")),
        Program("worker", (*celery, "worker", "--concurrency=2", "--loglevel=WARNING")),
        Program("beat", (*celery, "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=WARNING")),
        Program("relay", (python, "manage.py", "relay")),
    )


def run(*, port: int, with_demo: bool, say: Callable[[str], None]) -> None:
    """Start everything, print where it is, and watch until Ctrl-C or SIGTERM; then stop everything.

    Raises LaunchError, or AlreadyRunningError when this VAR_DIR has a run going.
    """
    var_dir: Path = settings.VAR_DIR
    with only_one(var_dir):
        signal.signal(signal.SIGTERM, _leave)
        signal.signal(signal.SIGINT, _leave)  # a shell starts what it puts in the background deaf to Ctrl-C
        children = Children(
            record=var_dir / "processes.json", environment=_environment(port), directory=settings.BASE_DIR
        )
        servers = Servers(var_dir, say=say)
        progress = Progress(
            settings.HEARTBEAT_DIR,
            patience=settings.HANG_SECONDS,
            page=lambda: answers(f"http://127.0.0.1:{port}/health/live"),
        )
        try:
            _prepare(var_dir, servers, port=port, with_demo=with_demo, say=say)
            for program in programs(var_dir):
                children.start(program)
            _wait_for_first_page(children, port)
            look_once(children, progress, say=say)  # who hangs from now on no longer counts as starting
            _greet(port, with_demo=with_demo, say=say)
            watch(children, progress, servers, say=say)
        except KeyboardInterrupt:
            say("Stopping …")
        finally:
            _stop(children, var_dir)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stop(children: Children, var_dir: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
    children.stop()
    embedded.stop_all(var_dir)
    shutil.rmtree(metrics_dir(var_dir), ignore_errors=True)


def _prepare(
    var_dir: Path, servers: Servers, *, port: int, with_demo: bool, say: Callable[[str], None]
) -> None:
    if orphans := end_orphans(var_dir / "processes.json"):
        say(f"Ended {orphans} processes that an earlier run had left behind.")
    _check_port(port)
    shutil.rmtree(metrics_dir(var_dir), ignore_errors=True)
    private_dir(metrics_dir(var_dir))
    (var_dir / "staticfiles").mkdir(exist_ok=True)
    build.compile_messages()
    build.build_front_end()
    servers.start_when_possible()
    if is_behind():
        _manage("migrate", "--verbosity=0")
    if with_demo and not Company.objects.current():
        _manage("load_demo")
    connection.close()


def is_behind() -> bool:
    """Say whether a migration waits; asked here, so that a second start pays for no process of its own."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _manage(*arguments: str) -> None:
    """Run one command and wait for it, and for one that an earlier, killed run may have left at work.

    The command inherits the lock: when we are killed it keeps it until its end.
    """
    command = [sys.executable, "manage.py", *arguments]
    with locked(settings.VAR_DIR, "set-up") as held:
        code = subprocess.run(command, cwd=settings.BASE_DIR, check=False, pass_fds=[held]).returncode
    if code:
        raise LaunchError(f"`manage.py {' '.join(arguments)}` ended with code {code}; its words stand above.")


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LaunchError(
                f"Port {port} is taken ({error.strerror}). Choose another one: `make run PORT={port + 1}`."
            ) from error


def _environment(port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PORT": str(port),
        "VAR_DIR": str(settings.VAR_DIR),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics_dir(settings.VAR_DIR)),
        "PYTHONUNBUFFERED": "1",
        # The terminal shows the greeting and what goes wrong, not every request.
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        # On a fresh machine one is often root; a run for one person on loopback may be.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }


def _wait_for_first_page(children: Children, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not answers(f"http://127.0.0.1:{port}/", seconds=10):
        for program, code in children.ended():
            raise LaunchError(f"The {program.name} process ended with code {code}; its words stand above.")
        if time.monotonic() > deadline:
            raise LaunchError(f"No page after {READY_SECONDS:.0f} seconds; the log stands above.")
        time.sleep(0.1)


def _greet(port: int, *, with_demo: bool, say: Callable[[str], None]) -> None:
    say(f"\n  Smarketing: http://127.0.0.1:{port}\n")
    if with_demo:
        for line in _demo_logins():
            say(f"  {line}")
    elif not Company.objects.current():
        _manage("setup_code")
    say("\n  Ctrl-C stops everything.\n")


def _demo_logins() -> list[str]:
    """Return a line for each person of the demo; none where the company was set up by hand."""
    found = User.objects.filter(email__in=[person.email for person in story.PEOPLE], is_active=True)
    with translation.override("en"):  # as everything a terminal says
        lines = [f"{user.get_role_display():<14} {user.email}" for user in found.order_by("role", "email")]
    return [*lines, f"Password of all: {PASSWORD}"] if lines else []
