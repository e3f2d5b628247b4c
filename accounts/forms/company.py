from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import time_zone_choices
from accounts.models import Company
from accounts.services import CompanyDetails


class CompanyForm(forms.ModelForm[Company]):
    """The company's settings; `expected_version` notices that somebody else changed them meanwhile."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        help_text=_(
            "Decides on which day a lead is counted. Days that were counted before stay as they are."
        ),
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Company
        fields = ("name", "currency", "time_zone", "land")
        help_texts = {"currency": _("Amounts that were recorded before are not converted.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected_version"].initial = self.instance.row_version

    def details(self) -> CompanyDetails:
        """What was filled in, for the service."""
        return CompanyDetails(**{field: self.cleaned_data[field] for field in self.Meta.fields})

    def _post_clean(self) -> None:
        """The service validates the row itself; here it would be changed before anybody authorised it."""
