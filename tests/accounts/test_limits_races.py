"""Calls at once, by the clock of the database as it runs."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from accounts.limits import Limit, spend
from accounts.models import CallAllowance
from values.refusals import TooManyCalls

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    """Three calls a minute."""
    settings.LIMITS_PER_MINUTE = {"writes": 3}


def pass_at_once(callers: int) -> int:
    """How many of so many calls at once, each on a connection of its own, are let through."""
    barrier, passed = threading.Barrier(callers), []

    def call() -> None:
        try:
            barrier.wait()
            spend(Limit.WRITES, "token 1")
            passed.append(1)
        except TooManyCalls:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(passed)


def test_calls_at_once_from_many_processes_are_counted_exactly() -> None:
    passed = []
    for _ in range(10):
        CallAllowance.objects.all().delete()
        passed.append(pass_at_once(12))
    assert passed == [3] * 10


def test_counting_by_reading_and_writing_lets_more_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: what a cache does, one statement to read and one to write."""
    barrier = threading.Barrier(12)

    def read_then_write(limit: Limit, who: str) -> None:
        count = CallAllowance.objects.filter(key__startswith=who).count()
        barrier.wait()
        if count >= limit.per_minute:
            raise TooManyCalls(wait=1)
        CallAllowance.objects.create(
            key=f"{who} {threading.get_ident() % 10**9}", full_at="2026-01-01T00:00Z"
        )

    monkeypatch.setitem(globals(), "spend", read_then_write)
    assert pass_at_once(12) == 12
