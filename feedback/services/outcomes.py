from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import company_currency, day_of
from accounts.permissions import Action, authorise
from feedback.errors import NothingToReopen, OutcomeConflict
from feedback.models import Outcome, OutcomeKind
from feedback.services import standings
from feedback.services.checks import ACCEPTED, THEIRS, check_when
from handoff.models import Reason, ReasonUse
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, Step, stands_in
from values.columns import clean_value, said_in
from values.errors import field_error
from values.money import format_cents
from values.refusals import Conflict
from values.versions import find_conflicts, lock_row, save_row

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
    value = clean_value(Outcome, "value_cents", value_cents)
    won = Outcome(kind=OutcomeKind.WON, value_cents=value, decided_at=decided_at)
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
        raise field_error("reason", _("Choose the reason why the deal was lost."), "required")
    if reason.use != ReasonUse.LOST:
        message = _("“%(reason)s” is not a reason for a lost deal.")
        raise field_error("reason", message % {"reason": reason}, "reason")
    lost = Outcome(
        kind=OutcomeKind.LOST,
        reason=reason,
        competitor=clean_value(Outcome, "competitor", competitor),
        reason_text=clean_value(Outcome, "reason_text", reason_text),
        decided_at=decided_at or timezone.now(),
    )
    return _append(actor=actor, lead=lead, outcome=lost, expected_outcome_id=expected_outcome_id)


def reopen(*, actor: User, lead: Lead, reason_text: str = "", expected_outcome_id: int | None) -> Outcome:
    """Append that the deal is open again; the lead goes back to the stage its other facts say.

    A lead from the history that lies with nobody is the actor's from then on.
    `expected_outcome_id` as in `record_won`. Raises PermissionDenied, NotYours, NotAccepted, OutcomeConflict,
    NothingToReopen, ValidationError (reason_text).
    """
    text = clean_value(Outcome, "reason_text", reason_text)
    reopened = Outcome(kind=OutcomeKind.REOPENED, reason_text=text, decided_at=timezone.now())
    return _append(actor=actor, lead=lead, outcome=reopened, expected_outcome_id=expected_outcome_id)


@transaction.atomic
def _append(*, actor: User, lead: Lead, outcome: Outcome, expected_outcome_id: int | None) -> Outcome:
    authorise(actor, RECORD_OUTCOME.action)
    locked = lock_row(lead)
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
        save_row(locked, {"assigned_to"})


def recorded_meanwhile(*, outcome: Outcome, expected_outcome_id: int | None) -> Outcome | None:
    """None when nothing came since the form was opened; the newest when it is the same; else a conflict."""
    newest = outcome.lead.outcomes.first()
    if (newest.pk if newest else None) == expected_outcome_id:
        return None
    if newest is not None and _is_twin(newest, outcome):
        return newest
    raise OutcomeConflict(newest, _compare(newest or Outcome(), outcome))


def _is_twin(newest: Outcome, outcome: Outcome) -> bool:
    """The same words by the same person, whenever: the second click of a double click."""
    said, again = ({**said_in(one), "decided_at": None} for one in (newest, outcome))
    return newest.user_id == outcome.user_id and said == again


def _compare(stored: Outcome, outcome: Outcome) -> Iterator[Conflict]:
    return find_conflicts(stored, said_in(outcome), say={"value_cents": _say_value, "decided_at": _say_day})


def _say_value(cents: int | None) -> str:
    return "" if cents is None else format_cents(cents, get_language() or "de", company_currency())


def _say_day(moment: datetime | None) -> str:
    return date_format(day_of(moment), "SHORT_DATE_FORMAT") if moment else ""
