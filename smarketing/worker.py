"""The worker as it is watched: its loop by others, through its heartbeat, and its pool's children by itself.

A child that was stopped, or whose task neither ends nor gets on, is killed: the pool forks another one, and
the message goes round again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import structlog
from celery import bootsteps
from celery.signals import task_postrun, task_prerun, worker_process_init
from celery.worker.consumer import Consumer
from django.conf import settings
from kombu import Connection
from kombu.transport import redis as kombu_redis
from kombu.transport import virtual

from outbox import work
from outbox.exporter import serve_metrics
from outbox.heartbeats import Heart, Silence, read_sign, sign_of

logger = structlog.get_logger(__name__)
CHILD = "child"
# What workers would tell each other through Redis. Nobody listens, and one that has news for a Redis that
# hangs waits for it in its event loop, without end.
UNHEARD = {"without_gossip": True, "without_heartbeat": True, "without_mingle": True}


class HeartStep(bootsteps.StartStopStep):
    """Beats in the worker's event loop, and looks after the children of its pool there."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        worker.heart = None

    def start(self, worker: Any) -> None:
        """Begin, before the worker reaches for Redis."""
        heart = Heart("worker", directory=settings.HEARTBEAT_DIR, hang_seconds=settings.HANG_SECONDS)
        children = ChildWatch(settings.HEARTBEAT_DIR, patience=settings.HANG_SECONDS)
        worker.heart = heart
        heart.beat()
        serve_metrics()

        def tick() -> None:
            children.end_hung(pool_pids(worker))
            heart.beat()

        worker.timer.call_repeatedly(heart.every_seconds, tick)

    def stop(self, worker: Any) -> None:
        """End in order."""
        if worker.heart is not None:
            worker.heart.stop()


class ChildWatch:
    """Which children of a pool show nothing any more."""

    def __init__(self, directory: Path, *, patience: float) -> None:
        self.directory = directory
        self.patience = patience
        self._silence = Silence()

    def end_hung(self, pids: Collection[int]) -> list[int]:
        """Kill those that have shown nothing for longer than our patience; return their numbers."""
        self._silence.keep_only(pids)
        hung = [pid for pid in pids if self._silence.seconds_of(pid, self._sign(pid)) > self.patience]
        for pid in hung:
            logger.error("worker_child_hangs", pid=pid, seconds=self.patience)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            sign_of(self.directory, CHILD, pid).unlink(missing_ok=True)
        return hung

    def _sign(self, pid: int) -> float | None:
        return read_sign(sign_of(self.directory, CHILD, pid))


def pool_pids(worker: Any) -> list[int]:
    """Return the numbers of the pool's children; none for a pool without processes."""
    processes = getattr(getattr(worker.pool, "_pool", None), "_pool", None) or []
    return [process.pid for process in processes if process.pid]


class FreeingQoS(kombu_redis.QoS):
    """Frees the slot of a message whose acknowledgement did not reach Redis; the outbox sends it round again.

    Kombu's own keeps it taken, and while all are taken reads nothing from Redis: it never learns that the
    connection has gone, and the worker stands still without a word (kombu 5.7).
    """

    def ack(self, delivery_tag: Any) -> None:
        """Acknowledge one, and free its slot whatever comes of that."""
        try:
            super().ack(delivery_tag)
        finally:
            virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        """Reject one, as well."""
        try:
            super().reject(delivery_tag, requeue=requeue)
        finally:
            virtual.QoS.ack(self, delivery_tag)


class WatchedConsumer(Consumer):
    """Celery's consumer, which also beats while it waits for Redis: then the event loop stands still."""

    controller: Any  # the worker, with the heart that HeartStep gave it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["worker_options"] = kwargs["worker_options"] | UNHEARD
        kombu_redis.Channel.QoS = FreeingQoS  # that of sentinels is one of these
        super().__init__(*args, **kwargs)

    def ensure_connected(self, conn: Any) -> Connection:
        """Connect however long it takes."""
        self.controller.heart.beat()
        conn.ensure_connection = self._beating_each_second(conn.ensure_connection)
        return super().ensure_connected(conn)

    def _beating_each_second(self, ensure: Callable[..., Any]) -> Callable[..., Any]:
        def ensure_and_beat(errback: Any, max_retries: Any, *, callback: Callable[[], None]) -> Any:
            def each_second() -> None:
                self.controller.heart.beat()
                callback()

            return ensure(errback, max_retries, callback=each_second)

        return ensure_and_beat


@worker_process_init.connect
def watch_child(**_: Any) -> None:
    """Let a thread of this child beat for as long as its main thread is idle or gets on."""
    heart = Heart(
        CHILD, directory=settings.HEARTBEAT_DIR, hang_seconds=settings.HANG_SECONDS, keeps_row=False
    )
    threading.Thread(target=_beat_while_getting_on, args=[heart], daemon=True, name="heart").start()


def _beat_while_getting_on(heart: Heart) -> None:
    while True:
        if not work.current.is_stuck(after=settings.TASK_HANG_SECONDS):
            heart.beat()
        time.sleep(heart.every_seconds)


@task_prerun.connect
def note_beginning(**_: Any) -> None:
    """From now on the task must end or get on."""
    work.current.begin()


@task_postrun.connect
def note_end(**_: Any) -> None:
    """Nothing is expected of an idle child."""
    work.current.end()
