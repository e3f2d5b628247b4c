"""A lead goes from marketing to sales."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from handoff import notifications
from handoff.models import Handoff
from handoff.services.conditions import check_rep
from leads.errors import NotForSales
from leads.life import LeadStage, advance, illegal_move
from leads.models import Grade, Lead, LeadKind
from leads.steps import Condition, Step, stands_in
from values.checking import check_choice
from values.columns import clean_value
from values.errors import field_error
from values.refusals import IllegalMove
from values.versions import lock_row

# Tests are handed over: whoever tries the portal out wants to see the whole way.
HANDED_OVER_KINDS: Final = (LeadKind.REAL, LeadKind.TEST)


def _is_for_sales(_user: User, lead: Lead) -> bool:
    return lead.kind in HANDED_OVER_KINDS


def _not_for_sales(lead: Lead) -> NotForSales:
    return NotForSales(
        _("This is marked “%(kind)s” and is not handed over. Mark it as a real lead first.")
        % {"kind": LeadKind(lead.kind).label}
    )


def _not_with_marketing(lead: Lead) -> IllegalMove:
    if lead.stage == LeadStage.HANDED_OVER:
        return IllegalMove(_("This lead was handed over already; sales has not answered yet."))
    return illegal_move(LeadStage(lead.stage), LeadStage.HANDED_OVER)


HAND_OVER: Final = Step(
    Action.HAND_OVER_LEADS,
    (
        Condition(_is_for_sales, _not_for_sales),
        Condition(stands_in(LeadStage.with_marketing), _not_with_marketing),
    ),
)


@transaction.atomic
def hand_over(
    *,
    actor: User,
    lead: Lead,
    to_user: User | None,
    grade: str,
    note: str = "",
    expected_version: int | None = None,
) -> Handoff:
    """Hand a registered or returned lead to a rep, or to the pool (`to_user` None), with marketing's grade.

    Appends the handoff, puts the lead into handed_over and tells the rep. Raises ValidationError (`grade`,
    `to_user`, `note`), NotForSales for spam, IllegalMove from any other stage, StaleVersion.
    """
    authorise(actor, HAND_OVER.action)
    note = clean_value(Handoff, "note", note)
    _check_grade(grade)
    check_rep(to_user)
    locked = lock_row(
        lead, expected_version=expected_version, changes={"grade": grade, "assigned_to": to_user}
    )
    HAND_OVER.require(actor, locked)
    locked.assigned_to, locked.grade, locked.handed_over_at = to_user, grade, timezone.now()
    advance(lead=locked, stage=LeadStage.HANDED_OVER, also=("assigned_to", "grade", "handed_over_at"))
    handoff = Handoff(lead=locked, from_user=actor, to_user=to_user, grade=grade, note=note)
    handoff.created_at = locked.handed_over_at
    handoff.save(force_insert=True)
    notifications.tell_handed_over(lead=locked, handoff=handoff)
    return handoff


def _check_grade(grade: str) -> None:
    if not grade:
        raise field_error("grade", _("Please choose a grade from A to D."), "required")
    check_choice("grade", grade, Grade)
