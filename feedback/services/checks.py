"""What every service of feedback checks before it writes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.own_company import day_of
from feedback.errors import NotAccepted, NotYours
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, is_theirs, stands_in
from values.days import check_moment
from values.errors import field_error
from values.moments import CLOCK_SLACK

THEIRS: Final = Condition(is_theirs, NotYours)
ACCEPTED: Final = Condition(stands_in(LeadStage.accepted_or_later), NotAccepted)


def check_when(*, field: str, when: datetime, lead: Lead) -> None:
    """Refuse a moment in the future or before the day of the enquiry; ValidationError names the field."""
    try:
        check_moment(when)
    except ValidationError as out_of_reach:
        raise ValidationError({field: out_of_reach}) from out_of_reach
    if when > timezone.now() + CLOCK_SLACK:
        message = _("%(when)s lies in the future.")
        raise field_error(field, message % {"when": date_format(day_of(when))}, "out_of_range")
    if day_of(when) < lead.received_on:
        message = _("%(when)s lies before the enquiry, which came in on %(received)s.")
        days = {"when": date_format(day_of(when)), "received": date_format(lead.received_on)}
        raise field_error(field, message % days, "out_of_range")
