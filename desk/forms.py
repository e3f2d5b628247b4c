"""What the address of the inbox can say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from desk.sections import BY_KEY
from handoff.fields import RepChoiceField
from leads.models import Lead


class InboxFilter(forms.Form):
    """What the address bar of the inbox says; everything may be missing."""

    rep = RepChoiceField(label=_("Sales rep"), required=False, empty_label=_("Everybody"))
    section = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    after = forms.ModelChoiceField(Lead.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [(key, key) for key in BY_KEY]  # type: ignore[attr-defined]
        self.fields["rep"].offer(User.objects.who_take_leads())  # type: ignore[attr-defined]
        self.fields["after"].queryset = Lead.objects.visible_to(user)  # type: ignore[attr-defined]
