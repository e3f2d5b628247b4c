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

    own_title = gettext_lazy("Campaign")
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

    undated = forms.ChoiceField(
        label=gettext_lazy("Rows without a date"),
        required=False,
        choices=[
            ("now", gettext_lazy("came in now; each is remarked")),
            ("reject", gettext_lazy("are left out")),
        ],
    )
    undated_on = forms.DateField(
        label=gettext_lazy("or all came in on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
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
        undated = str(kwargs["options"].get("undated") or "now")
        self.initial["undated"] = undated if undated in {"now", "reject"} else "now"
        self.initial["undated_on"] = "" if undated in {"now", "reject"} else undated

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
            "undated": day.isoformat()
            if (day := cleaned.get("undated_on"))
            else cleaned.get("undated") or "now",
        }
