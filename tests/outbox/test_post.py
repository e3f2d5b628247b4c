"""Posting: inside a transaction, ids only."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import structlog
from django.db import transaction
from django.utils import timezone

from outbox import services
from outbox.models import OutboxMessage
from outbox.services import NoTransactionError, PayloadError, post


def test_post_is_lost_with_its_cause(transactional_db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post(topic="tests.work", payload={"lead_id": 7})
        raise ZeroDivisionError
    assert OutboxMessage.objects.count() == 0


def test_post_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(NoTransactionError, match=r"Post 'tests.work' inside transaction.atomic"):
        post(topic="tests.work", payload={})


@pytest.mark.django_db
def test_post_takes_numbers_uuids_names_and_lists_of_them() -> None:
    lead = uuid.UUID("8f14e45f-ceea-467f-a8b5-e3a4f1a2b3c4")
    message = post(topic="tests.work", payload={"ids": [1, 2], "lead": lead, "kind": "first_touch"})
    assert message.payload == {"ids": [1, 2], "lead": str(lead), "kind": "first_touch"}


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["mara@example.com", "Erika Muster", 1.5, None, {"a": 1}, "", "x" * 65])
def test_post_refuses_what_is_no_id(value: object) -> None:
    with pytest.raises(PayloadError, match="The payload's 'who' is a"):
        post(topic="tests.work", payload={"who": value})


@pytest.mark.django_db
def test_post_keeps_the_request_id() -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-17"):
        assert post(topic="tests.work", payload={}).request_id == "r-17"


@pytest.mark.django_db
def test_delayed_post_is_due_later() -> None:
    message = post(topic="tests.work", payload={}, delay=timedelta(minutes=10))
    now = timezone.now()
    assert list(OutboxMessage.objects.due(now)) == []
    assert list(OutboxMessage.objects.due(now + timedelta(minutes=11))) == [message]


@pytest.mark.django_db
def test_backlog_counts_from_when_a_message_was_due() -> None:
    post(topic="tests.work", payload={}, delay=timedelta(minutes=10))
    later = timezone.now() + timedelta(minutes=12)
    backlog = services.measure_backlog(later)
    assert backlog["depth"] == 1
    assert 119 <= backlog["lag_seconds"] <= 121


@pytest.mark.django_db
def test_backlog_of_an_empty_outbox_is_nothing() -> None:
    assert services.measure_backlog() == {"depth": 0, "lag_seconds": 0.0, "parked": 0}


@pytest.mark.django_db
def test_done_messages_are_forgotten_after_a_fortnight() -> None:
    for age in (1, 15):
        message = post(topic="tests.work", payload={"age": age})
        OutboxMessage.objects.filter(pk=message.pk).update(done_at=timezone.now() - timedelta(days=age))
    assert services.forget_done() == 1
    assert OutboxMessage.objects.get().payload == {"age": 1}


@pytest.mark.django_db
def test_a_done_message_cannot_be_parked() -> None:
    from django.db import IntegrityError

    message = post(topic="tests.work", payload={})
    with pytest.raises(IntegrityError, match="outbox_done_or_parked"):
        OutboxMessage.objects.filter(pk=message.pk).update(done_at=timezone.now(), parked_at=timezone.now())
