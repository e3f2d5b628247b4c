"""The embedded servers survive kills, forged pid files and long paths, and leave the machine as it was."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from run import embedded
from run.embedded import layout, postgres, processes, valkey
from run.embedded.processes import read_pid
from smarketing import local

pytestmark = pytest.mark.xdist_group("servers")


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """A VAR_DIR of its own, emptied and stopped afterwards."""
    path = Path(tempfile.mkdtemp(prefix="v-"))
    yield path
    embedded.stop_all(path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def stranger() -> Iterator[int]:
    """The pid of a process that is no server at all."""
    with subprocess.Popen(["sleep", "300"]) as process:
        yield process.pid
        process.kill()


def ask(var_dir: Path, statement: str) -> object:
    """Run one statement on the embedded server and return its first value."""
    connection = psycopg2.connect(host=str(local.socket_dir(var_dir)), dbname="smarketing", user="postgres")
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    connection.close()
    return row[0] if row else None


def postmaster(var_dir: Path) -> int:
    """The pid of the running server."""
    return read_pid(var_dir / "postgres" / "data" / "postmaster.pid") or 0


def test_postgres_starts_sorts_as_production_and_stops(var_dir: Path) -> None:
    embedded.ensure_postgres(var_dir)
    assert ask(var_dir, "SELECT datlocale FROM pg_database WHERE datname = 'smarketing'") == "C.UTF-8"
    assert ask(var_dir, "SELECT lower('ÄÖÜ')") == "äöü"
    assert embedded.stop_postgres(var_dir)
    assert not embedded.stop_postgres(var_dir)


def test_postgres_keeps_what_was_committed_before_a_kill(var_dir: Path) -> None:
    embedded.ensure_postgres(var_dir)
    ask(var_dir, "CREATE TABLE kept AS SELECT 17 AS n")
    os.kill(postmaster(var_dir), signal.SIGKILL)
    embedded.ensure_postgres(var_dir)
    assert ask(var_dir, "SELECT n FROM kept") == 17


@pytest.mark.parametrize("content", ["{pid}\n/other\n1\n5432\n/tmp\n\n1 1\nready\n", "", "not a number\n"])
def test_postgres_starts_over_a_pid_file_that_names_somebody_else(
    var_dir: Path, stranger: int, content: str
) -> None:
    embedded.ensure_postgres(var_dir)
    embedded.stop_postgres(var_dir)
    forged = content.format(pid=stranger)
    (var_dir / "postgres" / "data" / "postmaster.pid").write_text(forged)
    (var_dir / "run" / ".s.PGSQL.5432.lock").write_text(forged)
    embedded.ensure_postgres(var_dir)
    assert ask(var_dir, "SELECT 1") == 1


def test_postgres_does_not_start_over_a_forged_pid_without_the_cure(
    var_dir: Path, stranger: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the server itself believes the number."""
    embedded.ensure_postgres(var_dir)
    embedded.stop_postgres(var_dir)
    (var_dir / "postgres" / "data" / "postmaster.pid").write_text(f"{stranger}\n/other\n1\n5432\n/tmp\n")
    monkeypatch.setattr(postgres, "_remove_stale_locks", lambda _: None)
    monkeypatch.setattr(postgres, "START_SECONDS", 1.0)
    with pytest.raises(embedded.EmbeddedServerError, match="PostgreSQL did not start in 1 s"):
        embedded.ensure_postgres(var_dir)


def test_postgres_killed_while_its_cluster_was_made_is_made_again(var_dir: Path) -> None:
    draft = var_dir / "postgres" / "draft-17"
    draft.mkdir(parents=True, mode=0o700)
    (draft / "PG_VERSION").write_text("18\n")
    embedded.ensure_postgres(var_dir)
    assert ask(var_dir, "SELECT 1") == 1


