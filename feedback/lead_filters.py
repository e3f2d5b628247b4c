"""The filters of the list of leads: those of the lead itself, and those of what sales says of it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_company import today
from feedback.models import CustomerStatus, ExpectationFit
from feedback.retention import AGES, deals_where, is_due
from handoff.fields import reasons_by_owner
from handoff.models import ReasonUse
from leads.filters import LeadFilterForm
from leads.models import Grade, LeadQuerySet, LeadStage
from pages.filters import NONE

# As an address says it: customer=due.
CUSTOMERS: Final = [
    ("due", _("customer status due")),
    ("still", _("still a customer")),
    ("left", _("no longer a customer")),
]


class LeadListForm(LeadFilterForm):
    """Narrows by the newest rating, too; "none" are the leads sales has not rated."""

    quality = forms.ChoiceField(label=_("Rating by sales"), choices=[(NONE, _("Not rated")), *Grade.choices])
    fit = forms.ChoiceField(label=_("Expectation"), choices=ExpectationFit.choices)
    reason = forms.ChoiceField(label=_("Reason"))

    customer = forms.ChoiceField(label=_("Customer"), choices=CUSTOMERS)

    FURTHER = (
        *LeadFilterForm.FURTHER[:-1],
        "quality",
        "fit",
        "reason",
        "customer",
        LeadFilterForm.FURTHER[-1],
    )

    def __init__(self, data: Any, *, viewer: User) -> None:
        super().__init__(data, viewer=viewer)
        self.offer("reason", reasons_by_owner(ReasonUse.RATING))

    def narrow_quality(self, leads: LeadQuerySet, quality: str) -> LeadQuerySet:
        return leads.filter(is_rated=False) if quality == NONE else leads.filter(standing__quality=quality)

    def narrow_fit(self, leads: LeadQuerySet, fit: str) -> LeadQuerySet:
        return leads.filter(standing__fit=fit)

    def narrow_reason(self, leads: LeadQuerySet, reason: str) -> LeadQuerySet:
        return leads.filter(standing__rating__reason=int(reason))

    def narrow_customer(self, leads: LeadQuerySet, what: str) -> LeadQuerySet:
        """Due: nobody knows it at an age that the deal has reached; else what was said of the lead last."""
        if what == "due":
            due = deals_where(f"({is_due('%s')})")
            return leads.filter(stage=LeadStage.WON, pk__in=RawSQL(due, [today()] * len(AGES)))
        newest = CustomerStatus.objects.filter(lead=OuterRef("pk")).values("is_customer")[:1]
        return (
            leads.filter(stage=LeadStage.WON).annotate(still=Subquery(newest)).filter(still=what == "still")
        )
