"""Captures beside a running job, on real connections: nothing is lost, nobody waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction

from campaigns.models import CallToAction
from counting import job
from counting.models import ConversionCell, Mark
from tests.counting.recount import kept, recounted
from tests.factories import make_cta, make_lead

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("company")]


@contextmanager
def running(work: Callable[[], Any]) -> Iterator[Thread]:
    """Do the work in a thread with a connection of its own; what it raises is raised here."""
    failures: list[BaseException] = []

    def run() -> None:
        with closing(connections["default"]):
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - handed to the test
                failures.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    yield thread
    thread.join(timeout=30)
    assert not thread.is_alive(), "still waiting"
    assert failures == []


def test_capture_between_taking_the_marks_and_counting_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    cta = make_cta()
    make_lead(cta=cta)
    took_marks, captured = Event(), Event()
    recount = job.recount

    def recount_after_another_capture(*args: Any) -> None:
        took_marks.set()
        assert captured.wait(20)
        recount(*args)

    monkeypatch.setattr(job, "recount", recount_after_another_capture)
    with running(job.compute):
        assert took_marks.wait(20)
        monkeypatch.setattr(job, "recount", recount)
        make_lead(cta=cta)
        captured.set()
    job.compute()
    assert kept() == recounted()
    assert sum(ConversionCell.objects.values_list("leads", flat=True)) == 2


def test_capture_does_not_wait_for_an_uncommitted_capture_into_the_same_cell() -> None:
    cta = make_cta()
    with transaction.atomic():
        make_lead(cta=cta)
        with running(lambda: make_lead(cta=cta)):
            pass
    job.compute()
    assert kept() == recounted()


def test_capture_not_yet_committed_is_counted_by_the_run_after_its_commit() -> None:
    cta = make_cta()
    job.compute()
    with transaction.atomic():
        make_lead(cta=cta)
        with running(job.compute):
            pass
    assert Mark.objects.exists()
    job.compute()
    assert kept() == recounted()


def test_second_job_leaves_at_once_while_one_is_at_work() -> None:
    make_lead()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [job.LOCK])
        done: list[int] = []
        with running(lambda: done.append(job.compute())):
            pass
        cursor.execute("SELECT pg_advisory_unlock(%s)", [job.LOCK])
    assert done == [0]
    assert Mark.objects.exists()


def test_catching_up_waits_for_the_running_job_and_then_counts_the_rest() -> None:
    make_lead()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [job.LOCK])
        with running(job.catch_up) as waiting:
            waiting.join(timeout=0.3)
            assert waiting.is_alive()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [job.LOCK])
    assert not Mark.objects.exists()
    assert kept() == recounted()


def test_many_captures_beside_many_jobs_lose_nothing() -> None:
    ctas = [make_cta(), make_cta()]
    stop = Event()

    def capture(cta: CallToAction) -> None:
        for _ in range(25):
            make_lead(cta=cta)

    def keep_counting() -> None:
        while not stop.is_set():
            job.compute()

    with running(keep_counting), running(keep_counting):
        with running(lambda: capture(ctas[0])), running(lambda: capture(ctas[1])):
            pass
        stop.set()
    job.compute()
    assert kept() == recounted()
    assert sum(ConversionCell.objects.values_list("leads", flat=True)) == 50


def test_job_that_dies_leaves_its_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    make_lead()
    waiting = Mark.objects.count()

    def die(*args: Any) -> None:
        raise RuntimeError("worker killed")

    monkeypatch.setattr(job, "recount", die)
    with pytest.raises(RuntimeError, match="worker killed"):
        job.compute()
    assert Mark.objects.count() == waiting
