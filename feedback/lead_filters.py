"""The filters of the list of leads: those of the lead itself, and those of what sales says of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.models import ExpectationFit
from handoff.fields import reasons_by_owner
from handoff.models import ReasonUse
from leads.filters import LeadFilterForm
from leads.models import Grade, LeadQuerySet
from pages.filters import NONE


class LeadListForm(LeadFilterForm):
    """Narrows by the newest rating, too; "none" are the leads sales has not rated."""

    quality = forms.ChoiceField(label=_("Rating by sales"), choices=[(NONE, _("Not rated")), *Grade.choices])
    fit = forms.ChoiceField(label=_("Expectation"), choices=ExpectationFit.choices)
    reason = forms.ChoiceField(label=_("Reason"))

    FURTHER = (*LeadFilterForm.FURTHER[:-1], "quality", "fit", "reason", LeadFilterForm.FURTHER[-1])

    def __init__(self, data: Any, *, viewer: User) -> None:
        super().__init__(data, viewer=viewer)
        self.offer("reason", reasons_by_owner(ReasonUse.RATING))

    def narrow_quality(self, leads: LeadQuerySet, quality: str) -> LeadQuerySet:
        return leads.filter(is_rated=False) if quality == NONE else leads.filter(standing__quality=quality)

    def narrow_fit(self, leads: LeadQuerySet, fit: str) -> LeadQuerySet:
        return leads.filter(standing__fit=fit)

    def narrow_reason(self, leads: LeadQuerySet, reason: str) -> LeadQuerySet:
        return leads.filter(standing__rating__reason=int(reason))
