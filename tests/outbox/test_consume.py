"""A message is worked off exactly once, however often and in whatever order it is delivered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DataError, connection, transaction
from django.utils import timezone

from outbox import services
from outbox.models import OutboxMessage
from outbox.services import TryLater, consume

pytestmark = pytest.mark.xdist_group("outbox")


def work(message_id: int, *, guarded: bool = True) -> None:
    """What a task does: one row per delivery that it believes in; a session row is as good as any."""
    with consume(message_id) if guarded else unguarded(message_id) as message:
        if message is not None:
            Session.objects.create(
                session_key=f"{message_id}-{Session.objects.count()}", expire_date=timezone.now()
            )


@contextmanager
def unguarded(message_id: int) -> Iterator[OutboxMessage]:
    """The guard switched off: every delivery is believed."""
    yield OutboxMessage.objects.get(pk=message_id)


def post(count: int) -> list[int]:
    """Post so many messages and return their ids."""
    with transaction.atomic():
        return [services.post(topic="tests.work", payload={"lead_id": n}).pk for n in range(count)]


def test_consume_marks_done_with_the_work(message: OutboxMessage) -> None:
    work(message.pk)
    message.refresh_from_db()
    assert message.done_at is not None
    assert message.attempts == 1


def test_consume_twice_works_once(message: OutboxMessage) -> None:
    work(message.pk)
    work(message.pk)
    assert Session.objects.count() == 1


def test_delivery_twice_without_the_guard_works_twice(message: OutboxMessage) -> None:
    """The twin."""
    work(message.pk, guarded=False)
    work(message.pk, guarded=False)
    assert Session.objects.count() == 2


def test_consume_in_reverse_and_twice_works_each_once(transactional_db: None) -> None:
    ids = post(3)
    for message_id in [*reversed(ids), *ids]:
        work(message_id)
    assert Session.objects.count() == 3


def test_consume_rolls_back_and_records_what_went_wrong(message: OutboxMessage) -> None:
    with pytest.raises(RuntimeError), consume(message.pk):
        Session.objects.create(session_key="half", expire_date=timezone.now())
        raise RuntimeError("no luck")
    message.refresh_from_db()
    assert Session.objects.count() == 0
    assert message.last_error == "RuntimeError"
    assert message.done_at is None
    assert message.claimed_at is None


def test_failure_comes_round_again_later(message: OutboxMessage) -> None:
    before = timezone.now()
    with pytest.raises(RuntimeError), consume(message.pk):
        raise RuntimeError("no luck")
    message.refresh_from_db()
    assert message.available_at >= before + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [(timedelta(minutes=2), 120), (timedelta(days=1), 3600), (timedelta(), 5), (timedelta(seconds=-9), 5)],
)
def test_work_that_asks_for_later_is_tried_then_but_within_the_hour(
    message: OutboxMessage, asked: timedelta, seconds: int
) -> None:
    later = TryLater()
    later.after = asked
    with pytest.raises(TryLater), consume(message.pk):
        raise later
    message.refresh_from_db()

    assert (
        timedelta(seconds=seconds - 3) < message.available_at - timezone.now() <= timedelta(seconds=seconds)
    )


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 5), (1, 5), (2, 10), (5, 80), (8, 640), (9, 900)])
def test_retry_delay_doubles_up_to_a_quarter_of_an_hour(attempts: int, seconds: int) -> None:
    assert services.retry_delay(attempts=attempts) == timedelta(seconds=seconds)


def test_poison_is_parked_after_eight_attempts(message: OutboxMessage) -> None:
    for _ in range(8):
        with pytest.raises(RuntimeError), consume(message.pk):
            raise RuntimeError("poison")
    assert OutboxMessage.objects.parked().get() == message
    assert services.measure_backlog()["parked"] == 1


@pytest.mark.parametrize("error", [DataError("no such text"), ValueError("no such offset"), KeyError("id")])
def test_what_lies_in_the_data_is_parked_at_the_first_try(message: OutboxMessage, error: Exception) -> None:
    with pytest.raises(type(error)), consume(message.pk):
        raise error
    parked = OutboxMessage.objects.parked().get()
    assert (parked.attempts, parked.last_error) == (1, type(error).__name__)


def test_what_went_wrong_is_kept_by_its_name_whatever_it_quotes(message: OutboxMessage) -> None:
    with pytest.raises(RuntimeError), consume(message.pk):
        raise RuntimeError("a\x00b \ud800 erika@example.org")
    message.refresh_from_db()
    assert message.last_error == "RuntimeError"


def test_discarded_is_never_done_and_says_by_whom(message: OutboxMessage) -> None:
    assert services.discard([message.pk], by=7) == [message.pk]
    work(message.pk)
    message.refresh_from_db()
    assert (message.discarded_by, message.discarded_at == message.parked_at) == (7, True)
    assert Session.objects.count() == 0
    assert services.measure_backlog()["parked"] == 0
    assert services.discard([message.pk], by=8) == []


def test_done_cannot_be_discarded(message: OutboxMessage) -> None:
    work(message.pk)
    assert services.discard([message.pk]) == []


def test_discarded_is_forgotten_like_done(message: OutboxMessage) -> None:
    services.discard([message.pk])
    OutboxMessage.objects.update(discarded_at=timezone.now() - timedelta(days=15))
    assert services.forget_done() == 1


def test_poison_that_kills_its_worker_is_parked_by_the_sweeper(message: OutboxMessage) -> None:
    """A killed worker records nothing, so the attempt is counted before the work."""
    long_ago = timezone.now() - timedelta(minutes=2)
    for _ in range(8):
        services._count_attempt(message.pk)
        OutboxMessage.objects.update(claimed_at=long_ago)
    assert services.sweep() == {"offered": 0, "parked": 1}
    message.refresh_from_db()
    assert message.last_error == "The worker died doing it."


def test_poison_that_is_counted_only_afterwards_goes_round_for_ever(message: OutboxMessage) -> None:
    """The twin: eight deaths without a count, and it is offered a ninth time."""
    OutboxMessage.objects.update(claimed_at=timezone.now() - timedelta(minutes=2), attempts=0)
    assert services.sweep() == {"offered": 1, "parked": 0}


def test_unpark_sends_round_again(message: OutboxMessage) -> None:
    OutboxMessage.objects.update(parked_at=timezone.now(), attempts=8)
    assert services.unpark([message.pk]) == 1
    work(message.pk)
    assert Session.objects.count() == 1


def test_second_worker_skips_what_the_first_is_doing(message: OutboxMessage) -> None:
    seen: list[OutboxMessage | None] = []

    def deliver_again() -> None:
        with consume(message.pk) as second:
            seen.append(second)
        connection.close()

    with consume(message.pk):
        thread = threading.Thread(target=deliver_again)
        thread.start()
        thread.join(5)
    assert seen == [None]


def test_sweeper_leaves_what_is_being_worked_on(message: OutboxMessage) -> None:
    found: list[dict[str, int]] = []

    def sweep() -> None:
        found.append(services.sweep())
        connection.close()

    with consume(message.pk):
        OutboxMessage.objects.filter(pk=message.pk).update(claimed_at=timezone.now() - timedelta(hours=1))
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join(5)
    assert found == [{"offered": 0, "parked": 0}]


def test_consume_of_an_unknown_message_does_nothing(transactional_db: None) -> None:
    with consume(4711) as message:
        assert message is None
