"""A run in which a process is stopped or the disk is full: what is noticed, replaced, back, and how soon."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from outbox.heartbeats import signed
from run.embedded.processes import is_alive
from smarketing import local
from tests.faults.saboteur import sabotaged
from tests.run.running import Run
from tests.waiting import wait_for

pytestmark = pytest.mark.soak  # in no group: each has servers of its own, and two run side by side
KINDS = ["worker", "child", "relay", "beat", "web"]
NOTICED_SECONDS = 60
# Celery may take eight seconds to close a line to a Redis that hangs; the launcher, busy with servers that
# do not start, looks seldom: of fifteen seconds without a beat it hears after about a minute.
PATIENCE, AWAY_SECONDS = "15", 100


def started(run: Run, **environment: str) -> Run:
    """The run, once all of it gets on."""
    run.environment.update(environment)
    run.start()
    assert wait_for(run.is_ready), run.log.read_text()
    assert wait_for(run.gets_on), run.ready()
    return run


def pid_of(run: Run, kind: str) -> int:
    """One process of that kind."""
    if kind == "web":
        rows = json.loads((run.var_dir / "processes.json").read_text())
        return next(int(row["pid"]) for row in rows if "gunicorn" in row["command"])
    return signed(run.var_dir / "heartbeats", kind)[0]


def process_of(run: Run, kind: str) -> psutil.Process:
    """One that runs: who was just replaced may be named for a moment yet."""
    deadline = time.monotonic() + NOTICED_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(psutil.NoSuchProcess, StopIteration, IndexError, FileNotFoundError):
            return psutil.Process(pid_of(run, kind))
        time.sleep(0.1)
    raise AssertionError(f"no {kind} runs: {run.log.read_text()}")


def stop_one(run: Run, kind: str) -> dict[str, float]:
    """Stop a process; return after how many seconds it was said, gone, and everything got on again."""
    process = process_of(run, kind)
    figures: dict[str, float] = {}
    process.suspend()
    began = time.monotonic()

    def look() -> bool:
        after = round(time.monotonic() - began, 1)
        if not run.gets_on():
            figures.setdefault("said", after)
        if not is_alive(process):
            figures.setdefault("gone", after)
        return "gone" in figures and run.gets_on() and not process.is_running()

    if wait_for(look, seconds=2 * NOTICED_SECONDS):
        figures["back"] = round(time.monotonic() - began, 1)
    elif is_alive(process):
        process.resume()
    return figures


@pytest.mark.parametrize("kind", KINDS)
def test_process_that_hangs_is_replaced_within_a_minute_and_work_goes_on(
    run: Run, kind: str, say: Callable[[str], None]
) -> None:
    started(run)
    figures = stop_one(run, kind)
    say(f"{kind} stopped, with the usual patience: {figures}")
    assert figures["gone"] < NOTICED_SECONDS, run.log.read_text()
    assert figures["back"] < NOTICED_SECONDS + 15
    if kind in {"worker", "relay", "beat"}:
        assert figures["said"] < NOTICED_SECONDS
    before = run.counted_tasks()
    assert wait_for(lambda: run.counted_tasks() > before, seconds=20), run.log.read_text()


def test_twenty_hangs_one_after_the_other(run: Run, dice: random.Random, say: Callable[[str], None]) -> None:
    started(run, HANG_SECONDS="6")
    for _ in range(20):
        kind = dice.choice(KINDS)
        figures = stop_one(run, kind)
        say(f"{kind}: {figures}")
        assert "back" in figures, (kind, run.ready(), run.log.read_text())
    before = run.counted_tasks()
    assert wait_for(lambda: run.counted_tasks() > before, seconds=20), run.log.read_text()


def test_process_that_hangs_stays_without_the_watch(run: Run) -> None:
    """The twin: with a patience of a day nobody sees it, for much longer than the six seconds above take."""
    started(run, HANG_SECONDS="86400")
    process = psutil.Process(pid_of(run, "relay"))
    process.suspend()
    time.sleep(25)
    assert process.status() == psutil.STATUS_STOPPED
    process.resume()


def stop_both_servers(run: Run, *, until: Callable[[], bool] = lambda: False) -> None:
    """Again and again: the launcher wakes or replaces them."""
    end = time.monotonic() + AWAY_SECONDS
    while time.monotonic() < end and not until():
        for server in run.servers():
            with contextlib.suppress(psutil.NoSuchProcess):
                server.suspend()
        time.sleep(0.2)
    for server in run.servers():
        server.resume()


def pids_of(run: Run) -> dict[str, int]:
    return {kind: pid_of(run, kind) for kind in ("worker", "relay", "beat", "web")}


def test_nobody_is_replaced_while_both_servers_are_away(run: Run) -> None:
    """Whoever waits for a server gets on: the numbers of all four stay the same."""
    started(run, HANG_SECONDS=PATIENCE)
    before = pids_of(run)
    stop_both_servers(run)
    assert wait_for(run.gets_on, seconds=60), run.ready()
    assert pids_of(run) == before, run.log.read_text()


def test_those_who_wait_are_replaced_where_a_heart_asks_the_servers(run: Run) -> None:
    """The twin: a server that is away makes others look hung."""
    started(run, HANG_SECONDS=PATIENCE, **sabotaged("hearts_that_ask"))

    def is_blamed() -> bool:
        return f"got nothing done for {PATIENCE} s; replacing it" in run.log.read_text()

    stop_both_servers(run, until=is_blamed)
    assert is_blamed()


@pytest.fixture
def small_disk(run: Run) -> Iterator[Path]:
    """A disk of 250 MB, which holds all of the run."""
    command = ["mount", "-t", "tmpfs", "-o", "size=250m", "tmpfs", str(run.var_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"No file system of our own could be mounted here: {done.stderr.strip()}")
    yield run.var_dir
    for process in run.processes():
        process.kill()
    time.sleep(1)
    subprocess.run(["umount", "--lazy", str(run.var_dir)], check=True)


def fill(disk: Path) -> list[Path]:
    """Write until nothing fits any more."""
    ballast = []
    for size in (65536, 512):
        path = disk / f"ballast-{size}"
        with path.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                ballast.append(path)
    return ballast


def write_log_until_it_fails(var_dir: Path) -> None:
    """Make PostgreSQL write ahead until it has no room for it, and gives up."""
    with pytest.raises(psycopg2.Error):
        connection = psycopg2.connect(
            host=str(local.socket_dir(var_dir)), dbname="smarketing", user="postgres"
        )
        with connection.cursor() as cursor:
            while True:
                cursor.execute("SELECT pg_logical_emit_message(true, 'x', repeat('x', 1000000))")
                connection.commit()


def keep_little_log(var_dir: Path) -> None:
    """What PostgreSQL keeps of its log to write over again must not fill the small disk by itself."""
    connection = psycopg2.connect(host=str(local.socket_dir(var_dir)), dbname="smarketing", user="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET max_wal_size = '64MB'")
        cursor.execute("ALTER SYSTEM SET min_wal_size = '32MB'")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


def test_run_with_a_full_disk_answers_503_and_comes_back_by_itself(
    run: Run, small_disk: Path, say: Callable[[str], None]
) -> None:
    run.log = small_disk.with_suffix(".log")
    started(run)
    web, launcher = pid_of(run, "web"), run.launcher
    ballast = fill(small_disk)
    write_log_until_it_fails(small_disk)
    assert wait_for(lambda: run.status("/accounts/login/") == 503, seconds=20)
    for child in psutil.Process(web).children():
        os.kill(child.pid, signal.SIGKILL)  # a web worker that starts while nothing can be written
    assert wait_for(lambda: run.status("/health/live") == 200, seconds=20)
    assert wait_for(lambda: "PostgreSQL cannot start: no space left" in run.log.read_text(), seconds=30)
    time.sleep(60)
    assert launcher.poll() is None, run.log.read_text()
    say(f"After there was room: {come_back(run, ballast)}")
    run.log.unlink()


def come_back(run: Run, ballast: list[Path]) -> dict[str, float]:
    """Make room; after how many seconds pages were answered, and everything got on again."""
    for path in ballast:
        path.unlink()
    began = time.monotonic()
    assert wait_for(lambda: run.status("/accounts/login/") == 200, seconds=60), run.log.read_text()
    pages = time.monotonic() - began
    assert wait_for(run.gets_on, seconds=60 - pages), run.ready()
    return {"pages": round(pages, 1), "everything": round(time.monotonic() - began, 1)}


def test_run_comes_back_from_a_full_disk_each_of_twenty_times(
    run: Run, small_disk: Path, say: Callable[[str], None]
) -> None:
    run.log = small_disk.with_suffix(".log")
    started(run)
    keep_little_log(small_disk)
    for _ in range(20):
        ballast = fill(small_disk)
        write_log_until_it_fails(small_disk)
        assert wait_for(lambda: run.status("/accounts/login/") == 503, seconds=20)
        say(f"After there was room: {come_back(run, ballast)}")
    assert run.launcher.poll() is None, run.log.read_text()
    run.log.unlink()


def test_launcher_without_patience_ends_on_a_full_disk(run: Run, small_disk: Path) -> None:
    """The twin: it is over for good, though there may be room in a minute."""
    run.log = small_disk.with_suffix(".log")
    started(run, **sabotaged("no_patience_with_servers"))
    fill(small_disk)
    write_log_until_it_fails(small_disk)
    assert wait_for(lambda: run.launcher.poll() is not None, seconds=60)
    run.log.unlink()
