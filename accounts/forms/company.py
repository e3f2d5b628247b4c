from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import time_zone_field
from accounts.models import Company
from accounts.services import CompanyDetails
from pages.model_forms import VersionedForm


class CompanyForm(VersionedForm[Company]):
    """The company's settings."""

    time_zone = time_zone_field(
        help_text=_("Decides on which day a lead is counted. Days that were counted before stay as they are.")
    )

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

    def details(self) -> CompanyDetails:
        """What was filled in, for the service."""
        return CompanyDetails(**self.for_service())
