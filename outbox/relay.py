"""The relay: claims due messages and hands their ids to Celery, however Redis behaves."""

from __future__ import annotations

import contextlib
import threading

import redis
import structlog
from celery import Celery, current_app
from django.db import InterfaceError, OperationalError, connection
from kombu import Producer
from kombu.exceptions import OperationalError as BrokerError
from prometheus_client import Counter

from outbox.heartbeats import Heart
from outbox.models import OutboxMessage
from outbox.services import claim_due, release

logger = structlog.get_logger(__name__)
HANDED_OUT = Counter("smarketing_handed_out", "Messages of the outbox handed to Celery.")

POLL_SECONDS = 0.2
BATCH = 100
# How long one try to speak to Redis may take, whether it refuses or just does not answer.
BROKER_SECONDS = 1.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0


class Relay:
    """One loop; any number of relays may run, on any number of machines.

    `heart` beats at each round, whether PostgreSQL and Redis answer or not.
    """

    def __init__(self, *, app: Celery | None = None, heart: Heart | None = None) -> None:
        self.app = app or current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy of Celery's
        self.stop = threading.Event()
        self.heart = heart
        self.pause_seconds = 0.0
        self._producer: Producer | None = None

    def run(self) -> None:
        """Hand out messages until `stop` is set; a database or a broker that is away is waited for."""
        while not self.stop.is_set():
            if self.heart:
                self.heart.beat()
            try:
                handed_out = self.run_once()
            except (OperationalError, InterfaceError) as error:
                logger.warning("relay_without_database", error=type(error).__name__)
                connection.close()
                handed_out = 0
                self._slow_down()
            if handed_out < BATCH:
                self.stop.wait(max(self.pause_seconds, POLL_SECONDS))
        self._hang_up()
        if self.heart:
            self.heart.stop()

    def run_once(self) -> int:
        """Hand out one batch and return how many went; what did not go is put back at once."""
        messages = claim_due(limit=BATCH)
        sent = 0
        try:
            for message in messages:
                self._send(message)
                sent += 1
                HANDED_OUT.inc()
        except (BrokerError, OSError, redis.RedisError) as error:  # the last: Redis has no room on its disk
            self._hang_up()
            self._slow_down()
            logger.warning("relay_without_broker", error=type(error).__name__, pause=self.pause_seconds)
        else:
            self.pause_seconds = 0.0
        finally:
            if sent < len(messages):
                release(messages[sent:])
        return sent

    def _send(self, message: OutboxMessage) -> None:
        with structlog.contextvars.bound_contextvars(request_id=message.request_id):
            self.app.send_task(message.topic, args=[message.pk], producer=self._open_producer(), retry=False)

    def _open_producer(self) -> Producer:
        if self._producer is None:
            broker = self.app.connection_for_write(
                connect_timeout=BROKER_SECONDS, transport_options=timeouts(BROKER_SECONDS)
            )
            self._producer = self.app.amqp.Producer(broker)
        return self._producer

    def _slow_down(self) -> None:
        self.pause_seconds = min(max(self.pause_seconds * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)

    def _hang_up(self) -> None:
        if self._producer is not None:
            broker = self._producer.connection
            with contextlib.suppress(BrokerError, OSError, redis.RedisError):
                if broker is not None:
                    broker.release()
            self._producer = None


def timeouts(seconds: float) -> dict[str, object]:
    """Transport options under which no call to Redis takes longer than this."""
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "retry_on_timeout": False,
        "max_retries": 0,
    }
