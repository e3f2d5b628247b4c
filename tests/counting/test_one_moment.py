"""Figures of one page are of one moment, though several statements read them and a job writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from django.db import DatabaseError, connection

from counting import cache, job
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.models import CountState
from counting.queries import read_counts
from tests.factories import make_campaign, make_lead

pytestmark = pytest.mark.django_db(transaction=True)


def count() -> int:
    return read_counts(Filters(), ("campaign",), {"leads": "leads"})[None, None]["leads"]


@pytest.fixture
def read_twice() -> Callable[[], tuple[int, int]]:
    """Figures made of two sums, between which another lead is counted."""
    campaign = make_campaign()
    make_lead(campaign=campaign)
    job.rebuild()

    def come_in() -> None:
        make_lead(campaign=campaign)
        job.compute()
        connection.close()

    @cache_while_unchanged
    def read() -> tuple[int, int]:
        first = count()
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(come_in).result()
        return first, count()

    cache.clear()
    return read


def test_sums_of_one_page_are_of_one_moment(read_twice: Callable[[], tuple[int, int]]) -> None:
    assert read_twice() == (1, 1)
    assert count() == 2


def test_twin_without_one_moment_the_sums_contradict_each_other(
    read_twice: Callable[[], tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "one_snapshot", nullcontext)
    assert read_twice() == (1, 2)


def test_what_makes_figures_writes_nothing() -> None:
    job.rebuild()

    @cache_while_unchanged
    def write() -> int:
        return CountState.objects.update(drift={})

    with pytest.raises(DatabaseError, match="read-only transaction"):
        write()
