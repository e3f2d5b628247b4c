"""Threads that wait for one locked row are kept few."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from smarketing.database import bulkhead as module
from smarketing.database.bulkhead import Bulkhead, Claim, claims_of

ONE_PLACE = [Claim("path /leads/7/", 1)]
IF_STUCK = [Claim("route leads", 1, only_if_stuck=True)]


@contextmanager
def held(bulkhead: Bulkhead, claims: list[Claim], *, is_stuck: bool) -> Iterator[threading.Event]:
    """Another thread is inside, until the event is set; PostgreSQL keeps it waiting or not."""
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with bulkhead.place(claims):
            if is_stuck:
                bulkhead.note_stuck()
            inside.set()
            leave.wait()

    thread = threading.Thread(target=stay)
    thread.start()
    inside.wait()
    yield leave
    leave.set()
    thread.join()


def test_who_finds_it_full_and_stuck_is_refused_at_once() -> None:
    bulkhead = Bulkhead()
    with held(bulkhead, ONE_PLACE, is_stuck=True), bulkhead.place(ONE_PLACE) as is_in:
        assert not is_in


def test_who_finds_it_full_but_getting_on_waits_for_a_place() -> None:
    bulkhead = Bulkhead()
    with held(bulkhead, ONE_PLACE, is_stuck=False) as leave:
        threading.Timer(0.1, leave.set).start()
        with bulkhead.place(ONE_PLACE) as is_in:
            assert is_in


def test_nobody_waits_for_a_place_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUEUE_SECONDS", 0.05)
    bulkhead = Bulkhead()
    with held(bulkhead, ONE_PLACE, is_stuck=False), bulkhead.place(ONE_PLACE) as is_in:
        assert not is_in


def test_who_waits_is_refused_once_those_inside_are_stuck() -> None:
    bulkhead = Bulkhead()
    is_waiting, stuck = threading.Event(), threading.Event()

    def get_stuck() -> None:
        with bulkhead.place(ONE_PLACE):
            is_waiting.set()
            stuck.wait()
            bulkhead.note_stuck()
            stuck.clear()
            stuck.wait()

    def come() -> bool:
        with bulkhead.place(ONE_PLACE) as is_in:
            return is_in

    with ThreadPoolExecutor(max_workers=2) as pool:
        pool.submit(get_stuck)
        is_waiting.wait()
        late = pool.submit(come)
        stuck.set()
        assert late.result(timeout=3) is False
        stuck.set()


def test_a_route_that_gets_on_lets_all_in() -> None:
    bulkhead = Bulkhead()
    with held(bulkhead, IF_STUCK, is_stuck=False), bulkhead.place(IF_STUCK) as is_in:
        assert is_in
    with held(bulkhead, IF_STUCK, is_stuck=True), bulkhead.place(IF_STUCK) as is_in:
        assert not is_in


def test_another_path_is_not_concerned() -> None:
    bulkhead = Bulkhead()
    with held(bulkhead, ONE_PLACE, is_stuck=True), bulkhead.place([Claim("path /leads/8/", 1)]) as is_in:
        assert is_in


def test_it_is_forgotten_that_somebody_was_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEMORY_SECONDS", 0.0)
    bulkhead = Bulkhead()
    with held(bulkhead, IF_STUCK, is_stuck=True):
        pass
    with held(bulkhead, IF_STUCK, is_stuck=False), bulkhead.place(IF_STUCK) as is_in:
        assert is_in


def test_an_error_inside_gives_the_place_back() -> None:
    bulkhead = Bulkhead()
    with pytest.raises(ValueError, match="bug"), bulkhead.place(ONE_PLACE):
        raise ValueError("bug")
    with bulkhead.place(ONE_PLACE) as is_in:
        assert is_in


@pytest.mark.parametrize(
    ("threads", "places"), [(8, [6, 4, 2]), (4, [3, 2, 1]), (2, [1, 1, 1]), (1, [1, 1, 1])]
)
def test_some_threads_are_left_for_others(threads: int, places: list[int]) -> None:
    claims = claims_of(route="leads/<int:lead_id>/", path="/leads/7/", names_object=True, threads=threads)
    assert [claim.places for claim in claims] == places


def test_a_route_without_object_has_no_place_of_its_own() -> None:
    claims = claims_of(route="leads/new/", path="/leads/new/", names_object=False, threads=8)
    assert [claim.name for claim in claims] == ["all", "route leads/new/"]
