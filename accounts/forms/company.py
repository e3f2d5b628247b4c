from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import time_zone_field
from accounts.models import Company
from accounts.services import CompanyDetails
from pages.model_forms import RowForm


class CompanyForm(RowForm[Company]):
    """The company's settings; `expected_version` notices that somebody else changed them meanwhile."""

    time_zone = time_zone_field(
        help_text=_("Decides on which day a lead is counted. Days that were counted before stay as they are.")
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Company
        fields = (
            "name",
            "currency",
            "time_zone",
            "country",
            "land",
            "attempts_before_closing",
            "introduced_on",
            "requires_second_step",
        )
        labels: ClassVar = {"land": _("Federal state")}
        help_texts: ClassVar = {"currency": _("Amounts that were recorded before are not converted.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected_version"].initial = self.instance.row_version

    def details(self) -> CompanyDetails:
        """What was filled in, for the service."""
        return CompanyDetails(**self.for_service())
