"""What an import of leads asks for besides the columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from files.mapping_form import MappingForm


class LeadMappingForm(MappingForm):
    """The campaign of rows that name none, and whether the import may make what is missing."""

    formats_title = gettext_lazy("Campaign and formats")
    own_template = "leads/import_options.html"

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=gettext_lazy("Campaign of all rows that name none"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    new_campaign = forms.CharField(label=gettext_lazy("or a new campaign"), max_length=160, required=False)
    create = forms.BooleanField(
        label=gettext_lazy("Make campaigns and calls-to-action that do not exist yet"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaigns = Campaign.objects.visible_to(self.user).order_by("name")
        offered = self.fields["campaign"]
        assert isinstance(offered, forms.ModelChoiceField)
        offered.queryset = campaigns
        name = str(kwargs["options"].get("campaign", ""))
        known = campaigns.filter(name__iexact=name).first() if name else None
        self.initial["campaign"] = known
        self.initial["new_campaign"] = "" if known else name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("campaign") and cleaned.get("new_campaign"):
            self.add_error(
                "new_campaign", ValidationError(_("Choose a campaign or name a new one, not both."))
            )
        return cleaned

    def for_service(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        chosen = cleaned.get("campaign")
        new = cleaned.get("new_campaign", "")
        return {
            **super().for_service(),
            "campaign": chosen.name if chosen else new,
            "create": bool(cleaned.get("create") or new),
        }
