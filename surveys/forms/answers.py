from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.model_forms import RowForm, field_of
from surveys.models import PromiseKept, SurveyAnswer

# Each number has its word, so that everybody means the same by it.
ANCHORS: Final = (
    (1, _("very dissatisfied")),
    (2, _("rather dissatisfied")),
    (3, _("neither satisfied nor dissatisfied")),
    (4, _("rather satisfied")),
    (5, _("very satisfied")),
)
_MISSING: Final = {"required": _("Please choose one of the answers.")}


class AnswerForm(RowForm[SurveyAnswer]):
    """The two questions to a customer, and room for own words; nothing is pre-filled but in a correction."""

    mark = forms.TypedChoiceField(
        label=_("How satisfied are you with our advice?"),
        choices=ANCHORS,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "seg list letters"}),
        error_messages=_MISSING,
    )
    promise_kept = field_of(
        SurveyAnswer,
        "promise_kept",
        label=_("Has what our advertising promised turned out to be true?"),
        choices=PromiseKept.choices,
        widget=forms.RadioSelect(attrs={"class": "seg four"}),
        error_messages=_MISSING,
    )
    text = field_of(
        SurveyAnswer,
        "text",
        label=_("What would you like to tell us?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = SurveyAnswer
        fields = ("mark", "promise_kept", "text")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance.pk:
            self.initial.update(mark=None, promise_kept=None)
