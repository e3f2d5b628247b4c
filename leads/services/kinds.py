"""Whether a lead is real: test leads and spam are kept and never counted."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from leads.errors import NotForSales
from leads.models import Lead, LeadKind, LeadStage
from values.checking import check_choice
from values.versions import lock_row, save_row


@transaction.atomic
def set_kind(*, actor: User, lead: Lead, kind: str, expected_version: int | None = None) -> Lead:
    """Say that a lead is a test, spam or real after all; only real leads count.

    Raises ValidationError (`kind`), NotForSales when sales already works on it, StaleVersion.
    """
    authorise(actor, Action.CAPTURE_LEADS)
    check_choice("kind", kind, LeadKind)
    locked = lock_row(lead, expected_version=expected_version, changes={"kind": kind})
    if locked.kind == kind:
        return locked
    if kind == LeadKind.SPAM and locked.stage not in LeadStage.with_marketing:
        raise NotForSales(
            _("Sales works on this lead (“%(stage)s”): it can be returned or rated, but is not spam.")
            % {"stage": LeadStage(locked.stage).label}
        )
    locked.kind = kind
    return save_row(locked, {"kind"})