def test_three_processes_start_one_postgres(var_dir: Path) -> None:
    threads = [threading.Thread(target=embedded.ensure_postgres, args=(var_dir,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    data = str(var_dir / "postgres" / "data")
    servers = [p for p in psutil.process_iter(["cmdline"]) if data in (p.info["cmdline"] or [])]
    assert len(servers) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs the user namespace")
def test_root_makes_no_account_and_opens_no_directory(var_dir: Path) -> None:
    import pwd

    accounts = pwd.getpwall()
    var_dir.chmod(0o700)
    embedded.ensure_postgres(var_dir)
    assert pwd.getpwall() == accounts
    assert stat.S_IMODE(var_dir.stat().st_mode) == 0o700


def test_valkey_keeps_what_was_queued_before_a_kill(var_dir: Path) -> None:
    import redis

    embedded.ensure_valkey(var_dir)
    client = redis.Redis(unix_socket_path=str(local.valkey_socket(var_dir)))
    client.rpush("queue", *range(100))
    os.kill(read_pid(var_dir / "valkey" / "valkey.pid") or 0, signal.SIGKILL)
    embedded.ensure_valkey(var_dir)
    assert client.llen("queue") == 100


def test_frozen_valkey_is_replaced(var_dir: Path) -> None:
    embedded.ensure_valkey(var_dir)
    os.kill(read_pid(var_dir / "valkey" / "valkey.pid") or 0, signal.SIGSTOP)
    embedded.ensure_valkey(var_dir)
    assert valkey._answers(var_dir)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed in a second."""
    for module in (postgres, valkey):
        monkeypatch.setattr(module, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(postgres, "ANSWER_SECONDS", 0.3)


def test_frozen_postgres_is_woken_and_keeps_its_sessions(var_dir: Path, impatient: None) -> None:
    embedded.ensure_postgres(var_dir)
    frozen = psutil.Process(postmaster(var_dir))
    for process in (frozen, *frozen.children()):
        process.suspend()
    embedded.ensure_postgres(var_dir)
    assert ask(var_dir, "SELECT 1") == 1
    assert postmaster(var_dir) == frozen.pid
    assert not any(processes.is_stopped(process) for process in (frozen, *frozen.children()))


@pytest.mark.soak
def test_postgres_that_hangs_though_it_runs_is_started_again(
    var_dir: Path, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded.ensure_postgres(var_dir)
    ask(var_dir, "CREATE TABLE kept AS SELECT 7 AS value")
    hung = psutil.Process(postmaster(var_dir))
    hung.suspend()
    monkeypatch.setattr(postgres, "wake", lambda _: False)
    embedded.ensure_postgres(var_dir)
    assert not processes.is_alive(hung)
    assert ask(var_dir, "SELECT value FROM kept") == 7


@pytest.mark.soak
def test_frozen_postgres_stays_frozen_without_the_cure(
    var_dir: Path, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: it has a pid and a socket, so it was only waited for."""
    embedded.ensure_postgres(var_dir)
    frozen = psutil.Process(postmaster(var_dir))
    frozen.suspend()
    monkeypatch.setattr(postgres, "_rouse", lambda *_: None)
    monkeypatch.setattr(postgres, "START_SECONDS", 1)
    with pytest.raises(embedded.EmbeddedServerError, match="did not start"):
        embedded.ensure_postgres(var_dir)
    frozen.resume()


def test_valkey_that_answers_nothing_is_started_again(
    var_dir: Path, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded.ensure_valkey(var_dir)
    hung = psutil.Process(read_pid(var_dir / "valkey" / "valkey.pid"))
    hung.suspend()
    monkeypatch.setattr(valkey, "is_stopped", lambda _: False)
    embedded.ensure_valkey(var_dir)
    assert not processes.is_alive(hung)
    assert valkey._answers(var_dir)


def test_sockets_move_below_tmp_where_the_path_is_too_long() -> None:
    long = Path("/srv") / ("x" * 90)
    assert local.socket_dir(Path("/srv/short")) == Path("/srv/short/run")
    assert local.socket_dir(long).parent == Path("/tmp")
    assert local.socket_dir(long) != local.socket_dir(long / "other")


def test_socket_directory_below_tmp_that_others_can_write_to_is_refused(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 90)
    open_to_all = local.socket_dir(long)
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    try:
        with pytest.raises(embedded.EmbeddedServerError, match="must be a directory that only you can write"):
            layout.ensure_socket_dir(long)
    finally:
        open_to_all.rmdir()


def test_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = local.local_secret(tmp_path)
    assert local.local_secret(tmp_path) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_copies_have_two_secrets(tmp_path: Path) -> None:
    assert local.local_secret(tmp_path / "a") != local.local_secret(tmp_path / "b")


def test_a_process_is_known_by_its_command_line_not_by_its_number() -> None:
    assert processes.find(pid=os.getpid(), program="postgres", argument="/var") is None
    assert processes.find(pid=None, program="python", argument="") is None


def test_counts_of_a_run_lie_in_memory_where_there_is_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "MEMORY", tmp_path)
    assert local.metrics_dir(Path("/v")).parent == tmp_path
    monkeypatch.setattr(local, "MEMORY", tmp_path / "none")
    assert local.metrics_dir(Path("/v")) == Path("/v/metrics")
