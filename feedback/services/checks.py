"""What every service of feedback checks before it writes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.own_company import day_of
from feedback.errors import NotAccepted, NotYours
from leads.models import Lead, LeadStage
from leads.services import stages
from values.moments import CLOCK_SLACK
from values.text import check_text as check_characters

NOT_ACCEPTED: Final = frozenset({LeadStage.REGISTERED, LeadStage.HANDED_OVER, LeadStage.RETURNED})


def lock_lead(*, actor: User, lead: Lead) -> Lead:
    """Lock the lead's row and return it fresh, so that one thing after another is said of it.

    Raises NotYours unless it lies with the actor (sales leads may speak for their reps), NotAccepted before
    somebody accepted it. Call inside a transaction.
    """
    locked = stages.lock_lead(lead)
    if actor.role == Role.SALES_REP and locked.assigned_to_id != actor.pk:
        raise NotYours(locked)
    if locked.stage in NOT_ACCEPTED:
        raise NotAccepted(locked)
    return locked


def check_when(*, field: str, when: datetime, lead: Lead) -> None:
    """Refuse a moment in the future or before the day of the enquiry; ValidationError names the field."""
    if when > timezone.now() + CLOCK_SLACK:
        raise ValidationError(
            {field: _("%(when)s lies in the future.") % {"when": date_format(day_of(when))}}
        )
    if day_of(when) < lead.received_on:
        raise ValidationError(
            {
                field: _("%(when)s lies before the enquiry, which came in on %(received)s.")
                % {"when": date_format(day_of(when)), "received": date_format(lead.received_on)}
            }
        )


def check_choice(*, field: str, value: str, allowed: type[models.TextChoices]) -> None:
    """Refuse a value outside the choices; the message names it and what is allowed."""
    if value not in allowed.values:
        raise ValidationError(
            {
                field: _("“%(value)s” is not allowed here. Allowed are: %(allowed)s.")
                % {"value": str(value)[:40], "allowed": ", ".join(allowed.values)}
            }
        )


def check_text(*, field: str, value: str, limit: int) -> str:
    """The text in one form, without white space around it; one too long or unstorable is refused by field."""
    try:
        return check_characters(value, max_length=limit, is_multiline=True)
    except ValidationError as error:
        raise ValidationError({field: error}) from error
