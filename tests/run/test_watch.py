"""The watch over a run: what it takes for a hang, what it does about it, and how it waits for servers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from outbox.heartbeats import sign_of, write_sign
from run import embedded
from run.embedded import EmbeddedServerError, NoRoomError, layout
from run.embedded.layout import check_room
from run.embedded.processes import is_alive
from run.launcher.children import Children, Program
from run.launcher.servers import Servers
from run.launcher.watch import Progress, look_once
from tests.waiting import wait_for

RELAY = Program("relay", ("sleep", "300"))
WEB = Program("web", ("sleep", "300"))
PATIENCE = 45


class Clock:
    """A clock that goes when it is told to, and then long enough for a page to be asked for again."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    made = Children(record=tmp_path / "processes.json", environment=dict(os.environ), directory=tmp_path)
    yield made
    for pid in made.pids().values():
        os.kill(pid, signal.SIGCONT)
    made.stop()


def progress_in(directory: Path, clock: Clock, *, answers: bool = True) -> Progress:
    return Progress(directory, patience=PATIENCE, page=lambda: answers, clock=clock)


def looks(progress: Progress, clock: Clock, running: dict[Program, int], *, seconds: int) -> list[Program]:
    """What hangs, looked at every three seconds for so long."""
    found = progress.hung(running)
    for _ in range(0, seconds, 3):
        clock.go_on(3)
        found = progress.hung(running)
    return found


def start_stopped(children: Children, program: Program) -> psutil.Process:
    """Start it and stop it, as SIGSTOP or a defect would."""
    children.start(program)
    process = psutil.Process(children.running[program].pid)
    assert wait_for(lambda: process.cmdline() == ["sleep", "300"])
    process.suspend()
    assert wait_for(lambda: process.status() == psutil.STATUS_STOPPED)
    return process


def test_program_that_leaves_no_new_sign_hangs_after_our_patience(tmp_path: Path, clock: Clock) -> None:
    progress = progress_in(tmp_path, clock)
    write_sign(sign_of(tmp_path, "relay", 7), 1)
    assert looks(progress, clock, {RELAY: 7}, seconds=45) == []
    clock.go_on(1)
    assert progress.hung({RELAY: 7}) == [RELAY]


def test_program_that_gets_on_never_hangs(tmp_path: Path, clock: Clock) -> None:
    progress = progress_in(tmp_path, clock)
    for beat in range(4):
        write_sign(sign_of(tmp_path, "relay", 7), beat)
        assert looks(progress, clock, {RELAY: 7}, seconds=42) == []


def test_program_that_never_leaves_a_sign_hangs_after_twice_the_time(tmp_path: Path, clock: Clock) -> None:
    progress = progress_in(tmp_path, clock)
    assert looks(progress, clock, {RELAY: 7}, seconds=90) == []
    assert looks(progress, clock, {RELAY: 7}, seconds=3) == [RELAY]


def test_successor_is_given_the_whole_time(tmp_path: Path, clock: Clock) -> None:
    progress = progress_in(tmp_path, clock)
    assert looks(progress, clock, {RELAY: 7}, seconds=96) == [RELAY]
    assert looks(progress, clock, {RELAY: 8}, seconds=45) == []


@pytest.mark.parametrize(("answers", "expected"), [(True, []), (False, [WEB])])
def test_web_process_hangs_when_its_page_does_not_answer(
    tmp_path: Path, clock: Clock, answers: bool, expected: list[Program]
) -> None:
    progress = progress_in(tmp_path, clock, answers=answers)
    assert looks(progress, clock, {WEB: os.getpid()}, seconds=96) == expected


def test_web_process_that_answered_once_is_no_longer_one_that_starts(tmp_path: Path, clock: Clock) -> None:
    """However soon after its first answer it falls silent."""
    progress = Progress(tmp_path, patience=PATIENCE, page=lambda: clock.now == 3, clock=clock)
    assert looks(progress, clock, {WEB: os.getpid()}, seconds=48) == []
    assert looks(progress, clock, {WEB: os.getpid()}, seconds=3) == [WEB]


