from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_company import day_of
from feedback.forms.moments import moment_on
from feedback.models import Competitor, Outcome
from feedback.services import record_lost, reopen
from handoff.fields import CHOOSE, ReasonField, one_tap
from handoff.models import ReasonUse
from leads.models import Lead
from pages.fields import DayField
from pages.model_forms import field_of


class LostForm(forms.Form):
    reason = ReasonField(
        label=_("Why was it lost?"), use=ReasonUse.LOST, widget=one_tap(), error_messages=CHOOSE
    )
    competitor = field_of(
        Outcome,
        "competitor",
        label=_("Lost to which competitor?"),
        widget=forms.TextInput(attrs={"list": "competitors", "autocomplete": "off"}),
    )
    reason_text = field_of(Outcome, "reason_text", label=_("In your words"))
    decided_at = DayField(label=_("Decided on"))
    expected_outcome_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        self.fields["decided_at"].initial = day_of(timezone.now())

    @property
    def competitors(self) -> Iterable[Competitor]:
        """Whom the company knows, to choose from while typing."""
        return Competitor.objects.active()

    def save(self, *, actor: User) -> Outcome:
        said = dict(self.cleaned_data)
        decided_at = moment_on(said.pop("decided_at"), lead=self.lead)
        return record_lost(actor=actor, lead=self.lead, decided_at=decided_at, **said)


class ReopenForm(forms.Form):
    """Why a decided deal is open again."""

    reason_text = field_of(Outcome, "reason_text", label=_("Why is it open again?"))
    expected_outcome_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    prefix = "reopen"

    def save(self, *, actor: User, lead: Lead) -> Outcome:
        return reopen(actor=actor, lead=lead, **self.cleaned_data)
