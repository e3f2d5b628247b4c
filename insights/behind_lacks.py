"""Leads of which something is not known: where they came from, a rating, what the deal is worth."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.own_company import start_of, today
from feedback.models import OutcomeKind
from figures.health import find_usual
from leads.models import LeadQuerySet, Touch

LACKS: Final = [
    ("source", _("where it came from")),
    ("rating", _("a rating, longer than usual")),
    ("value", _("the value of the deal")),
]


def lacking(leads: LeadQuerySet, what: str) -> LeadQuerySet:
    """Those of the leads that lack one of LACKS."""
    match what:
        case "source":
            return leads.filter(~Exists(_SOURCES), channel=None)
        case "rating":
            return leads.filter(_late(today()))
        case _:
            return leads.filter(standing__outcome=OutcomeKind.WON, standing__value_cents=None)


_SOURCES = Touch.objects.filter(lead=OuterRef("pk")).filter(
    ~Q(utm_source="") | ~Q(referrer="") | ~Q(click_ids={})
)


def _late(day: date) -> Q:
    """Accepted and not rated, for longer than usual; nothing where nobody can say what is usual."""
    usual = find_usual(day)
    contacted, accepted = usual.contacted_before(day), usual.accepted_before(day)
    if contacted is None or accepted is None:
        return Q(pk__in=[])
    is_open = Q(standing=None) | Q(standing__rated_at=None, standing__outcome="")
    is_late = Q(standing__contacted_at__lt=start_of(contacted)) | (
        Q(standing=None) | Q(standing__contacted_at=None)
    ) & Q(accepted_at__lt=start_of(accepted))
    return Q(accepted_at__isnull=False) & is_open & is_late
