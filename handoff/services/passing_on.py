"""A lead goes from one rep to another, or back to the pool."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from handoff import notifications
from handoff.errors import HandoffSettled, NothingToAnswer
from handoff.models import Answer, Handoff, HandoffAnswer
from handoff.services.conditions import (
    HANDED_OVER,
    UNRATED,
    WITH_THEM,
    check_rep,
    newest_handoff,
    say_where_it_is,
)
from leads.life import LeadStage, advance
from leads.models import Lead
from leads.steps import Condition, Step, stands_in
from values.columns import clean_value
from values.errors import field_error
from values.versions import lock_row, save_row


def _nobody_works_on_it(lead: Lead) -> NothingToAnswer:
    return NothingToAnswer(
        _("This lead is “%(stage)s”: only leads that sales works on change hands.")
        % {"stage": LeadStage(lead.stage).label}
    )


def _has_a_rep(_user: User, lead: Lead) -> bool:
    return lead.assigned_to_id is not None


def _in_pool_already(_lead: Lead) -> HandoffSettled:
    return HandoffSettled(_("The lead is in the pool already."))


WITH_SALES: Final = Condition(stands_in(LeadStage.with_sales), _nobody_works_on_it)
PASS_ON: Final = Step(Action.ANSWER_HANDOFFS, (WITH_THEM, WITH_SALES, HANDED_OVER))
RELEASE: Final = Step(PASS_ON.action, (*PASS_ON.conditions, UNRATED, Condition(_has_a_rep, _in_pool_already)))


# What lies with somebody whose sign-in is taken away, whoever does that says to whom it goes.
MOVE: Final = Step(Action.DEACTIVATE_PEOPLE, (WITH_SALES, HANDED_OVER))


@transaction.atomic
def pass_on(*, actor: User, lead: Lead, to_user: User | None, note: str = "") -> Handoff:
    """Give a lead to another rep, who is told, or back to the pool (`to_user` None).

    With a rep its stage stays: where it was accepted, the new handoff counts as accepted by the actor. Into
    the pool it goes until it is rated, and nobody has accepted it then. A rep gives what lies with them, a
    sales lead anything; marketing's grade goes along. Raises ValidationError (`to_user`, `note`),
    PermissionDenied, NothingToAnswer, HandoffSettled.
    """
    authorise(actor, PASS_ON.action)
    note = clean_value(Handoff, "note", note)
    check_rep(to_user)
    locked = lock_row(lead)
    (PASS_ON if to_user else RELEASE).require(actor, locked)
    return _pass(locked, actor=actor, to_user=to_user, note=note, is_move=False)


@transaction.atomic
def move(*, actor: User, lead: Lead, from_user: User, to_user: User | None) -> Handoff:
    """As `pass_on`, of a lead of somebody who leaves, by whoever takes their sign-in away.

    Marketing hears from sales as before. Raises as `pass_on`, and HandoffSettled where the lead does not lie
    with `from_user` any more.
    """
    authorise(actor, MOVE.action)
    check_rep(to_user)
    locked = lock_row(lead)
    MOVE.require(actor, locked)
    if locked.assigned_to_id != from_user.pk:
        raise HandoffSettled(say_where_it_is(locked))
    if to_user is None and not UNRATED.holds(actor, locked):
        raise UNRATED.refusal(locked)
    return _pass(locked, actor=actor, to_user=to_user, note="", is_move=True)


def _pass(locked: Lead, *, actor: User, to_user: User | None, note: str, is_move: bool) -> Handoff:
    if to_user is not None and locked.assigned_to_id == to_user.pk:
        message = _("The lead lies with %(person)s already.") % {"person": to_user}
        raise field_error("to_user", message, "to_user")
    grade = newest_handoff(locked).grade
    handoff = Handoff(lead=locked, from_user=actor, to_user=to_user, grade=grade, note=note, is_move=is_move)
    handoff.save(force_insert=True)
    if to_user is None:
        _put_into_pool(locked)
        notifications.tell_handed_over(lead=locked, handoff=handoff)
    else:
        _give(locked, handoff=handoff, actor=actor, rep=to_user)
    return handoff


def _put_into_pool(locked: Lead) -> None:
    locked.assigned_to = locked.accepted_at = None
    advance(lead=locked, stage=LeadStage.HANDED_OVER, also=("assigned_to", "accepted_at"))


def _give(locked: Lead, *, handoff: Handoff, actor: User, rep: User) -> None:
    locked.assigned_to = rep
    save_row(locked, {"assigned_to"})
    if locked.stage in LeadStage.working:
        HandoffAnswer.objects.create(handoff=handoff, user=actor, kind=Answer.ACCEPT)
    notifications.tell_handed_over(lead=locked, handoff=handoff)
