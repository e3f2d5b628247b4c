from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_company import today
from feedback.models import CustomerStatus
from feedback.services import say_customer
from leads.models import Lead
from pages.fields import DayField

YES = "yes"
NO = "no"


class CustomerStatusForm(forms.Form):
    """Still a customer, as of today; or no longer since a day. The button that was pressed says which."""

    still = forms.ChoiceField(
        label=_("still a customer"),
        choices=[(YES, _("Still a customer")), (NO, _("No longer a customer"))],
        widget=forms.HiddenInput,
    )
    day = DayField(label=_("No longer a customer since"), required=False, initial=today)
    prefix = "customer"

    def clean(self) -> dict[str, Any]:
        """Today counts for whoever still is one, whatever stands in the field."""
        said = dict(self.cleaned_data)
        if said.get("still") == NO and said.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("Choose a day."))
        return said

    def save(self, *, actor: User, lead: Lead) -> CustomerStatus:
        """Say it; raises what `feedback.services.say_customer` raises."""
        is_customer = self.cleaned_data["still"] == YES
        day = None if is_customer else self.cleaned_data["day"]
        return say_customer(actor=actor, lead=lead, is_customer=is_customer, day=day)
