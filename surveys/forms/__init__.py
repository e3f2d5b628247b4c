from __future__ import annotations

from surveys.forms.answers import AnswerForm
from surveys.forms.filters import SatisfactionFilters
from surveys.forms.settings import SettingsForm

__all__ = ["AnswerForm", "SatisfactionFilters", "SettingsForm"]
