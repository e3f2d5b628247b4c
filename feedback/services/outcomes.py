from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from feedback.errors import NothingToReopen, OutcomeConflict
from feedback.models import Outcome, OutcomeKind
from feedback.services import standings
from feedback.services.checks import ACCEPTED, THEIRS, check_text, check_when
from handoff.models import Reason, ReasonUse
from leads.life import LeadStage, lock_lead, save_lead
from leads.models import Lead
from leads.steps import Condition, Step, stands_in
from values.money import MAX_CENTS

HIGHEST_VALUE_CENTS = MAX_CENTS
RECORD_OUTCOME: Final = Step(Action.RECORD_OUTCOMES, (THEIRS, ACCEPTED))
REOPEN: Final = Step(
    Action.RECORD_OUTCOMES, (THEIRS, ACCEPTED, Condition(stands_in(LeadStage.closed), NothingToReopen))
)


def record_won(
    *,
    actor: User,
    lead: Lead,
    value_cents: int,
    decided_at: datetime,
    expected_outcome_id: int | None,
) -> Outcome:
    """Append that the deal was won: value in cents of the company's currency, and when.

    Makes the lead `won`. `expected_outcome_id` is the newest outcome the person saw (None: none); another
    one since raises OutcomeConflict, except the same by the same person (a double click), which is returned.
    Raises PermissionDenied, NotYours, NotAccepted, ValidationError (value_cents, decided_at).
    """
    if not 0 <= value_cents <= HIGHEST_VALUE_CENTS:
        message = _("%(value)d cents are not a value. Allowed are 0 to %(limit)d cents.")
        raise ValidationError({"value_cents": message % {"value": value_cents, "limit": HIGHEST_VALUE_CENTS}})
    won = Outcome(kind=OutcomeKind.WON, value_cents=value_cents, decided_at=decided_at)
    return _append(actor=actor, lead=lead, outcome=won, expected_outcome_id=expected_outcome_id)


def record_lost(
    *,
    actor: User,
    lead: Lead,
    reason: Reason | None,
    competitor: str = "",
    reason_text: str = "",
    decided_at: datetime | None = None,
    expected_outcome_id: int | None,
) -> Outcome:
    """Append that the deal was lost, and why; `decided_at` is now unless given. Makes the lead `lost`.

    `expected_outcome_id` as in `record_won`. Raises PermissionDenied, NotYours, NotAccepted, OutcomeConflict,
    ValidationError (reason, competitor, reason_text, decided_at).
    """
    if reason is None:
        raise ValidationError({"reason": _("Choose the reason why the deal was lost.")})
    if reason.use != ReasonUse.LOST:
        raise ValidationError(
            {"reason": _("“%(reason)s” is not a reason for a lost deal.") % {"reason": reason}}
        )
    lost = Outcome(
        kind=OutcomeKind.LOST,
        reason=reason,
        competitor=check_text(field="competitor", value=competitor, limit=160),
        reason_text=check_text(field="reason_text", value=reason_text, limit=300),
        decided_at=decided_at or timezone.now(),
    )
    return _append(actor=actor, lead=lead, outcome=lost, expected_outcome_id=expected_outcome_id)


def reopen(*, actor: User, lead: Lead, reason_text: str = "", expected_outcome_id: int | None) -> Outcome:
    """Append that the deal is open again; the lead goes back to the stage its other facts say.

    A lead from the history that lies with nobody is the actor's from then on.
    `expected_outcome_id` as in `record_won`. Raises PermissionDenied, NotYours, NotAccepted, OutcomeConflict,
    NothingToReopen, ValidationError (reason_text).
    """
    text = check_text(field="reason_text", value=reason_text, limit=300)
    reopened = Outcome(kind=OutcomeKind.REOPENED, reason_text=text, decided_at=timezone.now())
    return _append(actor=actor, lead=lead, outcome=reopened, expected_outcome_id=expected_outcome_id)


@transaction.atomic
def _append(*, actor: User, lead: Lead, outcome: Outcome, expected_outcome_id: int | None) -> Outcome:
    authorise(actor, RECORD_OUTCOME.action)
    locked = lock_lead(lead)
    RECORD_OUTCOME.require(actor, locked)
    outcome.lead, outcome.user = locked, actor
    check_when(field="decided_at", when=outcome.decided_at, lead=locked)
    if twin := recorded_meanwhile(outcome=outcome, expected_outcome_id=expected_outcome_id):
        return twin
    if outcome.kind == OutcomeKind.REOPENED:
        REOPEN.require(actor, locked)
        _take_on(locked, actor)
    outcome.save(force_insert=True)
    standings.refresh(locked)
    return outcome


def _take_on(locked: Lead, actor: User) -> None:
    """History can be decided and lie with nobody; whoever opens such a lead again has it."""
    if locked.assigned_to_id is None:
        locked.assigned_to = actor
        save_lead(locked, {"assigned_to"})


def recorded_meanwhile(*, outcome: Outcome, expected_outcome_id: int | None) -> Outcome | None:
    """None when nothing came since the form was opened; the newest when it is the same; else a conflict."""
    newest = outcome.lead.outcomes.first()
    if (newest.pk if newest else None) == expected_outcome_id:
        return None
    fields = ("user_id", "kind", "value_cents", "reason_id", "reason_text", "competitor")
    if newest is not None and all(getattr(newest, name) == getattr(outcome, name) for name in fields):
        return newest
    raise OutcomeConflict(newest)
