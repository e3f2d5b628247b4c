from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Action, authorise
from feedback.models import AttemptChannel, ContactAttempt
from feedback.services import standings
from feedback.services.checks import ACCEPTED, THEIRS, check_when
from leads.models import Lead
from leads.steps import Step
from values.checking import Findings
from values.columns import take
from values.versions import lock_row

LOG_ATTEMPT: Final = Step(Action.LOG_ATTEMPTS, (THEIRS, ACCEPTED))


@transaction.atomic
def log_attempt(
    *,
    actor: User,
    lead: Lead,
    channel: str,
    was_reached: bool,
    happened_at: datetime | None = None,
    note: str = "",
    expected_count: int | None = None,
) -> ContactAttempt:
    """Append one try to reach the person; the first that reached makes the lead `contacted`.

    `happened_at` is now unless given. `expected_count` is how many attempts the caller had seen: when the
    same attempt by the same person has come since, it was a double click, and that one is returned.
    Raises PermissionDenied, NotYours, NotAccepted, ValidationError (channel, happened_at, note).
    """
    authorise(actor, LOG_ATTEMPT.action)
    locked = lock_row(lead)
    LOG_ATTEMPT.require(actor, locked)
    attempt, findings = ContactAttempt(lead=locked, user=actor), Findings()
    said = {"channel": channel, "was_reached": was_reached, "note": note}
    take(attempt, {**said, "happened_at": happened_at or timezone.now()}, findings)
    findings.raise_if_any()
    check_when(field="happened_at", when=attempt.happened_at, lead=locked)
    if twin := _logged_meanwhile(attempt, expected_count):
        return twin
    attempt.save(force_insert=True)
    standings.refresh(locked)
    return attempt


def _logged_meanwhile(attempt: ContactAttempt, expected_count: int | None) -> ContactAttempt | None:
    """The same attempt, when the page was sent twice."""
    newest = ContactAttempt.objects.filter(lead=attempt.lead).order_by("-id").first()
    if expected_count is None or newest is None or attempt.lead.attempts.count() == expected_count:
        return None
    fields = ("user_id", "channel", "was_reached", "note")
    is_same = all(getattr(newest, name) == getattr(attempt, name) for name in fields)
    return newest if is_same else None


def record_first_contact(*, actor: User, lead: Lead, at: datetime) -> None:
    """Log the reached call a rating implies, at the moment of the rating, unless one was reached before.

    The caller holds the lock on the lead and refreshes its standing.
    """
    if not lead.attempts.filter(was_reached=True).exists():
        ContactAttempt.objects.create(
            lead=lead, user=actor, channel=AttemptChannel.PHONE, was_reached=True, happened_at=at
        )
