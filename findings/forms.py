from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from findings.models import FindingAnswer
from pages.model_forms import RowForm, field_of
from values.columns import editable_columns


class FindingAnswerForm(RowForm[FindingAnswer]):
    """What somebody did with a finding, in a sentence."""

    step = field_of(
        FindingAnswer,
        "step",
        label=_("What do you do with it?"),
        widget=forms.RadioSelect(attrs={"class": "seg four"}),
        error_messages={"required": _("Please choose one of the answers.")},
    )
    text = field_of(
        FindingAnswer,
        "text",
        label=_("In a sentence"),
        help_text=_(
            "What was changed, why nothing is, or why it can be closed. Whoever rated these leads is told "
            "what was changed or not; “Acknowledged” needs no sentence."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    expected_answer_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    hide_optional = True

    class Meta:
        model = FindingAnswer
        fields = editable_columns(FindingAnswer)

    def __init__(self, *args: Any, newest: FindingAnswer | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["expected_answer_id"] = newest and newest.pk
