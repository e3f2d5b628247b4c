"""Switches off one guard in every process that starts with tests.faults.sabotage."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.apps import AppConfig


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


GUARDS: dict[str, Callable[[], None]] = {
    guard.__name__: guard
    for guard in (
        no_durability,
        no_transactions,
        no_receipts,
        no_sweeper,
        no_mark_of_done,
        no_message_ids,
    )
}


class Saboteur(AppConfig):
    """Does what SABOTAGE says."""

    name = "tests.faults"
    label: ClassVar[str] = "saboteur"  # type: ignore[misc]

    def ready(self) -> None:
        GUARDS[os.environ["SABOTAGE"]]()
