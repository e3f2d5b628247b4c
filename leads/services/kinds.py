"""Whether a lead is real: test leads and spam are kept and never counted."""

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
        _("Sales works on this lead (“%(stage)s”): it can be returned or rated, but is not spam.")
        % {"stage": LeadStage(lead.stage).label}
    )


MARKS: Final[dict[str, Step]] = {
    LeadKind.REAL: Step(Action.CAPTURE_LEADS, (_differs_from(LeadKind.REAL),)),
    LeadKind.TEST: Step(Action.CAPTURE_LEADS, (_differs_from(LeadKind.TEST),)),
    LeadKind.SPAM: Step(
        Action.CAPTURE_LEADS,
        (
            _differs_from(LeadKind.SPAM),
            Condition(stands_in(LeadStage.with_marketing), _sales_works_on_it),
        ),
    ),
}


@transaction.atomic
def set_kind(
    *, actor: User, lead: Lead, kind: str, reason: str = "", expected_version: int | None = None
) -> Lead:
    """Say that a lead is a test, spam or real after all; only real leads count. Who, when and why is kept.

    Once sales has had the lead, taking it out of the figures needs a reason. Saying what it is already
    changes nothing (a double click). Raises ValidationError (`kind`, `reason`), NotForSales when sales
    already works on it, StaleVersion.
    """
    authorise(actor, Action.CAPTURE_LEADS)
    check_choice("kind", kind, LeadKind)
    reason = clean_value(KindChange, "reason", reason)
    locked = lock_row(lead, expected_version=expected_version, changes={"kind": kind})
    if locked.kind == kind:
        return locked
    MARKS[kind].require(actor, locked)
    if needs_reason(locked, kind) and not reason:
        raise field_error(
            "reason", _("Sales has had this lead: please say why it leaves the figures."), "required"
        )
    KindChange.objects.create(lead=locked, user=actor, was=locked.kind, kind=kind, reason=reason)
    locked.kind = kind
    return save_row(locked, {"kind"})


def needs_reason(lead: Lead, kind: str) -> bool:
    """Whether this would take a lead out of the figures that sales has had."""
    return kind != LeadKind.REAL and lead.handed_over_at is not None
