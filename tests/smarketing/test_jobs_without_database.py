"""Worker and relay while PostgreSQL stalls, or ends their sessions: the work is done once, later."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings

from run import embedded
from tests.faults.saboteur import sabotaged
from tests.smarketing.sites import Ground, comes

pytestmark = [pytest.mark.xdist_group("servers"), pytest.mark.soak]

ROWS = 10_000
FILES = 10  # each is struck twice, while it is tried out and while it is imported
LEADS = "SELECT count(*) FROM leads_lead"
PARKED = "SELECT count(*) FROM outbox_outboxmessage WHERE parked_at IS NOT NULL"
SESSIONS = "FROM pg_stat_activity WHERE application_name = 'smarketing-worker'"
END_THEM = f"SELECT count(pg_terminate_backend(pid)) {SESSIONS}"
# Its transaction has written persons.
WRITES = f"""
    SELECT count(*) FROM pg_locks WHERE mode = 'RowExclusiveLock' AND relation = 'leads_person'::regclass
    AND pid IN (SELECT pid {SESSIONS})
"""
TRIES_OUT = "SELECT is_dry_run FROM files_importrun ORDER BY id DESC LIMIT 1"
PROGRAMS = (
    ("-m", "celery", "--quiet", "-A", "smarketing.celery", "worker", "--concurrency=1"),
    ("-m", "celery", "--quiet", "-A", "smarketing.celery", "beat", "--schedule={}/beat", "--pidfile="),
    ("manage.py", "relay"),
)
Jobs = list[subprocess.Popen[bytes]]
Strike = Callable[[Ground, float], None]


@contextmanager
def at_work(ground: Ground, **environment: str) -> Iterator[Jobs]:
    """A worker, a beat and a relay on this ground, with a Valkey of their own."""
    embedded.ensure_valkey(ground.var_dir)
    running = [
        subprocess.Popen(
            [sys.executable, *(word.format(ground.var_dir) for word in program)],
            cwd=settings.BASE_DIR,
            env={**ground.environment, "OUTBOX_VISIBILITY_SECONDS": "5", **environment},
        )
        for program in PROGRAMS
    ]
    try:
        yield running
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)
        embedded.stop_valkey(ground.var_dir)


def hand_in(ground: Ground) -> int:
    """Hand in a file, have it tried out, and start its import, which waits for relay and worker."""
    return int(ground.run("-m", "tests.smarketing.stage", str(ROWS)))


def is_done(ground: Ground, run_id: int) -> bool:
    """Whether the import came to its end."""
    return bool(ground.ask(f"SELECT state FROM files_importrun WHERE id = {run_id}") == "done")


def wait_until_it_writes(ground: Ground, *, tries_out: bool) -> None:
    """Until the worker is in the middle of the newest file."""

    def is_at_it() -> bool:
        return bool(ground.ask(WRITES) and ground.ask(TRIES_OUT) is tries_out)

    assert comes(is_at_it, seconds=90)


def stand_still(ground: Ground, seconds: float) -> None:
    """PostgreSQL says nothing for so long."""
    ground.stall()
    assert not comes(lambda: False, seconds=seconds)
    ground.wake()


def end_sessions(ground: Ground, _seconds: float) -> None:
    """PostgreSQL ends every session of worker and relay."""
    assert ground.ask(END_THEM) > 0


def bring_in(ground: Ground, strike: Callable[[], None]) -> set[int]:
    """Bring in a file, struck twice; returns how many leads were seen to be new, from time to time."""
    before = ground.ask(LEADS)
    with ThreadPoolExecutor(max_workers=1) as pool:
        handed_in = pool.submit(hand_in, ground)
        for tries_out in (True, False):
            wait_until_it_writes(ground, tries_out=tries_out)
            strike()
        run_id = handed_in.result()
    seen = set()

    def look() -> bool:
        over = is_done(ground, run_id)
        seen.add(ground.ask(LEADS) - before)
        return over

    assert comes(look, seconds=120)
    return seen


@pytest.mark.parametrize("happens", [stand_still, end_sessions])
def test_work_is_done_once_and_later_each_of_twenty_times(
    ground: Ground, happens: Strike, dice: random.Random
) -> None:
    stalls = iter([20.0, *(dice.uniform(1, 8) for _ in range(2 * FILES))])
    with at_work(ground) as jobs:
        for _ in range(FILES):
            seen = bring_in(ground, lambda: happens(ground, next(stalls)))
            assert seen | {0} == {0, ROWS}
            assert ground.ask(PARKED) == 0
            assert [process.poll() for process in jobs] == [None] * len(jobs)


@pytest.mark.parametrize("happens", [stand_still, end_sessions])
def test_relay_that_does_not_wait_ends(ground: Ground, happens: Strike) -> None:
    """The twin: nobody hands out any work from then on."""
    with at_work(ground, **sabotaged("no_patience_of_the_relay")) as (_worker, _beat, relay):
        assert comes(lambda: ground.ask(f"SELECT count(*) {SESSIONS}") > 1, seconds=60)
        happens(ground, 20)
        assert comes(lambda: relay.poll() is not None)


def test_work_of_ended_sessions_is_never_done_without_a_second_try(ground: Ground) -> None:
    with at_work(ground, **sabotaged("no_second_try")):
        run_id = hand_in(ground)
        wait_until_it_writes(ground, tries_out=False)
        end_sessions(ground, 0)
        assert not comes(lambda: is_done(ground, run_id), seconds=45)
