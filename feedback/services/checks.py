"""What every service of feedback checks before it writes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.own_company import day_of
from feedback.errors import NotAccepted, NotYours
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, is_theirs, stands_in
from values.moments import CLOCK_SLACK
from values.text import check_text as check_characters

THEIRS: Final = Condition(is_theirs, NotYours)
ACCEPTED: Final = Condition(stands_in(LeadStage.accepted_or_later), NotAccepted)


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
