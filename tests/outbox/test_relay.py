"""The relay against a Redis that is fine, closed, stalled and flushed."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from celery import Celery
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from outbox import relay as relay_module
from outbox import services
from outbox.models import OutboxMessage
from outbox.relay import Relay
from tests.outbox.conftest import Broker

pytestmark = pytest.mark.xdist_group("outbox")


def seconds_of(relay: Relay) -> float:
    """How long one round takes."""
    started = time.monotonic()
    relay.run_once()
    return time.monotonic() - started


def test_relay_hands_out_what_is_due(broker: Broker, celery_app: Celery, message: OutboxMessage) -> None:
    assert Relay(app=celery_app).run_once() == 1
    assert broker.queued() == 1
    assert OutboxMessage.objects.in_flight().get() == message


def test_relay_leaves_what_is_not_due(celery_app: Celery, message: OutboxMessage) -> None:
    OutboxMessage.objects.update(available_at=timezone.now() + timedelta(minutes=5))
    assert Relay(app=celery_app).run_once() == 0


def test_relay_puts_back_what_a_closed_redis_refuses(
    broker: Broker, celery_app: Celery, message: OutboxMessage
) -> None:
    broker.close()
    assert seconds_of(Relay(app=celery_app)) < 2.5
    assert OutboxMessage.objects.waiting().get() == message


def test_relay_puts_back_what_a_stalled_redis_swallows(
    broker: Broker, celery_app: Celery, message: OutboxMessage
) -> None:
    broker.stall()
    try:
        assert seconds_of(Relay(app=celery_app)) < 2.5
    finally:
        broker.wake()
    assert OutboxMessage.objects.waiting().get() == message


def test_relay_with_an_open_connection_is_not_held_by_a_stalled_redis(
    broker: Broker, celery_app: Celery, message: OutboxMessage
) -> None:
    relay = Relay(app=celery_app)
    relay.run_once()
    services.release([message])
    broker.stall()
    try:
        assert seconds_of(relay) < 2.5
    finally:
        broker.wake()


def test_relay_without_timeouts_is_held_by_a_stalled_redis(
    broker: Broker, celery_app: Celery, message: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: with the guard off, the same round hangs until Redis goes on."""
    monkeypatch.setattr(relay_module, "timeouts", lambda _: {"socket_timeout": None})
    relay = Relay(app=celery_app)
    relay.run_once()
    services.release([message])
    broker.stall()
    thread = threading.Thread(target=relay._send, args=(message,), daemon=True)
    thread.start()
    thread.join(4)
    assert thread.is_alive()
    broker.wake()
    thread.join(10)


def test_relay_goes_on_when_redis_is_back(broker: Broker, celery_app: Celery, message: OutboxMessage) -> None:
    relay = Relay(app=celery_app)
    broker.close()
    relay.run_once()
    broker.start()
    assert relay.run_once() == 1
    assert relay.pause_seconds == 0


def test_relay_waits_for_a_redis_that_has_no_room(
    broker: Broker, celery_app: Celery, message: OutboxMessage
) -> None:
    relay = Relay(app=celery_app)
    broker.refuse_writes()
    assert relay.run_once() == 0
    assert (OutboxMessage.objects.waiting().get(), relay.pause_seconds) == (message, 0.5)
    broker.take_writes()
    assert relay.run_once() == 1


def test_relay_beats_at_each_round_without_redis_and_database(
    celery_app: Celery, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heart = Mock()
    relay = Relay(app=celery_app, heart=heart)
    rounds = iter([OperationalError("away"), InterfaceError("away")])

    def lose_database() -> int:
        error = next(rounds, None)
        if error is None:
            relay.stop.set()
            return 0
        raise error

    monkeypatch.setattr(relay, "run_once", lose_database)
    monkeypatch.setattr(relay, "_slow_down", lambda: None)
    relay.run()
    assert (heart.beat.call_count, heart.stop.call_count) == (3, 1)


def test_relay_pauses_longer_at_each_failure_up_to_five_seconds(
    broker: Broker, celery_app: Celery, message: OutboxMessage
) -> None:
    relay = Relay(app=celery_app)
    broker.close()
    pauses = []
    for _ in range(5):
        relay.run_once()
        pauses.append(relay.pause_seconds)
    assert pauses == [0.5, 1.0, 2.0, 4.0, 5.0]


def test_relay_that_keeps_what_it_cannot_send_strands_it(
    broker: Broker, celery_app: Celery, message: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: without putting back, the message waits for the sweeper instead of the next round."""
    monkeypatch.setattr(relay_module, "release", lambda _: None)
    broker.close()
    Relay(app=celery_app).run_once()
    broker.start()
    assert Relay(app=celery_app).run_once() == 0


def test_message_is_offered_again_after_redis_was_flushed(
    broker: Broker, celery_app: Celery, message: OutboxMessage
) -> None:
    relay = Relay(app=celery_app)
    relay.run_once()
    broker.flush()
    long_ago = timezone.now() - timedelta(minutes=2)
    OutboxMessage.objects.update(claimed_at=long_ago)
    assert services.sweep() == {"offered": 1, "parked": 0}
    assert relay.run_once() == 1
    assert broker.queued() == 1


def test_message_stays_lost_after_a_flush_without_the_sweeper(
    broker: Broker, celery_app: Celery, message: OutboxMessage
) -> None:
    """The twin: nobody else offers it again."""
    relay = Relay(app=celery_app)
    relay.run_once()
    broker.flush()
    assert relay.run_once() == 0
    assert broker.queued() == 0


def test_two_relays_never_take_the_same_message(message: OutboxMessage, transactional_db: None) -> None:
    first = services.claim_due(limit=10)
    assert first == [message]
    assert services.claim_due(limit=10) == []


def test_relay_hands_out_no_more_than_may_be_in_flight(message: OutboxMessage, settings: Any) -> None:
    settings.OUTBOX_MAX_IN_FLIGHT = 0
    assert services.claim_due(limit=10) == []


def test_relay_stops_when_told(celery_app: Celery, transactional_db: None) -> None:
    relay = Relay(app=celery_app)
    relay.stop.set()
    relay.run()
    assert relay._producer is None


def test_sending_the_request_id_with_the_task(
    broker: Broker, celery_app: Celery, message: OutboxMessage
) -> None:
    OutboxMessage.objects.update(request_id="r-17")
    Relay(app=celery_app).run_once()
    with celery_app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        headers: Any = queue.get(timeout=2).headers
    assert headers["__django_structlog__"]["request_id"] == "r-17"


def test_closed_broker_raises_what_the_relay_catches(broker: Broker, celery_app: Celery) -> None:
    broker.close()
    with pytest.raises((BrokerError, OSError)):
        Relay(app=celery_app)._send(OutboxMessage(pk=1, topic="tests.work"))
