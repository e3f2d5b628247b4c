"""What every service of feedback checks before it writes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.own_company import day_of
from feedback.errors import NotAccepted, NotYours
from leads.models import Lead, LeadStage
from values.errors import field_error
from values.moments import CLOCK_SLACK
from values.versions import lock_row

NOT_ACCEPTED: Final = frozenset({LeadStage.REGISTERED, LeadStage.HANDED_OVER, LeadStage.RETURNED})


def lock_lead(*, actor: User, lead: Lead) -> Lead:
    """Lock the lead's row and return it fresh, so that one thing after another is said of it.

    Raises NotYours unless it lies with the actor (sales leads may speak for their reps), NotAccepted before
    somebody accepted it. Call inside a transaction.
    """
    locked = lock_row(lead)
    if actor.role == Role.SALES_REP and locked.assigned_to_id != actor.pk:
        raise NotYours(locked)
    if locked.stage in NOT_ACCEPTED:
        raise NotAccepted(locked)
    return locked


def check_when(*, field: str, when: datetime, lead: Lead) -> None:
    """Refuse a moment in the future or before the day of the enquiry; ValidationError names the field."""
    if when > timezone.now() + CLOCK_SLACK:
        message = _("%(when)s lies in the future.")
        raise field_error(field, message % {"when": date_format(day_of(when))}, "out_of_range")
    if day_of(when) < lead.received_on:
        message = _("%(when)s lies before the enquiry, which came in on %(received)s.")
        days = {"when": date_format(day_of(when)), "received": date_format(lead.received_on)}
        raise field_error(field, message % days, "out_of_range")
