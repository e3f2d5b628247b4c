"""The worker as it is watched: its pool's children, its waits for Redis, and beat."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from celery.beat import SchedulingError
from celery.worker.consumer import Consumer
from kombu.exceptions import OperationalError as BrokerError
from kombu.transport import redis as kombu_redis
from kombu.transport import virtual
from pytest_django import Settings

from files.progress import Progress
from outbox import work
from outbox.heartbeats import Heart, sign_of, signed, write_sign
from smarketing import worker
from smarketing.beat import WatchedScheduler
from smarketing.worker import CHILD, ChildWatch, FreeingQoS, HeartStep, WatchedConsumer, pool_pids


class CountingHeart:
    """Counts its beats."""

    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> None:
        self.beats += 1


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process that stands for one of a pool."""
    with subprocess.Popen(["sleep", "300"]) as process:
        yield process
        process.kill()


def look_for(watch: ChildWatch, pid: int, *, seconds: float, beats: bool) -> list[int]:
    """Look at a child every tenth of a second; return whom we killed."""
    killed: list[int] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until and not killed:
        if beats:
            write_sign(sign_of(watch.directory, CHILD, pid), time.monotonic())
        killed = watch.end_hung([pid])
        time.sleep(0.1)
    return killed


def test_child_that_shows_nothing_is_killed(tmp_path: Path, child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGSTOP)
    assert look_for(ChildWatch(tmp_path, patience=0.3), child.pid, seconds=5, beats=False) == [child.pid]
    assert child.wait(5) == -signal.SIGKILL


def test_child_that_beats_is_left_alone(tmp_path: Path, child: subprocess.Popen[bytes]) -> None:
    assert look_for(ChildWatch(tmp_path, patience=0.3), child.pid, seconds=1, beats=True) == []
    assert child.poll() is None


def test_child_that_shows_nothing_stays_without_the_watch(
    tmp_path: Path, child: subprocess.Popen[bytes]
) -> None:
    """The twin: with a patience that never ends."""
    child.send_signal(signal.SIGSTOP)
    watch = ChildWatch(tmp_path, patience=float("inf"))
    assert look_for(watch, child.pid, seconds=1, beats=False) == []
    assert child.poll() is None


def test_pool_without_processes_has_no_children() -> None:
    assert pool_pids(SimpleNamespace(pool=SimpleNamespace())) == []


def beat_a_while(heart: Heart, monkeypatch: pytest.MonkeyPatch) -> None:
    """One round of the thread of a child."""

    def leave(_: float) -> None:
        raise InterruptedError

    monkeypatch.setattr(time, "sleep", leave)
    with pytest.raises(InterruptedError):
        worker._beat_while_getting_on(heart)


