"""`make run`: everything starts, everything stops, and a kill at any time does not stop the next start."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from run.embedded.processes import is_alive
from run.launcher.children import Children, Program, end_orphans
from run.launcher.launch import LaunchError, _check_port, programs
from run.launcher.single import AlreadyRunningError, find_run, only_one
from tests.faults.saboteur import sabotaged
from tests.run.running import Run
from tests.waiting import wait_for

pytestmark = pytest.mark.xdist_group("servers")
SLEEP = Program("sleep", ("sleep", "300"))


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    """A launcher's children, stopped afterwards."""
    made = Children(record=tmp_path / "processes.json", environment=dict(os.environ), directory=tmp_path)
    yield made
    made.stop()


def started(children: Children) -> psutil.Process:
    """One running child."""
    children.start(SLEEP)
    process = psutil.Process(children.running[SLEEP].pid)
    assert wait_for(lambda: process.cmdline() == list(SLEEP.command))
    return process


def test_children_are_written_down_and_stopped(children: Children) -> None:
    process = started(children)
    assert json.loads(children.record.read_text()) == [{"pid": process.pid, "command": ["sleep", "300"]}]
    children.stop()
    assert not is_alive(process)
    assert not children.record.exists()


def test_a_child_that_ends_by_itself_is_reported_with_its_code(children: Children) -> None:
    children.start(Program("false", ("false",)))
    time.sleep(0.3)
    assert [(program.name, code) for program, code in children.ended()] == [("false", 1)]
    assert children.ended() == []


def test_orphans_of_a_killed_launcher_are_ended(children: Children) -> None:
    process = started(children)
    assert end_orphans(children.record) == 1
    assert not is_alive(process)


def test_an_orphan_that_goes_by_another_name_is_ended(children: Children) -> None:
    program = Program("renamed", (sys.executable, "-c", "import os; os.execvp('sleep', ['renamed', '300'])"))
    children.start(program)
    process = psutil.Process(children.running[program].pid)
    assert wait_for(lambda: process.cmdline() == ["renamed", "300"])
    assert end_orphans(children.record) == 1
    assert not is_alive(process)


def test_a_process_that_got_the_recorded_pid_later_is_left_alone(children: Children) -> None:
    process = started(children)
    children.record.write_text(json.dumps([{"pid": process.pid, "command": ["gunicorn"]}]))
    assert end_orphans(children.record) == 0
    assert is_alive(process)


def test_a_process_of_that_number_is_ended_without_the_look_at_its_command(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: by number alone, a stranger would be ended."""
    process = started(children)
    children.record.write_text(json.dumps([{"pid": process.pid, "command": ["gunicorn"]}]))
    monkeypatch.setattr("run.launcher.children._members", lambda pid, _: [psutil.Process(pid)])
    assert end_orphans(children.record) == 1
    assert not is_alive(process)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '[{"pid": "x"}]', "[1]"])
def test_a_record_cut_off_while_being_written_is_ignored(tmp_path: Path, content: str) -> None:
    record = tmp_path / "processes.json"
    record.write_text(content)
    assert end_orphans(record) == 0


def test_only_one_run_per_var_dir(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(AlreadyRunningError, match="make run PORT=8001 VAR_DIR="):
        with only_one(tmp_path):
            pass
    with only_one(tmp_path):
        assert find_run(tmp_path / "other") is None


def test_a_taken_port_is_named_with_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LaunchError, match=f"Port {port} is taken .*PORT={port + 1}"):
            _check_port(port)


def test_programs_are_web_worker_beat_and_relay() -> None:
    assert [program.name for program in programs(Path("/v"))] == ["web", "worker", "beat", "relay"]


def test_run_serves_and_a_signal_stops_everything(run: Run) -> None:
    launcher = run.start()
    assert wait_for(run.is_ready), run.log.read_text()
    assert wait_for(run.gets_on, seconds=30), run.ready()
    assert "Set-up code:" in run.log.read_text()
    launcher.send_signal(signal.SIGTERM)
    assert launcher.wait(30) == 0
    assert wait_for(lambda: run.processes() == [], seconds=5)


def test_run_starts_again_after_its_launcher_was_killed(run: Run) -> None:
    launcher = run.start()
    assert wait_for(run.is_ready), run.log.read_text()
    launcher.kill()
    launcher.wait()
    again = run.start()
    assert wait_for(run.is_ready), run.log.read_text()
    assert "processes that an earlier run had left behind" in run.log.read_text()
    again.send_signal(signal.SIGINT)
    assert again.wait(30) == 0
    assert wait_for(lambda: run.processes() == [], seconds=5)


@pytest.mark.soak
def test_run_beside_what_a_killed_one_left_does_not_start_without_ending_it(run: Run) -> None:
    """The twin: the port is taken."""
    launcher = run.start()
    assert wait_for(run.is_ready), run.log.read_text()
    launcher.kill()
    launcher.wait()
    run.environment.update(sabotaged("no_orphans_ended"))
    assert run.start().wait(60) != 0
    assert "is taken" in run.log.read_text()


def kill_server(run: Run, name: str) -> None:
    """All its processes at once."""
    for process in run.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.cmdline()[0].split(" ")[0].endswith(name):
                process.kill()
    time.sleep(1)


def gets_work_done(run: Run) -> bool:
    before = run.counted_tasks()
    return wait_for(lambda: run.counted_tasks() > before)


@pytest.mark.soak
@pytest.mark.parametrize("server", ["valkey-server", "postgres"])
def test_run_goes_on_after_a_server_was_killed_twenty_times(run: Run, server: str) -> None:
    launcher = run.start()
    assert wait_for(run.is_ready), run.log.read_text()
    for _ in range(20):
        kill_server(run, server)
        assert wait_for(run.gets_on), run.log.read_text()
        assert gets_work_done(run), run.log.read_text()
    launcher.send_signal(signal.SIGTERM)
    assert launcher.wait(30) == 0


@pytest.mark.soak
@pytest.mark.parametrize("server", ["valkey-server", "postgres"])
def test_server_that_was_killed_stays_away_where_nobody_looks_after_it(run: Run, server: str) -> None:
    run.environment.update(sabotaged("no_servers_kept_up"))
    run.start()
    assert wait_for(run.is_ready), run.log.read_text()
    kill_server(run, server)
    assert not wait_for(run.gets_on, seconds=20)


@pytest.mark.soak
@pytest.mark.parametrize(
    "seconds", [0.2, 0.5, 0.8, 1.2, 1.6, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9, 10]
)
def test_run_starts_after_a_kill_at_any_time(run: Run, seconds: float) -> None:
    launcher = run.start()
    time.sleep(seconds)
    launcher.kill()
    launcher.wait()
    again = run.start()
    assert wait_for(run.is_ready), run.log.read_text()
    again.send_signal(signal.SIGTERM)
    assert again.wait(30) == 0
