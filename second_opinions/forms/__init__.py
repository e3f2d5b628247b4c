from __future__ import annotations

from second_opinions.forms.answers import CANNOT_TELL, AnswerForm
from second_opinions.forms.settings import SettingsForm

__all__ = ["CANNOT_TELL", "AnswerForm", "SettingsForm"]
