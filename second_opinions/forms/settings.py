from __future__ import annotations

from typing import Any

from django import forms

from pages.model_forms import RowForm
from second_opinions.models import SecondOpinionSettings
from values.columns import editable_columns


class SettingsForm(RowForm[SecondOpinionSettings]):
    """Which share of ratings is given twice."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = SecondOpinionSettings
        fields = editable_columns(SecondOpinionSettings)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected_version"].initial = self.instance.row_version
