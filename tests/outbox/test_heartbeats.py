"""Heartbeats: what shows that a process gets on, who reads it, and that nothing makes it wait."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from outbox import heartbeats, work
from outbox.heartbeats import HOST, Heart, Silence, read_sign, sign_of, signed, write_sign
from outbox.models import Heartbeat
from outbox.waiting import open_within

pytestmark = pytest.mark.xdist_group("outbox")


def make_heart(directory: Path, *, hang_seconds: float = 45, keeps_row: bool = False) -> Heart:
    return Heart("worker", directory=directory, hang_seconds=hang_seconds, keeps_row=keeps_row)


def pid_of_nobody() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def silent_server() -> Iterator[dict[str, Any]]:
    """The address of a server that takes connections and says nothing, as a stopped PostgreSQL does."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield {"host": "127.0.0.1", "port": listening.getsockname()[1], "user": "nobody", "dbname": "none"}


def test_beat_leaves_the_monotonic_second(tmp_path: Path) -> None:
    before = time.monotonic()
    make_heart(tmp_path).beat()
    sign = read_sign(sign_of(tmp_path, "worker", os.getpid()))
    assert sign is not None
    assert before - 0.01 <= sign <= time.monotonic() + 0.01


def test_beat_writes_nine_times_in_a_hang_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[float] = []
    monkeypatch.setattr(heartbeats, "write_sign", lambda _path, now: written.append(now))
    heart = make_heart(tmp_path, hang_seconds=0.9)
    until = time.monotonic() + 0.45
    while time.monotonic() < until:
        heart.beat()
    assert 4 <= len(written) <= 5


def test_sign_is_written_over_in_place_as_a_full_disk_allows(tmp_path: Path) -> None:
    path = tmp_path / "worker-1"
    write_sign(path, 1.5)
    before = path.stat()
    write_sign(path, 123456789.25)
    after = path.stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)
    assert read_sign(path) == 123456789.25


def test_heart_without_a_folder_to_write_to_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    make_heart(tmp_path / "file" / "below").beat()


@pytest.mark.parametrize("content", ["", "soon\n"])
def test_sign_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "worker-1").write_text(content)
    assert read_sign(tmp_path / "worker-1") is None


def test_stop_takes_the_sign_along(tmp_path: Path) -> None:
    heart = make_heart(tmp_path)
    heart.beat()
    heart.stop()
    assert signed(tmp_path, "worker") == []


def test_successor_clears_away_what_a_killed_process_left(tmp_path: Path) -> None:
    write_sign(sign_of(tmp_path, "worker", pid_of_nobody()), 1)
    write_sign(sign_of(tmp_path, "worker", os.getppid()), 1)
    write_sign(sign_of(tmp_path, "relay", 1), 1)
    make_heart(tmp_path)
    assert (signed(tmp_path, "worker"), signed(tmp_path, "relay")) == ([os.getppid()], [1])


def test_beat_keeps_one_row_and_stop_removes_it(tmp_path: Path, transactional_db: None) -> None:
    heart = make_heart(tmp_path, hang_seconds=0, keeps_row=True)
    heart.beat()
    first = Heartbeat.objects.get()
    heart.beat()
    second = Heartbeat.objects.get()
    assert (second.kind, second.host, second.pid) == ("worker", HOST, os.getpid())
    assert second.progressed_at > first.progressed_at
    heart.stop()
    assert not Heartbeat.objects.exists()


def test_successor_removes_the_row_of_a_killed_process(tmp_path: Path, transactional_db: None) -> None:
    """Also in a container that was started again, where no sign of it is left."""
    gone = pid_of_nobody()
    Heartbeat.objects.create(kind="worker", host=HOST, pid=gone)
    others = {
        Heartbeat.objects.create(kind="worker", host="elsewhere", pid=gone),
        Heartbeat.objects.create(kind="relay", host=HOST, pid=gone),
        Heartbeat.objects.create(kind="worker", host=HOST, pid=os.getppid()),
    }
    make_heart(tmp_path, keeps_row=True)
    assert set(Heartbeat.objects.all()) == others


def test_beat_is_not_held_by_a_database_that_is_silent(
    tmp_path: Path, silent_server: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "get_connection_params", lambda: silent_server)
    monkeypatch.setattr(heartbeats, "ROW_SECONDS", 0.3)
    started = time.monotonic()
    make_heart(tmp_path, keeps_row=True).beat()
    assert time.monotonic() - started < 2
    assert signed(tmp_path, "worker") == [os.getpid()]


def test_connection_to_a_silent_server_is_given_up_in_time(silent_server: dict[str, Any]) -> None:
    with pytest.raises(psycopg2.OperationalError, match=r"did not answer within 0\.3 s"):
        with open_within(0.3, silent_server):
            pass


def test_statement_that_takes_too_long_is_given_up(db: None) -> None:
    parameters = connection.get_connection_params()
    with pytest.raises(psycopg2.OperationalError, match=r"did not answer within 0\.5 s"):
        with open_within(0.5, parameters) as run:
            run("SELECT pg_sleep(2)", [])


def test_silence_grows_while_a_sign_stays_the_same(clock: Clock) -> None:
    silence = Silence(clock=clock)
    seconds = []
    for sign in [1, 1, 1, 2]:
        seconds.append(silence.seconds_of("worker", sign))
        clock.seconds += 3
    assert seconds == [0, 3, 6, 0]


def test_silence_counts_no_more_of_a_time_in_which_nobody_looked(clock: Clock) -> None:
    """The machine slept, or the one who looks was stopped."""
    silence = Silence(clock=clock)
    silence.seconds_of("worker", 1)
    clock.seconds += 3600
    assert silence.seconds_of("worker", 1) == heartbeats.LONGEST_STEP_SECONDS


def test_silence_blames_for_all_of_it_without_limit(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: whoever looks after an hour would end what has just not had its turn yet."""
    monkeypatch.setattr(heartbeats, "LONGEST_STEP_SECONDS", float("inf"))
    silence = Silence(clock=clock)
    silence.seconds_of("worker", 1)
    clock.seconds += 3600
    assert silence.seconds_of("worker", 1) == 3600


def test_silence_begins_anew_with_one_that_was_away(clock: Clock) -> None:
    silence = Silence(clock=clock)
    silence.seconds_of("worker", 1)
    clock.seconds += 3
    silence.keep_only([])
    assert silence.seconds_of("worker", 1) == 0


def test_work_is_stuck_when_its_task_shows_nothing(clock: Clock) -> None:
    task = work.Work(clock=clock)
    clock.seconds += 100
    assert not task.is_stuck(after=60), "idle"
    task.begin()
    clock.seconds += 59
    assert not task.is_stuck(after=60)
    task.get_on()
    clock.seconds += 59
    assert not task.is_stuck(after=60), "it got on meanwhile"
    clock.seconds += 2
    assert task.is_stuck(after=60)
    task.end()
    assert not task.is_stuck(after=60)
