"""Switches off one guard in every process that starts in the environment that `sabotaged` makes."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

from django.apps import AppConfig


def sabotaged(guard: str) -> dict[str, str]:
    """The environment of a product with one of SABOTAGES done to it."""
    assert guard in SABOTAGES, f"{guard} is none of {', '.join(SABOTAGES)}"
    return {"DJANGO_SETTINGS_MODULE": "tests.faults.sabotage", "SABOTAGE": guard}


def no_durability() -> None:
    """A commit is answered before it is written to the disk."""
    from django.db.backends.signals import connection_created

    def relax(connection: Any, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")

    connection_created.connect(relax, weak=False)


def no_transactions() -> None:
    """Every statement stands for itself, whatever belongs together; Django believes otherwise."""
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.transaction import Atomic, get_connection

    depths: Counter[int] = Counter()

    def enter(self: Atomic) -> None:
        connection = get_connection(self.using)
        depths[id(connection)] += 1
        connection.in_atomic_block = True

    def leave(self: Atomic, *_: object) -> None:
        connection = get_connection(self.using)
        depths[id(connection)] -= 1
        connection.in_atomic_block = depths[id(connection)] > 0
        if not connection.in_atomic_block:
            connection.run_and_clear_commit_hooks()

    BaseDatabaseWrapper.get_autocommit = lambda self: not self.in_atomic_block  # type: ignore[method-assign]
    Atomic.__enter__ = enter  # type: ignore[method-assign]
    Atomic.__exit__ = leave  # type: ignore[method-assign]


def no_receipts() -> None:
    """No key is the one that came before."""
    from leads.capture.receipts import Receipts

    Receipts._hash = lambda *_: uuid.uuid4().hex  # type: ignore[method-assign]


def no_sweeper() -> None:
    """What was handed out and got lost is never offered again."""
    from outbox import services

    services.sweep = lambda: {"offered": 0, "parked": 0}


def no_mark_of_done() -> None:
    """A message is worked on however often it comes, and so is a notification."""
    from accounts import tasks
    from accounts.models import Notification
    from outbox.models import OutboxMessage

    @contextmanager
    def consume(message_id: int) -> Iterator[OutboxMessage | None]:
        yield OutboxMessage.objects.get(pk=message_id)
        OutboxMessage.objects.filter(pk=message_id).update(done_at="2026-01-01T00:00Z")
        Notification.objects.update(mailed_at=None)

    tasks.consume = consume  # type: ignore[attr-defined]


def no_message_ids() -> None:
    """Each mail has a name of its own, as Django gives it."""
    from django.core.mail import EmailMessage, make_msgid

    message = EmailMessage.message

    def named_anew(self: EmailMessage) -> Any:
        made = message(self)
        del made["Message-ID"]
        made["Message-ID"] = make_msgid()
        return made

    EmailMessage.message = named_anew  # type: ignore[method-assign,assignment]


def no_second_try() -> None:
    """Work that failed, or of which nothing was heard, does not come round again."""
    from outbox import services

    services._record_failure = lambda *_: None
    no_sweeper()


def no_patience_of_the_relay() -> None:
    """A relay whose PostgreSQL is away ends with the error."""
    from outbox import relay

    relay.OperationalError = relay.InterfaceError = NotImplementedError  # type: ignore[attr-defined,assignment]


def no_faults() -> None:
    """An error of PostgreSQL's is one like any other: a bug of ours."""
    from smarketing import middleware

    middleware.fault_of = lambda _error: None  # type: ignore[attr-defined,assignment]


def no_bulkhead() -> None:
    """There is always room for one more who waits for the same row."""
    from smarketing.database.bulkhead import Bulkhead

    Bulkhead._full = lambda *_: []  # type: ignore[method-assign]


def no_orphans_ended() -> None:
    """A launcher leaves alone what a killed one left behind."""
    from run.launcher import launch

    launch.end_orphans = lambda _record: 0  # type: ignore[attr-defined,assignment]


def no_servers_kept_up() -> None:
    """A launcher starts the servers and looks after them no more."""
    from run.launcher.servers import Servers

    Servers.keep_up = lambda _self: None  # type: ignore[method-assign,assignment]


def no_patience_with_servers() -> None:
    """A launcher gives up on a server that cannot start yet."""
    from run.launcher import servers

    servers.HINDRANCES = ()  # type: ignore[assignment]


def hearts_that_ask() -> None:
    """A heart beats only where both servers answer."""
    import psycopg2
    import redis
    from django.conf import settings
    from django.db import connection

    from outbox.heartbeats import Heart
    from outbox.waiting import open_within
    from smarketing.broker import read_broker

    beat = Heart.beat

    def ask_and_beat(self: Heart) -> None:
        with suppress(psycopg2.Error, redis.RedisError, OSError):
            read_broker(settings.REDIS_URL).open(seconds=0.5).ping()
            with open_within(0.5, connection.get_connection_params()):
                beat(self)

    Heart.beat = ask_and_beat  # type: ignore[method-assign]


SABOTAGES: dict[str, Callable[[], None]] = {
    guard.__name__: guard
    for guard in (
        no_durability,
        no_transactions,
        no_receipts,
        no_sweeper,
        no_mark_of_done,
        no_message_ids,
        no_second_try,
        no_patience_of_the_relay,
        no_faults,
        no_bulkhead,
        no_orphans_ended,
        no_servers_kept_up,
        no_patience_with_servers,
        hearts_that_ask,
    )
}


class Saboteur(AppConfig):
    """Does what SABOTAGE says."""

    name = "tests.faults"
    label: ClassVar[str] = "saboteur"  # type: ignore[misc]

    def ready(self) -> None:
        SABOTAGES[os.environ["SABOTAGE"]]()
