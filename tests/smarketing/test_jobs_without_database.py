"""Worker and relay while PostgreSQL stalls, or ends their sessions: the work is done once, later."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from run import embedded
from tests.smarketing.sites import Ground, comes

pytestmark = [pytest.mark.xdist_group("servers"), pytest.mark.soak]

ROWS = 20_000
LEADS = "SELECT count(*) FROM leads_lead"
SESSIONS = "FROM pg_stat_activity WHERE application_name = 'smarketing-worker'"
AT_WORK = f"SELECT count(*) {SESSIONS} AND state = 'active' AND query LIKE 'COPY%'"
END_THEM = f"SELECT count(pg_terminate_backend(pid)) {SESSIONS}"
PROGRAMS = (
    ("-m", "celery", "--quiet", "-A", "smarketing.celery", "worker", "--concurrency=1", "--without-mingle"),
    ("-m", "celery", "--quiet", "-A", "smarketing.celery", "beat", "--schedule={}/beat", "--pidfile="),
    ("manage.py", "relay"),
)


@pytest.fixture(scope="module")
def jobs(ground: Ground) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A worker, a beat and a relay on this ground, with a Valkey of their own."""
    embedded.ensure_valkey(ground.var_dir)
    environment = {**ground.environment, "OUTBOX_VISIBILITY_SECONDS": "5"}
    running = [
        subprocess.Popen(
            [sys.executable, *(word.format(ground.var_dir) for word in program)],
            cwd=settings.BASE_DIR,
            env=environment,
        )
        for program in PROGRAMS
    ]
    yield running
    for process in running:
        process.terminate()
    for process in running:
        process.wait(30)


def hand_in(ground: Ground) -> int:
    """Hand in a file, which waits for relay and worker."""
    return int(ground.run("-m", "tests.smarketing.stage", str(ROWS)))


def is_done(ground: Ground, run_id: int) -> bool:
    """Whether the import came to its end."""
    return bool(ground.ask(f"SELECT state FROM files_importrun WHERE id = {run_id}") == "done")


def stand_still(ground: Ground) -> None:
    """PostgreSQL says nothing for twenty seconds."""
    ground.stall()
    assert not comes(lambda: False, seconds=20)
    ground.wake()


def end_sessions(ground: Ground) -> None:
    """PostgreSQL ends every session of worker and relay."""
    assert ground.ask(END_THEM) > 0


@pytest.mark.parametrize("happens", [stand_still, end_sessions])
@pytest.mark.parametrize("_repetition", range(3))
def test_work_is_done_once_and_later(
    ground: Ground,
    jobs: list[subprocess.Popen[bytes]],
    happens: Callable[[Ground], None],
    _repetition: int,
) -> None:
    before = ground.ask(LEADS)
    run_id = hand_in(ground)
    assert comes(lambda: ground.ask(AT_WORK) > 0, seconds=60)
    happens(ground)

    assert comes(lambda: is_done(ground, run_id), seconds=120)
    assert ground.ask(LEADS) - before == ROWS
    assert ground.ask("SELECT count(*) FROM outbox_outboxmessage WHERE parked_at IS NOT NULL") == 0
    assert [process.poll() for process in jobs] == [None] * len(jobs)
