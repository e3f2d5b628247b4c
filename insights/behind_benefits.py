"""The leads of which a trait of counting.benefits is true: answered, understood, without potential, kept."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.own_company import today
from counting.benefits import KEPT, OF_BENEFITS, POTENTIALS, last_deal_of_age
from counting.models import Subject
from counting.of_one_lead import LEADS_WITH_WORDS
from feedback.models import Potential
from feedback.retention import HALF_YEAR, YEAR
from leads.models import Lead, LeadQuerySet

# As an address says them: told=answered.
TOLD: Final[list[tuple[str, Any]]] = [
    ("answered", _("the handoff was answered soon")),
    ("understood", _("marketing learned in time why")),
    ("no_potential", _("rated as no potential customer")),
    ("kept_6", _("still a customer after 6 months")),
    ("kept_12", _("still a customer after 12 months")),
    ("unknown_6", _("customer after 6 months: not known")),
    ("unknown_12", _("customer after 12 months: not known")),
]
_NUMBERS: Final = {
    "answered": (Subject.ANSWERED, 1),
    "understood": (Subject.UNDERSTOOD, 1),
    "no_potential": (Subject.POTENTIAL, POTENTIALS[Potential.NO]),
}
_AGES: Final = {"6": HALF_YEAR, "12": YEAR}
_OF_LEAD: Final = f"""EXISTS (
    SELECT FROM {LEADS_WITH_WORDS} CROSS JOIN LATERAL ({OF_BENEFITS}) AS trait (subject, number)
    WHERE lead.id = {Lead._meta.db_table}.id AND trait.subject = ANY(%s) AND trait.number BETWEEN %s AND %s
)"""
_EARLIEST: Final = -(2**31)


def with_told(leads: LeadQuerySet, what: str) -> LeadQuerySet:
    """Those of which one of TOLD is true; of customers, the deals that are old enough today."""
    if what in _NUMBERS:
        subject, number = _NUMBERS[what]
        return leads.filter(_has([subject], number, number))
    kind, _mark, age = what.partition("_")
    kept, left = KEPT[_AGES[age]]
    last = last_deal_of_age(_AGES[age], today())
    if kind == "kept":
        return leads.filter(_has([kept], _EARLIEST, last))
    is_old_enough = _has([Subject.DEAL_ON], _EARLIEST, last)
    return leads.filter(is_old_enough & ~_has([kept, left], _EARLIEST, last))


def _has(subjects: list[Subject], first: int, last: int) -> Q:
    numbers = [int(subject) for subject in subjects]
    return Q(RawSQL(_OF_LEAD, [numbers, first, last], output_field=BooleanField()))
