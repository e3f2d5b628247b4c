"""Marketing's answer to what sales says of a campaign."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import CampaignAnswer
from pages.fields import DayField
from pages.model_forms import RowForm, field_of
from values.columns import editable_columns


class CampaignAnswerForm(RowForm[CampaignAnswer]):
    """What marketing did, in a sentence."""

    step = field_of(
        CampaignAnswer,
        "step",
        label=_("What did marketing do?"),
        widget=forms.RadioSelect(attrs={"class": "seg four"}),
        error_messages={"required": _("Please choose one of the answers.")},
    )
    text = field_of(
        CampaignAnswer,
        "text",
        label=_("In a sentence"),
        help_text=_("What was changed, or why not. Whoever said so is told; “Seen” needs none."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    changed_on = DayField(
        label=_("Changed on"), help_text=_("Only where something was changed."), required=False
    )
    expected_answer_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    # Only “Seen” goes without a sentence, only a change has a day: the help beside them says so.
    hide_optional = True

    class Meta:
        model = CampaignAnswer
        fields = editable_columns(CampaignAnswer)

    def __init__(self, *args: Any, newest: CampaignAnswer | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["expected_answer_id"] = newest and newest.pk
