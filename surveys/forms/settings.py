from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import translation

from accounts.models import Language
from pages.model_forms import VersionedForm
from surveys.models import SurveySettings
from surveys.notifications import sender_name, usual_words
from values.columns import editable_columns


class SettingsForm(VersionedForm[SurveySettings]):
    """Whether, when and how customers are asked."""

    hide_optional = True

    class Meta:
        model = SurveySettings
        fields = editable_columns(SurveySettings)
        widgets: ClassVar = {
            "language": forms.RadioSelect(attrs={"class": "seg two"}),
            "words_de": forms.Textarea(attrs={"rows": 4}),
            "words_en": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sender_name"].widget.attrs["placeholder"] = sender_name(SurveySettings())
        for language in Language:
            with translation.override(language):
                own = {"lang": language.value, "placeholder": usual_words()}
            self.fields[f"words_{language}"].widget.attrs.update(own)
