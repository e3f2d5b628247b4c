"""Whether, when and how customers are asked; who was, what they said, and who wants no more of it."""

from __future__ import annotations

from surveys.models.settings import LONGEST_DELAY, SurveySettings
from surveys.models.surveys import LONGEST_TEXT, OptOut, PromiseKept, Survey, SurveyAnswer

__all__ = [
    "LONGEST_DELAY",
    "LONGEST_TEXT",
    "OptOut",
    "PromiseKept",
    "Survey",
    "SurveyAnswer",
    "SurveySettings",
]
