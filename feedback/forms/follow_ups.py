from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.days_offered import Offer, offer_days
from feedback.models import FollowUp
from feedback.services import finish_follow_up, set_follow_up
from leads.models import Lead
from pages.fields import DayField
from pages.model_forms import field_of


class FollowUpForm(forms.Form):
    """When to come back to a lead: one of the days offered by its button, or a day of one's own."""

    offered = forms.DateField(required=False, widget=forms.HiddenInput, input_formats=["%Y-%m-%d"])
    day = DayField(label=_("Day"), error_messages={"required": _("Choose a day.")})
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Without a time you are reminded in the morning."),
    )
    note = field_of(
        FollowUp, "note", label=_("What is to be done?"), widget=forms.Textarea(attrs={"rows": 2})
    )
    prefix = "follow_up"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.data.get(self.add_prefix("offered")):
            self.fields["day"].required = False

    @property
    def offers(self) -> list[Offer]:
        return offer_days(timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """The button that was pressed says the day, whatever stands in the field."""
        said = dict(self.cleaned_data)
        offered = said.pop("offered", None)
        return {**said, "day": offered or said.get("day")}

    def save(self, *, actor: User, lead: Lead) -> FollowUp:
        """Set it; raises what `feedback.services.set_follow_up` raises."""
        return set_follow_up(actor=actor, lead=lead, **self.cleaned_data)


class DoneForm(forms.Form):
    """That the follow-up on the page is done."""

    follow_up_id = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def save(self, *, actor: User, lead: Lead) -> FollowUp:
        return finish_follow_up(actor=actor, lead=lead, **self.cleaned_data)