def test_stopped_master_hangs_though_its_workers_answer(
    tmp_path: Path, clock: Clock, children: Children
) -> None:
    process = start_stopped(children, WEB)
    assert looks(progress_in(tmp_path, clock), clock, {WEB: process.pid}, seconds=96) == [WEB]


def test_what_hangs_is_replaced_and_said(tmp_path: Path, clock: Clock, children: Children) -> None:
    said: list[str] = []
    hung = start_stopped(children, RELAY)
    progress = progress_in(tmp_path, clock)
    looks(progress, clock, children.pids(), seconds=96)
    look_once(children, progress, say=said.append)
    assert said == ["The relay process got nothing done for 45 s; replacing it."]
    assert not is_alive(hung)
    assert children.running[RELAY].poll() is None


def test_what_hangs_stays_when_nobody_looks_for_progress(
    tmp_path: Path, clock: Clock, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: it has not ended, which was all that was looked for."""
    hung = start_stopped(children, RELAY)
    progress = progress_in(tmp_path, clock)
    looks(progress, clock, children.pids(), seconds=96)
    monkeypatch.setattr(progress, "hung", lambda _: [])
    look_once(children, progress, say=print)
    assert is_alive(hung)
    assert children.pids() == {RELAY: hung.pid}


def test_record_is_written_once_there_is_room(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(children, "_write_record", refuse)
        children.start(RELAY)
        assert not children.record.exists()
    children.keep_record()
    assert str(children.running[RELAY].pid) in children.record.read_text()


def servers_that(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, said: list[str], *, hindrance: Exception | None
) -> tuple[Servers, list[float]]:
    """Servers that cannot start, and when it was tried."""
    tried: list[float] = []

    def start(_: Path) -> None:
        tried.append(clock.now)
        if hindrance:
            raise hindrance

    monkeypatch.setattr(embedded, "ensure_postgres", start)
    monkeypatch.setattr(embedded, "ensure_valkey", start)
    monkeypatch.setattr(settings, "DATABASE_URL", "")
    monkeypatch.setattr(settings, "REDIS_URL", "elsewhere")
    return Servers(Path("/v"), say=said.append, clock=clock), tried


def test_server_that_cannot_start_is_tried_every_five_seconds_and_said_once_a_minute(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    said: list[str] = []
    servers, tried = servers_that(monkeypatch, clock, said, hindrance=NoRoomError("No room. Free some."))
    for _ in range(119):
        servers.keep_up()
        clock.go_on(1)
    assert tried == list(range(0, 119, 5))
    assert said == ["No room. Free some.\nTrying again every 5 s."] * 2


@pytest.mark.parametrize("hindrance", [EmbeddedServerError("x"), OSError(13, "Permission denied")])
def test_start_of_a_run_says_at_once_what_hinders_a_server(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, hindrance: Exception
) -> None:
    servers, _ = servers_that(monkeypatch, clock, [], hindrance=hindrance)
    with pytest.raises(type(hindrance)):
        servers.start_when_possible()


def test_server_that_runs_is_looked_at_every_three_seconds(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    servers, tried = servers_that(monkeypatch, clock, [], hindrance=None)
    for _ in range(10):
        servers.keep_up()
        clock.go_on(1)
    assert tried == [0, 3, 6, 9]


def test_no_room_names_disk_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "LEAST_ROOM", float("inf"))
    with pytest.raises(NoRoomError, match=f"PostgreSQL cannot start: no space left on .* {tmp_path} "):
        check_room(tmp_path, "PostgreSQL")


def test_killed_program_is_gone_though_it_was_stopped(children: Children) -> None:
    hung = start_stopped(children, RELAY)
    os.kill(hung.pid, signal.SIGTERM)
    assert is_alive(hung), "no other signal reaches it"
    children.kill(RELAY)
    assert not is_alive(hung)
    assert children.pids() == {}
