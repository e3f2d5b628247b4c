from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.own_company import today
from campaigns.models import Campaign
from pages.fields import DayField

EVERYTHING: Final = pgettext_lazy("filter", "All")


class SatisfactionFilters(forms.Form):
    """When customers were asked, and of which campaign; the last twelve months unless said otherwise."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.order_by("name"),
        label=gettext_lazy("Campaign"),
        required=False,
        empty_label=EVERYTHING,
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # "from" is a word of Python, so the two days cannot be attributes.
        self.fields["from"] = DayField(label=pgettext_lazy("day", "From"), required=False)
        self.fields["to"] = DayField(label=pgettext_lazy("day", "Until"), required=False)
        self.order_fields(("from", "to", "campaign"))

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(self.data.get(name)) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        first, last = chosen.get("from"), chosen.get("to")
        if first and last and last < first:
            self.add_error("to", _("The end lies before the start."))
        return chosen

    def narrowed(self) -> dict[str, Any]:
        """What figures are asked for; of what was not understood nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        campaign = chosen.get("campaign")
        first, last = chosen.get("from"), chosen.get("to")
        return {
            "first": first or (None if last else a_year_ago()),
            "last": last,
            "campaign_ids": None if campaign is None else [campaign.pk],
        }


def a_year_ago() -> date:
    """The first day of the last twelve months, the present one included."""
    now = today()
    return date(now.year - 1, now.month + 1, 1) if now.month < 12 else date(now.year, 1, 1)
