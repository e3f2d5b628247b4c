"""Whether a lead is real: tests, spam and what is no lead are kept and never counted."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from leads.errors import NotForSales
from leads.models import KindChange, Lead, LeadKind, LeadStage
from leads.steps import Condition, Step, stands_in
from values.checking import check_choice
from values.columns import clean_value
from values.errors import field_error
from values.refusals import IllegalMove
from values.versions import lock_row, save_row


def _differs_from(kind: LeadKind) -> Condition:
    return Condition(lambda _user, lead: lead.kind != kind, _said_already)


def _said_already(lead: Lead) -> IllegalMove:
    return IllegalMove(_("This lead is “%(kind)s” already.") % {"kind": LeadKind(lead.kind).label})


def _sales_works_on_it(lead: Lead) -> NotForSales:
    return NotForSales(
        _("Sales works on this lead (“%(stage)s”): it can be returned or rated, and stays a lead.")
        % {"stage": LeadStage(lead.stage).label}
    )


def _is_none(kind: LeadKind) -> Step:
    """Marketing says that nobody is to be called; only of what lies with it."""
    return Step(
        Action.CAPTURE_LEADS,
        (_differs_from(kind), Condition(stands_in(LeadStage.with_marketing), _sales_works_on_it)),
    )


MARKS: Final[dict[str, Step]] = {
    LeadKind.REAL: Step(Action.CAPTURE_LEADS, (_differs_from(LeadKind.REAL),)),
    LeadKind.TEST: Step(Action.CAPTURE_LEADS, (_differs_from(LeadKind.TEST),)),
    LeadKind.SPAM: _is_none(LeadKind.SPAM),
    LeadKind.NO_LEAD: _is_none(LeadKind.NO_LEAD),
}


@transaction.atomic
def set_kind(
    *, actor: User, lead: Lead, kind: str, reason: str = "", expected_version: int | None = None
) -> Lead:
    """Say that a lead is a test, spam, no lead or real after all; only real leads count. Who, when and why is
    kept.

    That it is no lead needs a reason, and so does taking out of the figures what sales has had. Saying what
    it is already changes nothing (a double click). Raises ValidationError (`kind`, `reason`), NotForSales
    when sales already works on it, StaleVersion.
    """
    authorise(actor, Action.CAPTURE_LEADS)
    check_choice("kind", kind, LeadKind)
    reason = clean_value(KindChange, "reason", reason)
    locked = lock_row(lead, expected_version=expected_version, changes={"kind": kind})
    if locked.kind == kind:
        return locked
    MARKS[kind].require(actor, locked)
    if needs_reason(locked, kind) and not reason:
        raise field_error("reason", _("Please say why this lead leaves the figures."), "required")
    return _mark(locked, kind, actor=actor, reason=reason)


@transaction.atomic
def take_back_kind(*, actor: User, change_id: int) -> Lead:
    """Mark a lead as it was before this change of the actor's, for the reason that was given then.

    Raises PermissionDenied, IllegalMove where it was marked anew since, NotForSales where sales works on it.
    """
    authorise(actor, Action.CAPTURE_LEADS)
    change = KindChange.objects.select_related("lead").filter(pk=change_id, user=actor).first()
    if change is None:
        raise IllegalMove(_("There is nothing of yours to take back here."))
    locked = lock_row(change.lead)
    newest, *before = locked.kind_changes.all()[:2]
    if newest.pk != change.pk:
        raise IllegalMove(_("This lead was marked anew since, so this cannot be taken back any more."))
    MARKS[change.was].require(actor, locked)
    reason = before[0].reason if before else ""
    return _mark(locked, change.was, actor=actor, reason=reason)


def _mark(locked: Lead, kind: str, *, actor: User, reason: str) -> Lead:
    KindChange.objects.create(lead=locked, user=actor, was=locked.kind, kind=kind, reason=reason)
    locked.kind = kind
    return save_row(locked, {"kind"})


def needs_reason(lead: Lead, kind: str) -> bool:
    """Whether others must be able to read why: sales has had the lead, or it is said to be none."""
    return kind == LeadKind.NO_LEAD or (kind != LeadKind.REAL and lead.handed_over_at is not None)
