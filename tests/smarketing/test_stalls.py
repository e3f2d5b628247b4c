"""A lock or a stall never takes the portal along, with a real gunicorn: one process of eight threads."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest

from tests.faults.saboteur import sabotaged
from tests.smarketing.sites import Answer, Ground, Site, at_a_rate, comes, p95, served, slowest

pytestmark = [pytest.mark.xdist_group("servers"), pytest.mark.alone]

# Each switches one guard off, as docs/operations.md says.
NO_DEADLINE = {"WEB_SILENCE_SECONDS": "0"}
NO_LIMITS = {"WEB_LOCK_SECONDS": "0", "WEB_STATEMENT_SECONDS": "0", **NO_DEADLINE}
PATIENCE = 6  # seconds, after which everybody has an answer
# Once in every run, twenty times in `make soak`.
REPETITIONS = [0, *(pytest.param(number, marks=pytest.mark.soak) for number in range(1, 20))]


def ask_all_for(site: Site, *lead_ids: int) -> list[Answer]:
    """What 18 programs get that log a call of these leads at the same moment."""
    with ThreadPoolExecutor(max_workers=18) as pool:
        return list(pool.map(site.log_attempt, [lead_ids[n % len(lead_ids)] for n in range(18)]))


def code_of(answer: Answer) -> str:
    """What a program is told went wrong."""
    return str(json.loads(answer.body)["code"])


def stalled(site: Site, *, seconds: float, per_second: float) -> list[Answer]:
    """What everybody gets who looks at a page while PostgreSQL stands still."""
    site.ground.stall()
    try:
        return at_a_rate(lambda: site.get("/inbox/"), per_second=per_second, seconds=seconds)
    finally:
        site.ground.wake()


def test_a_stall_is_503_for_everybody_and_passes_by_itself(site: Site) -> None:
    answers = stalled(site, seconds=7, per_second=10)

    assert {(answer.status, answer.retry_after) for answer in answers} == {(503, "5")}
    assert slowest(answers) < PATIENCE
    assert comes(lambda: site.get("/inbox/").status == 200, seconds=5)


@pytest.mark.soak
@pytest.mark.parametrize("_repetition", range(20))
def test_a_stall_of_twenty_seconds_passes_by_itself(site: Site, _repetition: int) -> None:
    answers = stalled(site, seconds=20, per_second=20)

    assert {answer.status for answer in answers} == {503}
    assert slowest(answers) < PATIENCE
    assert comes(lambda: site.get("/inbox/").status == 200, seconds=5)


@pytest.mark.soak
def test_a_stall_holds_everybody_without_the_deadline(ground: Ground) -> None:
    with served(ground, **NO_DEADLINE) as site:
        answers = stalled(site, seconds=7, per_second=10)

    assert slowest(answers) > PATIENCE


def while_a_lead_is_locked(site: Site) -> tuple[list[Answer], list[Answer]]:
    """What the programs get that want this lead, and what Sven gets who looks at his page meanwhile."""
    lead_id = site.ground.stage["leads"][0]
    with site.ground.locked_leads(lead_id):
        programs = Thread(target=lambda: answers.extend(ask_all_for(site, lead_id)))
        answers: list[Answer] = []
        programs.start()
        pages = [site.get("/inbox/") for _ in range(20)]
        programs.join()
    return answers, pages


@pytest.mark.parametrize("_repetition", REPETITIONS)
def test_a_locked_lead_holds_up_nobody_else(site: Site, _repetition: int) -> None:
    usual = p95([site.get("/inbox/") for _ in range(20)])

    answers, pages = while_a_lead_is_locked(site)

    assert {(answer.status, answer.retry_after, code_of(answer)) for answer in answers} == {
        (503, "2", "Busy")
    }
    assert slowest(answers) < PATIENCE
    assert {page.status for page in pages} == {200}
    assert slowest(pages) < max(3 * usual, 1)  # the threads' queue: half a second until the lock is seen


@pytest.mark.soak
def test_a_locked_lead_holds_up_a_page_without_the_bulkhead(ground: Ground) -> None:
    """All eight threads wait for the row, until PostgreSQL ends it."""
    with served(ground, **sabotaged("no_bulkhead")) as site:
        answers, pages = while_a_lead_is_locked(site)

    assert {answer.status for answer in answers} == {503}
    assert {page.status for page in pages} == {200}
    assert slowest(pages) > 1.2


@pytest.mark.parametrize("_repetition", REPETITIONS)
def test_many_locked_leads_hold_up_nobody_else(site: Site, _repetition: int) -> None:
    lead_ids = site.ground.stage["leads"][:9]
    with site.ground.locked_leads(*lead_ids):
        first = ask_all_for(site, *lead_ids)
        programs = Thread(target=ask_all_for, args=(site, *lead_ids))
        programs.start()
        pages = [site.get("/inbox/") for _ in range(20)]
        programs.join()

    assert {answer.status for answer in first} == {503}
    assert slowest(first) < PATIENCE
    assert {page.status for page in pages} == {200}
    assert slowest(pages) < 1


@pytest.mark.soak
def test_a_locked_lead_holds_up_everybody_without_the_limits(ground: Ground) -> None:
    lead_id = ground.stage["leads"][0]
    with served(ground, **NO_LIMITS) as site, ThreadPoolExecutor(max_workers=1) as page:
        with ground.locked_leads(lead_id):
            programs = Thread(target=ask_all_for, args=(site, lead_id))
            programs.start()
            time.sleep(1)
            looking = page.submit(site.get, "/inbox/")
            time.sleep(PATIENCE)
            assert not looking.done()
        programs.join()
        assert looking.result().status == 200


def test_liveness_answers_while_all_threads_wait(site: Site) -> None:
    assert is_alive_while_all_wait(site)


@pytest.mark.soak
def test_liveness_waits_for_a_thread_under_the_usual_worker(ground: Ground) -> None:
    with served(ground, "--worker-class", "gthread") as site:
        assert not is_alive_while_all_wait(site)


def is_alive_while_all_wait(site: Site) -> bool:
    """Whether the probe has its answer before one of eight requests that wait for PostgreSQL."""
    site.ground.stall()
    pool = ThreadPoolExecutor(max_workers=8)
    waiting = [pool.submit(site.get, "/inbox/") for _ in range(8)]
    try:
        time.sleep(0.5)
        probe = site.get("/health/live")
        return probe.status == 200 and not any(one.done() for one in waiting)
    finally:
        site.ground.wake()
        pool.shutdown()
        assert comes(lambda: site.get("/inbox/").status == 200)
