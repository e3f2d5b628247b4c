"""What is to be done, by which task, and how far it has come; and which processes get on with it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    """Messages by how far they have come."""

    def open(self) -> OutboxMessageQuerySet:
        """Not done and not given up."""
        return self.filter(done_at=None, parked_at=None)

    def waiting(self) -> OutboxMessageQuerySet:
        """Not with a worker."""
        return self.open().filter(claimed_at=None)

    def due(self, now: datetime) -> OutboxMessageQuerySet:
        """To be handed out now, oldest first."""
        return self.waiting().filter(available_at__lte=now).order_by("available_at", "pk")

    def in_flight(self) -> OutboxMessageQuerySet:
        """Handed to Celery and not heard of since."""
        return self.open().filter(claimed_at__isnull=False)

    def parked(self) -> OutboxMessageQuerySet:
        """Given up after too many failures; a person has to look: send it round again or discard it."""
        return self.filter(parked_at__isnull=False, discarded_at=None)

    def discarded(self) -> OutboxMessageQuerySet:
        """Given up for good, by whom and when they say."""
        return self.filter(discarded_at__isnull=False)


class OutboxMessage(models.Model):
    """A piece of work for a Celery task, committed together with its cause.

    `payload` holds ids only; what they stand for is read when the work is done.
    """

    topic = models.CharField(max_length=100, help_text="The name of the Celery task.")
    payload: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    request_id = models.CharField(
        max_length=64, blank=True, help_text="Of the request that caused it, for the logs."
    )
    created_at = models.DateTimeField(default=timezone.now)
    available_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    # The id of whoever discarded it; null where a command did.
    discarded_by = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                name="outbox_open",
                condition=Q(done_at=None, parked_at=None),
            ),
            models.Index(
                fields=["claimed_at"],
                name="outbox_in_flight",
                condition=Q(done_at=None, parked_at=None, claimed_at__isnull=False),
            ),
            models.Index(
                fields=["parked_at"],
                name="outbox_parked",
                condition=Q(parked_at__isnull=False, discarded_at=None),
            ),
            models.Index(fields=["done_at"], name="outbox_done", condition=Q(done_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="outbox_topic_named", condition=~Q(topic="")),
            models.CheckConstraint(
                name="outbox_done_or_parked", condition=Q(done_at=None) | Q(parked_at=None)
            ),
            models.CheckConstraint(
                name="outbox_parked_if_discarded",
                condition=Q(discarded_at=None) | Q(parked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"

    @property
    def fingerprint(self) -> uuid.UUID:
        """The same at each delivery, another for every other message, and telling nothing of it."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.topic} {self.pk} {self.created_at.timestamp():.6f}")


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    """Processes by how long ago they got on. PostgreSQL's clock decides: those of machines differ."""

    def since(self, age: timedelta) -> HeartbeatQuerySet:
        """Got on within the last `age`."""
        return self.filter(progressed_at__gte=Now() - age)

    def before(self, age: timedelta) -> HeartbeatQuerySet:
        """Nothing was heard of them for `age`."""
        return self.filter(progressed_at__lt=Now() - age)


class Heartbeat(models.Model):
    """A running worker, relay or beat, and when it last got on with its work (`outbox.heartbeats`)."""

    kind = models.CharField(max_length=20)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    progressed_at = models.DateTimeField(default=timezone.now)

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "host", "pid"], name="outbox_heartbeat_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pid} on {self.host}"
