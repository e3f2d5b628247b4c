from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_company import company_currency, company_zone, day_of
from feedback.models import Outcome
from feedback.services import record_lost, record_won, reopen
from handoff.fields import ReasonField
from handoff.models import ReasonUse
from leads.models import Lead
from pages.fields import DayField, MoneyField
from pages.model_forms import field_of
from values.money import EXAMPLE, tongue_of


def moment_on(day: date, *, lead: Lead) -> datetime:
    """A moment on a company's day: now for today, else noon, but not before the enquiry of that very day."""
    now = timezone.now()
    if day == day_of(now):
        return now
    noon = datetime.combine(day, time(12), tzinfo=company_zone())
    return max(noon, lead.received_at) if day == lead.received_on else noon


class OutcomeForm(forms.Form):
    """What won and lost have in common."""

    decided_at = DayField(label=_("Decided on"))
    expected_outcome_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        self.fields["decided_at"].initial = day_of(timezone.now())

    def said(self) -> dict[str, Any]:
        """The values as the services take them."""
        words = dict(self.cleaned_data)
        decided_at = moment_on(words.pop("decided_at"), lead=self.lead)
        return {**words, "lead": self.lead, "decided_at": decided_at}


class WonForm(OutcomeForm):
    value_cents = MoneyField(label=_("Value of the deal"))
    field_order = ["value_cents", "decided_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {"currency": company_currency(), "example": EXAMPLE[tongue_of(get_language() or "de")]}
        self.fields["value_cents"].help_text = gettext("In %(currency)s, for example %(example)s") % known

    def save(self, *, actor: User) -> Outcome:
        return record_won(actor=actor, **self.said())


class LostForm(OutcomeForm):
    reason = ReasonField(label=_("Why was it lost?"), use=ReasonUse.LOST, empty_label=_("Choose a reason"))
    competitor = field_of(Outcome, "competitor", label=_("Lost to which competitor?"))
    reason_text = field_of(Outcome, "reason_text", label=_("In your words"))
    field_order = ["reason", "competitor", "reason_text", "decided_at"]

    def save(self, *, actor: User) -> Outcome:
        return record_lost(actor=actor, **self.said())


class ReopenForm(forms.Form):
    """Why a decided deal is open again."""

    reason_text = field_of(Outcome, "reason_text", label=_("Why is it open again?"))
    expected_outcome_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    prefix = "reopen"

    def save(self, *, actor: User, lead: Lead) -> Outcome:
        return reopen(actor=actor, lead=lead, **self.cleaned_data)
