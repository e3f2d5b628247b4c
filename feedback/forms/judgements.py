"""What somebody of sales thinks of a campaign's ads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Promise
from feedback.models import CampaignJudgement
from pages.model_forms import RowForm, field_of
from values.columns import editable_columns


class JudgementForm(RowForm[CampaignJudgement]):
    """One answer, the promises it is about and a sentence; a correction begins with what was said."""

    fit = field_of(
        CampaignJudgement,
        "fit",
        required=True,
        label=_("Do the ads fit what we sell?"),
        widget=forms.RadioSelect(attrs={"class": "seg four"}),
        error_messages={"required": _("Please choose one of the answers.")},
    )
    promises = forms.ModelMultipleChoiceField(
        Promise.objects.none(),
        label=_("Which promises is it about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips tall"}),
    )
    text = field_of(
        CampaignJudgement,
        "text",
        label=_("In a sentence"),
        help_text=_("What customers expect by these ads, and what you can sell. “Realistic” needs none."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    hide_optional = True
    field_order = ("fit", "promises", "text")

    class Meta:
        model = CampaignJudgement
        fields = (*editable_columns(CampaignJudgement), "promises")

    def __init__(
        self, *args: Any, campaign: Campaign, instance: CampaignJudgement | None, **options: Any
    ) -> None:
        super().__init__(*args, instance=instance, **options)
        # What is corrected may name what is withdrawn since.
        said = instance.promises.values_list("pk", flat=True) if instance else []
        offered = campaign.promises.filter(Q(withdrawn_at=None) | Q(pk__in=said))
        self.fields["promises"].queryset = offered  # type: ignore[attr-defined]
        if not offered:
            del self.fields["promises"]
