"""What the steps of a handoff share: their conditions, and what is said where they do not hold."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import hold_active
from handoff.errors import HandoffSettled, NothingToAnswer
from handoff.models import Handoff
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, is_theirs, is_theirs_or_in_pool, stands_in
from values.errors import field_error


def say_where_it_is(lead: Lead) -> str:
    if lead.stage in LeadStage.with_marketing:
        return _("This lead is back with marketing.")
    return _("This lead is with %(rep)s and “%(stage)s”.") % {
        "rep": lead.assigned_to or _("nobody"),
        "stage": LeadStage(lead.stage).label,
    }


def _was_handed_over(_user: User, lead: Lead) -> bool:
    """History can lie with sales without any handoff."""
    return lead.handed_over_at is not None


def _not_theirs(lead: Lead) -> PermissionDenied:
    return PermissionDenied(say_where_it_is(lead))


def _settled(lead: Lead) -> HandoffSettled:
    return HandoffSettled(say_where_it_is(lead))


def _only_history(_lead: Lead) -> NothingToAnswer:
    return NothingToAnswer(_("This lead came with the history and was never handed over here."))


def _judged(lead: Lead) -> HandoffSettled:
    if lead.stage in LeadStage.with_marketing:
        return _settled(lead)
    return HandoffSettled(
        _("This lead is “%(stage)s”: sales has judged it. It can be passed on to a colleague.")
        % {"stage": LeadStage(lead.stage).label}
    )


THEIRS: Final = Condition(is_theirs_or_in_pool, _not_theirs)
WITH_THEM: Final = Condition(is_theirs, _not_theirs)
UNRATED: Final = Condition(stands_in(LeadStage.unrated), _judged)
UNANSWERED: Final = Condition(stands_in((LeadStage.HANDED_OVER,)), _settled)
HANDED_OVER: Final = Condition(_was_handed_over, _only_history)


def newest_handoff(locked: Lead) -> Handoff:
    """The one its steps have made sure of: `handed_over_at` is set together with the first."""
    return locked.handoffs.latest("id")


def check_rep(to_user: User | None) -> None:
    """ValidationError (`to_user`) for whom no lead can lie with; None is the pool.

    Whoever can stays so until the transaction ends: see `hold_active`.
    """
    if to_user is None:
        return
    if not hold_active(to_user) or not User.objects.who_take_leads().filter(pk=to_user.pk).exists():
        message = _("%(person)s does not take leads. Allowed are active people of sales.") % {
            "person": to_user
        }
        raise field_error("to_user", message, "to_user")
