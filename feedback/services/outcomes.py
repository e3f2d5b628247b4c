from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import company_currency, day_of
from accounts.permissions import Action, authorise
from accounts.services import hold_active
from feedback import notifications
from feedback.announcements import announce_outcome
from feedback.errors import NothingToReopen, OutcomeConflict
from feedback.models import Competitor, FollowUpEnd, Outcome, OutcomeKind
from feedback.services import standings
from feedback.services.checks import ACCEPTED, THEIRS, check_when
from feedback.services.follow_ups import end_open
from handoff.models import Reason, ReasonUse
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, Step, stands_in
from values.columns import clean_value, said_in
from values.errors import beside, field_error
from values.money import format_cents
from values.refusals import Conflict
from values.versions import find_conflicts, lock_row, save_row

RECORD_OUTCOME: Final = Step(Action.RECORD_OUTCOMES, (THEIRS, ACCEPTED))
REOPEN: Final = Step(
    Action.RECORD_OUTCOMES, (THEIRS, ACCEPTED, Condition(stands_in(LeadStage.closed), NothingToReopen))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deal:
    """A deal as somebody says it: cents of the company's currency, when (None: unknown) and its number."""

    value_cents: int
    decided_at: datetime | None
    number: str = ""


def record_won(*, actor: User, lead: Lead, deals: Sequence[Deal], expected_outcome_id: int | None) -> Outcome:
    """Append that the lead was won with these deals, which are all it has; return the first of them.

    Makes the lead `won`. `expected_outcome_id` is the newest outcome the person saw (None: none); another
    one since raises OutcomeConflict, except the same by the same person (a double click), which is returned.
    Raises PermissionDenied, NotYours, NotAccepted, ValidationError (deals, value_cents, decided_at,
    number; of the second deal value_cents_2 and so on).
    """
    if not deals:
        raise field_error("deals", _("Name at least one deal."), "required")
    won = [_read_deal(deal, place) for place, deal in enumerate(deals)]
    _refuse_doubled([outcome.number for outcome in won])
    return _append(actor=actor, lead=lead, outcomes=won, expected_outcome_id=expected_outcome_id)


def field_of_deal(name: str, place: int) -> str:
    """What this column of the deal at this place (0 for the first) is called in forms and refusals."""
    return f"{name}_{place + 1}" if place else name


def _read_deal(deal: Deal, place: int) -> Outcome:
    won = Outcome(kind=OutcomeKind.WON, decided_at=deal.decided_at)
    for name in ("value_cents", "number"):
        with beside(field_of_deal(name, place)):
            setattr(won, name, clean_value(Outcome, name, getattr(deal, name)))
    return won


def _refuse_doubled(numbers: Sequence[str]) -> None:
    for place, number in enumerate(numbers):
        if number and number in numbers[:place]:
            message = _("Another deal has the number “%(number)s” already.") % {"number": number}
            raise field_error(field_of_deal("number", place), message, "unique")


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
    competitor = clean_value(Outcome, "competitor", competitor)
    known = Competitor.objects.named(competitor) if competitor else None
    lost = Outcome(
        kind=OutcomeKind.LOST,
        reason=reason.current,
        competitor=competitor,
        named_competitor=known,
        is_competitor_taken=known is not None,
        reason_text=clean_value(Outcome, "reason_text", reason_text),
        decided_at=decided_at or timezone.now(),
    )
    return _append(actor=actor, lead=lead, outcomes=[lost], expected_outcome_id=expected_outcome_id)


def reopen(*, actor: User, lead: Lead, reason_text: str = "", expected_outcome_id: int | None) -> Outcome:
    """Append that the deal is open again; the lead goes back to the stage its other facts say.

    A lead from the history that lies with nobody is the actor's from then on.
    `expected_outcome_id` as in `record_won`. Raises PermissionDenied, NotYours, NotAccepted, OutcomeConflict,
    NothingToReopen, ValidationError (reason_text).
    """
    text = clean_value(Outcome, "reason_text", reason_text)
    reopened = Outcome(kind=OutcomeKind.REOPENED, reason_text=text, decided_at=timezone.now())
    return _append(actor=actor, lead=lead, outcomes=[reopened], expected_outcome_id=expected_outcome_id)


@transaction.atomic
def _append(
    *, actor: User, lead: Lead, outcomes: Sequence[Outcome], expected_outcome_id: int | None
) -> Outcome:
    """Append what was said in one breath, tell whoever handed the lead over; return the first of it."""
    authorise(actor, RECORD_OUTCOME.action)
    locked = lock_row(lead)
    RECORD_OUTCOME.require(actor, locked)
    for place, outcome in enumerate(outcomes):
        outcome.lead, outcome.user = locked, actor
        if outcome.decided_at is not None:
            check_when(field=field_of_deal("decided_at", place), when=outcome.decided_at, lead=locked)
    if twin := recorded_meanwhile(outcomes=outcomes, expected_outcome_id=expected_outcome_id):
        return twin
    first, *further = outcomes
    if first.kind == OutcomeKind.REOPENED:
        REOPEN.require(actor, locked)
        _take_on(locked, actor)
    first.save(force_insert=True)
    if first.kind != OutcomeKind.REOPENED:
        end_open(locked, how=FollowUpEnd.OUTCOME, by=actor)
    for deal in further:
        deal.together_with = first
        deal.save(force_insert=True)
    standings.refresh(locked)
    notifications.tell_sender_of_outcome(first)
    announce_outcome(first)
    return first


def _take_on(locked: Lead, actor: User) -> None:
    """History can be decided and lie with nobody; whoever opens such a lead again has it."""
    if locked.assigned_to_id is None and hold_active(actor):
        locked.assigned_to = actor
        save_row(locked, {"assigned_to"})


def recorded_meanwhile(*, outcomes: Sequence[Outcome], expected_outcome_id: int | None) -> Outcome | None:
    """None when nothing came since the form was opened; the newest when it is the same; else a conflict."""
    newest = outcomes[0].lead.outcomes.filter(together_with=None).first()
    if (newest.pk if newest else None) == expected_outcome_id:
        return None
    if newest is not None and _is_twin(newest, outcomes):
        return newest
    raise OutcomeConflict(newest, _compare(newest or Outcome(), outcomes))


def _is_twin(newest: Outcome, outcomes: Sequence[Outcome]) -> bool:
    """The same words by the same person, whenever: the second click of a double click."""
    said, again = ([_words_of(one) for one in breath] for breath in (newest.breath, outcomes))
    return newest.user_id == outcomes[0].user_id and said == again


def _words_of(outcome: Outcome) -> dict[str, Any]:
    return {**said_in(outcome), "decided_at": None}


def _compare(stored: Outcome, outcomes: Sequence[Outcome]) -> Iterator[Conflict]:
    """What differs, deal by deal."""
    before = stored.breath if stored.pk else [stored]
    say: dict[str, Callable[[Any], str]] = {"value_cents": _say_value, "decided_at": _say_day}
    for place, (theirs, yours) in enumerate(zip_longest(before, outcomes, fillvalue=Outcome())):
        for conflict in find_conflicts(theirs, said_in(yours), say=say):
            yield replace(conflict, field=field_of_deal(conflict.field, place))


def _say_value(cents: int | None) -> str:
    return "" if cents is None else format_cents(cents, get_language() or "de", company_currency())


def _say_day(moment: datetime | None) -> str:
    return date_format(day_of(moment), "SHORT_DATE_FORMAT") if moment else ""
