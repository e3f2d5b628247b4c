"""Short ways to do something to many leads in a test; each calls the real service, and the job by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from bulk import services
from bulk.models import BulkAction
from bulk.tasks import go_on
from leads.models import Lead
from outbox.models import OutboxMessage


def work_off() -> int:
    """Do all parts; return how many there were."""
    parts = 0
    while message := OutboxMessage.objects.filter(topic=services.TOPIC, done_at=None).first():
        go_on(message.pk)
        parts += 1
    return parts


def begin(
    actor: User, deed: str, leads: Iterable[Lead], lines: Mapping[str, Any] | None = None, **said: Any
) -> BulkAction:
    """Start it; `lines` is said for each lead."""
    said_of_each = {lead.pk: dict(lines or {}) for lead in leads}
    return services.start(actor=actor, deed=deed, lines=said_of_each, said=said)


def done(
    actor: User, deed: str, leads: Iterable[Lead], lines: Mapping[str, Any] | None = None, **said: Any
) -> BulkAction:
    """Start it and do it."""
    action = begin(actor, deed, leads, lines, **said)
    work_off()
    action.refresh_from_db()
    return action


def taken_back(actor: User, action: BulkAction) -> BulkAction:
    """Take it back, to the end."""
    services.undo(actor=actor, action=action)
    work_off()
    action.refresh_from_db()
    return action


def states(action: BulkAction) -> list[str]:
    """What became of each lead, in the order of their numbers."""
    return list(action.lines.values_list("state", flat=True))
