"""A Valkey of this test's own, that may be closed, stalled and flushed without hurting anybody."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery

from outbox import services
from outbox.models import OutboxMessage
from run import embedded
from run.embedded.processes import read_pid
from smarketing import local


class Broker:
    """One Valkey server under our thumb."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.url = local.redis_url(var_dir)
        self.start()

    def start(self) -> None:
        """Start it, or go on after a stop."""
        embedded.ensure_valkey(self.var_dir)
        self.pid = read_pid(self.var_dir / "valkey" / "valkey.pid") or 0

    def close(self) -> None:
        """Shut it down: connections are refused."""
        embedded.stop_valkey(self.var_dir)

    def stall(self) -> None:
        """Freeze it: connections are taken, nothing is answered."""
        os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def refuse_writes(self) -> None:
        """Answer every write with an error, as one does that has no room for its file."""
        with self._connect() as client:
            client.config_set("min-replicas-to-write", 1)

    def take_writes(self) -> None:
        """Go on as usual."""
        with self._connect() as client:
            client.config_set("min-replicas-to-write", 0)

    def queued(self) -> int:
        """How many tasks wait in the queue."""
        with self._connect() as client:
            return int(client.llen("celery"))

    def flush(self) -> None:
        """Forget everything."""
        with self._connect() as client:
            client.flushall()

    def _connect(self) -> redis.Redis[bytes]:
        return redis.Redis(unix_socket_path=str(local.valkey_socket(self.var_dir)))


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A running server that is gone afterwards."""
    var_dir = Path(tempfile.mkdtemp(prefix="vk-"))
    server = Broker(var_dir)
    yield server
    embedded.stop_all(var_dir)
    shutil.rmtree(var_dir)


@pytest.fixture
def celery_app(broker: Broker) -> Celery:
    """A Celery application that speaks to that server only."""
    app = Celery("tests", broker=broker.url, set_as_current=False)
    app.conf.task_publish_retry = False
    return app


@pytest.fixture
def message(transactional_db: None) -> OutboxMessage:
    """One posted message, committed."""
    from django.db import transaction

    with transaction.atomic():
        return services.post(topic="tests.work", payload={"lead_id": 7})