def test_child_beats_while_its_task_gets_on_and_not_when_it_is_stuck(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    heart = Heart(CHILD, directory=tmp_path, hang_seconds=0, keeps_row=False)
    settings.TASK_HANG_SECONDS = -1
    monkeypatch.setattr(work, "current", work.Work())
    worker.note_beginning()
    beat_a_while(heart, monkeypatch)
    assert signed(tmp_path, CHILD) == []
    worker.note_end()
    beat_a_while(heart, monkeypatch)
    assert signed(tmp_path, CHILD) == [heart.pid]


@pytest.mark.django_db
def test_import_that_goes_on_gets_on_however_long_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    task = work.Work()
    monkeypatch.setattr(work, "current", task)
    task.begin()
    with Progress(run_id=0) as progress:
        time.sleep(0.2)
        assert task.is_stuck(after=0.2)
        progress(1, 2)
        assert not task.is_stuck(after=0.2)


def test_worker_beats_before_it_reaches_for_redis_and_takes_its_sign_along(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HEARTBEAT_DIR = tmp_path
    monkeypatch.setattr("outbox.heartbeats._run", lambda *_: [])
    ticks: list[Callable[[], None]] = []
    timer = SimpleNamespace(call_repeatedly=lambda _seconds, tick: ticks.append(tick))
    parent = SimpleNamespace(timer=timer, pool=None)
    step = HeartStep(parent)
    step.start(parent)
    assert len(signed(tmp_path, "worker")) == 1
    ticks[0]()
    step.stop(parent)
    assert signed(tmp_path, "worker") == []


def test_worker_beats_while_it_waits_for_redis() -> None:
    heart = CountingHeart()
    consumer = WatchedConsumer.__new__(WatchedConsumer)
    consumer.controller = SimpleNamespace(heart=heart)
    seconds: list[int] = []

    def wait_three_seconds(_errback: Any, _retries: Any, *, callback: Callable[[], None]) -> None:
        for second in range(3):
            callback()
            seconds.append(second)

    consumer._beating_each_second(wait_three_seconds)(None, None, callback=lambda: None)
    assert (heart.beats, len(seconds)) == (3, 3)


def steps_of(consumer: type[Consumer]) -> set[str]:
    """What such a consumer does when it starts."""
    made: Any = consumer(
        lambda _: None,
        app=Celery("tests", broker="redis://127.0.0.1:1/0", set_as_current=False),
        pool=SimpleNamespace(num_processes=1, is_green=False),
        timer=None,
        controller=SimpleNamespace(use_eventloop=True),
        worker_options={"task_events": False},
    )
    return {type(step).__name__ for step in made.steps}


def test_worker_tells_others_nothing_that_it_would_have_to_wait_for() -> None:
    talk = {"Events", "Heart", "Gossip", "Mingle"}
    assert talk <= steps_of(Consumer)  # the twin
    assert not talk & steps_of(WatchedConsumer)


def test_beat_beats_at_each_tick(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HEARTBEAT_DIR = tmp_path
    monkeypatch.setattr("outbox.heartbeats._run", lambda *_: [])
    scheduler = WatchedScheduler(
        Celery("tests", set_as_current=False), schedule_filename=str(tmp_path / "schedule")
    )
    assert signed(tmp_path, "beat") == []
    scheduler.tick()
    assert len(signed(tmp_path, "beat")) == 1
    scheduler.close()
    assert signed(tmp_path, "beat") == []


def test_beat_beats_while_it_waits_for_redis(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HEARTBEAT_DIR = tmp_path
    monkeypatch.setattr("outbox.heartbeats._run", lambda *_: [])
    app = Celery("tests", broker="redis://127.0.0.1:1/0", set_as_current=False)
    scheduler = WatchedScheduler(app, schedule_filename=str(tmp_path / "schedule"))
    heart = CountingHeart()

    def give_up() -> None:
        heart.beat()
        raise BrokerError("enough")

    monkeypatch.setattr(scheduler.heart, "beat", give_up)
    with pytest.raises(BrokerError, match="enough"):
        scheduler._ensure_connected()
    assert heart.beats == 1
    scheduler.close()


def test_beat_goes_on_when_redis_has_no_room(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HEARTBEAT_DIR = tmp_path
    monkeypatch.setattr("outbox.heartbeats._run", lambda *_: [])
    app = Celery("tests", broker="redis://127.0.0.1:1/0", set_as_current=False)
    scheduler = WatchedScheduler(app, schedule_filename=str(tmp_path / "schedule"))
    tried: list[str] = []

    def refuse(entry: Any, **_: Any) -> None:
        tried.append(entry.task)
        raise SchedulingError("MISCONF Errors writing to the AOF file")

    monkeypatch.setattr(scheduler, "apply_async", refuse)
    scheduler.apply_entry(SimpleNamespace(task="outbox.sweep"))
    assert tried == ["outbox.sweep"]
    scheduler.close()


def acknowledge_in_vain(kind: type[kombu_redis.QoS], *, how: str) -> bool:
    """The only slot is taken, and Redis does not hear that it is done with; say whether it is free again."""
    channel = SimpleNamespace(do_restore=False)

    class Unheard(kind):  # type: ignore[misc, valid-type]  # a parameter
        def _remove_from_indices(self, delivery_tag: str, pipe: Any = None) -> Any:
            raise ConnectionError

    slots = Unheard(channel, prefetch_count=1)
    virtual.QoS.append(slots, SimpleNamespace(), "tag")
    assert not slots.can_consume()
    with pytest.raises(ConnectionError):
        getattr(slots, how)("tag")
    is_free: bool = slots.can_consume()
    return is_free


@pytest.mark.parametrize("how", ["ack", "reject"])
def test_slot_is_free_when_redis_does_not_hear_that_its_message_is_done(how: str) -> None:
    """Else a worker whose slots are all taken so reads nothing from Redis any more, and never notices."""
    assert acknowledge_in_vain(FreeingQoS, how=how)


@pytest.mark.parametrize("how", ["ack", "reject"])
def test_slot_stays_taken_with_kombus_own(how: str) -> None:
    """The twin."""
    assert not acknowledge_in_vain(kombu_redis.QoS, how=how)


def test_consumer_frees_slots_with_sentinels_too() -> None:
    assert kombu_redis.SentinelChannel.QoS is kombu_redis.Channel.QoS
