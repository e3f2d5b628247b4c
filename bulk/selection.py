"""Which leads somebody has chosen: by ticking them, or all that the filters of the list let through."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from bulk.services import MOST, NEEDED, check_number
from feedback.lead_filters import LeadListForm
from leads.models import OLDEST_FIRST, Lead, LeadQuerySet

LARGEST_ID = 2**63 - 1


def find_chosen(said: QueryDict, *, viewer: User) -> list[Lead]:
    """The leads that an address names, longest waiting first, as far as the viewer sees them.

    `all` stands for those that fit the filters beside it, else each `lead` is one. Raises ValidationError for
    none, for more than are done at once, and for filters that are not understood.
    """
    if "all" not in said:
        return find_named(said.getlist("lead"), viewer=viewer)
    form = LeadListForm(said, viewer=viewer)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return _read(form.narrow(Lead.objects.visible_to(viewer)))


def find_named(words: list[str], *, viewer: User) -> list[Lead]:
    """The leads of these numbers, longest waiting first, as far as the viewer sees them.

    Raises ValidationError.
    """
    return _read(Lead.objects.visible_to(viewer).filter(pk__in=read_ids(words)))


def read_ids(words: list[str]) -> list[int]:
    """Numbers of leads. Raises ValidationError for what is none."""
    try:
        numbers = [int(word) for word in words]
    except ValueError:
        numbers = [0]
    if any(not 0 < number <= LARGEST_ID for number in numbers):
        raise ValidationError(_("These are no numbers of leads. Please choose the leads in the list."))
    return numbers


def _read(leads: LeadQuerySet) -> list[Lead]:
    chosen = list(leads.select_related(*NEEDED).order_by(*OLDEST_FIRST)[: MOST + 1])
    check_number(len(chosen))
    return chosen
