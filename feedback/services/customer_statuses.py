"""Whether whoever bought is still a customer: two taps, six and twelve months after the deal."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import day_of, today
from accounts.permissions import Action
from feedback.errors import NotWon
from feedback.models import CustomerStatus, LeadStanding
from feedback.services.checks import THEIRS
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, Step, stands_in
from values.columns import clean_value
from values.days import written
from values.errors import field_error
from values.versions import lock_row

SAY_CUSTOMER: Final = Step(Action.RECORD_OUTCOMES, (THEIRS, Condition(stands_in({LeadStage.WON}), NotWon)))


@transaction.atomic
def say_customer(*, actor: User, lead: Lead, is_customer: bool, day: date | None = None) -> CustomerStatus:
    """Append that they still are a customer as of this day, or are none since; `day` is today unless given.

    The same again by the same person changes nothing (a double click). Raises PermissionDenied, NotYours,
    NotWon, ValidationError (day: in the future, or before the deal).
    """
    locked = lock_row(lead)
    SAY_CUSTOMER.require(actor, locked)
    said = CustomerStatus(
        lead=locked,
        user=actor,
        is_customer=is_customer,
        day=clean_value(CustomerStatus, "day", day or today()),
        said_on=today(),
    )
    check_status_day(said.day, first_day_of(locked))
    newest = CustomerStatus.objects.filter(lead=locked).first()
    if newest is not None and _words_of(newest) == _words_of(said):
        return newest
    said.save(force_insert=True)
    return said


def first_day_of(lead: Lead) -> date:
    """The day of the deal; where nobody knows it, that of the enquiry."""
    standing = LeadStanding.objects.filter(lead=lead).first()
    decided_at = standing.decided_at if standing else None
    return lead.received_on if decided_at is None else day_of(decided_at)


def check_status_day(day: date, first: date) -> None:
    """Refuse a day that has not come, and one before the deal; ValidationError names `day`."""
    if day > today():
        message = _("%(when)s lies in the future.")
        raise field_error("day", message % {"when": written(day)}, "out_of_range")
    if day < first:
        message = _("%(when)s lies before the deal of %(deal)s.")
        raise field_error("day", message % {"when": written(day), "deal": written(first)}, "out_of_range")


def _words_of(status: CustomerStatus) -> tuple[int | None, bool, date, date]:
    return status.user_id, status.is_customer, status.day, status.said_on
