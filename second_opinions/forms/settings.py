from __future__ import annotations

from pages.model_forms import VersionedForm
from second_opinions.models import SecondOpinionSettings
from values.columns import editable_columns


class SettingsForm(VersionedForm[SecondOpinionSettings]):
    """Which share of ratings is given twice."""

    class Meta:
        model = SecondOpinionSettings
        fields = editable_columns(SecondOpinionSettings)
