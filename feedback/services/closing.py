"""A lead whose person nobody reached is closed, without a rating that nobody could give."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.own_company import own_company
from accounts.permissions import Action, authorise
from feedback.errors import NotTriedEnough
from feedback.models import Outcome
from feedback.services.checks import ACCEPTED, THEIRS
from feedback.services.outcomes import record_lost
from handoff.models import Reason, ReasonUse
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, Step, stands_in
from values.versions import lock_row

UNREACHABLE: Final = "unreachable"  # the key of the reason


def _tried_enough(_user: User, lead: Lead) -> bool:
    standing = getattr(lead, "standing", None)
    return standing is not None and standing.attempt_count >= own_company().attempts_before_closing


def _was_reached(lead: Lead) -> NotTriedEnough:
    return NotTriedEnough(
        _("This lead is “%(stage)s”: only who was accepted and never reached is closed as not reachable.")
        % {"stage": lead.get_stage_display()}
    )


def _tried_seldom(_lead: Lead) -> NotTriedEnough:
    wanted = own_company().attempts_before_closing
    return NotTriedEnough(
        ngettext(
            "A lead is closed as not reachable after %(count)s attempt.",
            "A lead is closed as not reachable after %(count)s attempts.",
            wanted,
        )
        % {"count": wanted}
    )


CLOSE_UNREACHABLE: Final = Step(
    Action.RECORD_OUTCOMES,
    (
        THEIRS,
        ACCEPTED,
        Condition(stands_in((LeadStage.ACCEPTED,)), _was_reached),
        Condition(_tried_enough, _tried_seldom),
    ),
)


@transaction.atomic
def close_unreachable(*, actor: User, lead: Lead) -> Outcome:
    """Record that the lead was lost because nobody reached the person, after as many attempts as the company
    asks for.

    Closing what the actor has just closed so changes nothing (a double click). Raises PermissionDenied,
    NotYours, NotAccepted, NotTriedEnough.
    """
    authorise(actor, CLOSE_UNREACHABLE.action)
    reason = Reason.objects.get(use=ReasonUse.LOST, key=UNREACHABLE).current
    locked = lock_row(lead)
    newest = locked.outcomes.filter(together_with=None).first()
    if newest is not None and (newest.user_id, newest.reason_id) == (actor.pk, reason.pk):
        return newest
    CLOSE_UNREACHABLE.require(actor, locked)
    return record_lost(
        actor=actor, lead=locked, reason=reason, expected_outcome_id=newest.pk if newest else None
    )
