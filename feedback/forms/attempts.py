from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.models import AttemptChannel, ContactAttempt
from feedback.services import log_attempt
from leads.models import Lead
from pages.model_forms import field_of


class AttemptForm(forms.Form):
    """One try to reach the person: how, and by the button pressed whether it worked."""

    channel = field_of(
        ContactAttempt,
        "channel",
        label=_("How did you try?"),
        initial=AttemptChannel.PHONE,
        widget=forms.RadioSelect(attrs={"class": "seg four"}),
    )
    reached = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        coerce=lambda answer: answer == "yes",
        error_messages={"required": _("Please say whether you reached the person.")},
    )
    happened_at = field_of(
        ContactAttempt,
        "happened_at",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty means now."),
    )
    note = field_of(ContactAttempt, "note", widget=forms.Textarea(attrs={"rows": 2}))
    expected_count = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    prefix = "attempt"
    hide_optional = True

    def save(self, *, actor: User, lead: Lead) -> ContactAttempt:
        """Append the attempt; raises what `feedback.services.log_attempt` raises."""
        said: dict[str, Any] = dict(self.cleaned_data)
        return log_attempt(actor=actor, lead=lead, was_reached=said.pop("reached"), **said)
