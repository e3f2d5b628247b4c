"""The steps of a handoff: who may take each, and at which stage of the lead."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action
from handoff.errors import HandoffSettled, LeadTaken, NothingToAnswer
from leads.errors import NotForSales
from leads.life import LeadStage, illegal_move
from leads.models import Lead, LeadKind
from leads.steps import Condition, Step, is_theirs_or_in_pool, stands_in
from values.refusals import IllegalMove


def _is_no_spam(_user: User, lead: Lead) -> bool:
    return lead.kind != LeadKind.SPAM


def _was_handed_over(_user: User, lead: Lead) -> bool:
    """History can lie with sales without any handoff."""
    return lead.handed_over_at is not None


def _spam(_lead: Lead) -> NotForSales:
    return NotForSales(_("Spam is not handed over. Mark the lead as real first."))


def _not_with_marketing(lead: Lead) -> IllegalMove:
    if lead.stage == LeadStage.HANDED_OVER:
        return IllegalMove(_("This lead was handed over already; sales has not answered yet."))
    return illegal_move(LeadStage(lead.stage), LeadStage.HANDED_OVER)


def _where_it_is(lead: Lead) -> str:
    if lead.stage in LeadStage.with_marketing:
        return _("This lead is back with marketing.")
    return _("This lead is with %(rep)s and “%(stage)s”.") % {
        "rep": lead.assigned_to or _("nobody"),
        "stage": LeadStage(lead.stage).label,
    }


def _not_theirs(lead: Lead) -> PermissionDenied:
    return PermissionDenied(_where_it_is(lead))


def _settled(lead: Lead) -> HandoffSettled:
    return HandoffSettled(_where_it_is(lead))


def _taken(lead: Lead) -> LeadTaken:
    return LeadTaken(_where_it_is(lead))


def _nothing_to_ask(lead: Lead) -> NothingToAnswer:
    return NothingToAnswer(
        _("This lead is “%(stage)s”: a question can be asked while sales works on it.")
        % {"stage": LeadStage(lead.stage).label}
    )


def _nobody_works_on_it(lead: Lead) -> NothingToAnswer:
    return NothingToAnswer(
        _("This lead is “%(stage)s”: only leads that sales works on change hands.")
        % {"stage": LeadStage(lead.stage).label}
    )


def _only_history(_lead: Lead) -> NothingToAnswer:
    return NothingToAnswer(_("This lead came with the history and was never handed over here."))


_TO_SALES: Final = Condition(stands_in(LeadStage.with_marketing), _not_with_marketing)
_NO_SPAM: Final = Condition(_is_no_spam, _spam)
_THEIRS: Final = Condition(is_theirs_or_in_pool, _not_theirs)
_UNANSWERED: Final = Condition(stands_in((LeadStage.HANDED_OVER,)), _settled)
_HANDED_OVER: Final = Condition(_was_handed_over, _only_history)

HAND_OVER: Final = Step(Action.HAND_OVER_LEADS, (_NO_SPAM, _TO_SALES))
ACCEPT: Final = Step(Action.ANSWER_HANDOFFS, (_THEIRS, _UNANSWERED, _HANDED_OVER))
CLAIM: Final = Step(
    Action.ANSWER_HANDOFFS, (Condition(lambda _user, lead: lead.is_in_pool, _taken), _HANDED_OVER)
)
RETURN: Final = Step(Action.ANSWER_HANDOFFS, (_THEIRS, _UNANSWERED, _HANDED_OVER))
ASK: Final = Step(
    Action.ANSWER_HANDOFFS,
    (_THEIRS, Condition(stands_in(LeadStage.with_sales), _nothing_to_ask), _HANDED_OVER),
)
REASSIGN: Final = Step(
    Action.REASSIGN_LEADS, (Condition(stands_in(LeadStage.with_sales), _nobody_works_on_it), _HANDED_OVER)
)
