"""Sales answers a handoff: accepts, claims from the pool or returns."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from accounts.services import hold_active
from handoff import notifications
from handoff.errors import LeadTaken
from handoff.models import Answer, HandoffAnswer, Reason, ReasonUse
from handoff.services.conditions import (
    HANDED_OVER,
    THEIRS,
    UNANSWERED,
    UNRATED,
    newest_handoff,
    say_where_it_is,
)
from leads.life import LeadStage, advance
from leads.models import Lead
from leads.steps import Condition, Step
from values.columns import clean_value
from values.errors import field_error
from values.versions import lock_row


def _is_in_pool(_user: User, lead: Lead) -> bool:
    return lead.is_in_pool


def _taken(lead: Lead) -> LeadTaken:
    return LeadTaken(say_where_it_is(lead))


ACCEPT: Final = Step(Action.ANSWER_HANDOFFS, (THEIRS, UNANSWERED, HANDED_OVER))
CLAIM: Final = Step(Action.ANSWER_HANDOFFS, (Condition(_is_in_pool, _taken), HANDED_OVER))
RETURN: Final = Step(Action.ANSWER_HANDOFFS, (THEIRS, UNRATED, HANDED_OVER))


@transaction.atomic
def accept_handoff(*, actor: User, lead: Lead) -> Lead:
    """Take a lead that was handed to the actor; a sales lead may accept for the rep, a pool lead is claimed.

    The rep is told who accepted for them. Accepting what one has already accepted changes nothing (a double
    click). Raises HandoffSettled when it was answered already, PermissionDenied when it is somebody else's.
    """
    authorise(actor, ACCEPT.action)
    locked = lock_row(lead)
    if _holds_already(locked, actor):
        return locked
    ACCEPT.require(actor, locked)
    taken = _take(locked, actor=actor, rep=locked.assigned_to or actor)
    notifications.tell_accepted_for(lead=taken, by=actor)
    return taken


@transaction.atomic
def claim_from_pool(*, actor: User, lead: Lead) -> Lead:
    """Take a lead out of the pool: of any number of people who try at once exactly one gets it.

    The row lock makes the others wait and see who was faster: they get LeadTaken, which names the winner.
    """
    authorise(actor, CLAIM.action)
    locked = lock_row(lead)
    if _holds_already(locked, actor):
        return locked
    CLAIM.require(actor, locked)
    return _take(locked, actor=actor, rep=actor)


@transaction.atomic
def return_handoff(*, actor: User, lead: Lead, reason: Reason, text: str = "") -> Lead:
    """Give a lead back to marketing with a reason from the kept list; marketing is told.

    Possible until it is rated. After it was accepted, too: then nobody has accepted it. Raises
    ValidationError (`reason`, `text`), HandoffSettled, PermissionDenied.
    """
    authorise(actor, RETURN.action)
    text = clean_value(HandoffAnswer, "text", text)
    reason = reason.current
    if reason.use != ReasonUse.RETURN or not reason.is_active:
        message = _("“%(reason)s” is no reason for a return.") % {"reason": reason}
        raise field_error("reason", message, "reason")
    locked = lock_row(lead)
    RETURN.require(actor, locked)
    handoff = newest_handoff(locked)
    locked.assigned_to = locked.accepted_at = None
    advance(lead=locked, stage=LeadStage.RETURNED, also=("assigned_to", "accepted_at"))
    HandoffAnswer.objects.create(handoff=handoff, user=actor, kind=Answer.RETURN, reason=reason, text=text)
    notifications.tell_returned(lead=locked, handoff=handoff, by=actor, reason=reason, text=text)
    return locked


def find_return(lead: Lead) -> HandoffAnswer | None:
    """Why a lead lies with marketing again; None for one that was not returned."""
    if lead.stage != LeadStage.RETURNED:
        return None
    returns = HandoffAnswer.objects.filter(handoff__lead=lead, kind=Answer.RETURN)
    return returns.select_related("user", "reason").order_by("-id").first()


def _take(locked: Lead, *, actor: User, rep: User) -> Lead:
    if rep == actor and not hold_active(actor):
        raise PermissionDenied(_("You may not sign in any more, so no lead can lie with you."))
    handoff = newest_handoff(locked)
    locked.assigned_to, locked.accepted_at = rep, timezone.now()
    advance(lead=locked, stage=LeadStage.ACCEPTED, also=("assigned_to", "accepted_at"))
    HandoffAnswer.objects.create(
        handoff=handoff, user=actor, kind=Answer.ACCEPT, created_at=locked.accepted_at
    )
    return locked


def _holds_already(locked: Lead, actor: User) -> bool:
    return locked.stage in LeadStage.working and locked.assigned_to_id == actor.pk
