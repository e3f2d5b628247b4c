"""How many ratings are given twice; whose word was asked for, and what they said."""

from __future__ import annotations

from second_opinions.models.opinions import LASTS, SecondOpinion, SecondOpinionAnswer, SecondOpinionQuerySet
from second_opinions.models.settings import LARGEST_SHARE, SecondOpinionSettings

__all__ = [
    "LARGEST_SHARE",
    "LASTS",
    "SecondOpinion",
    "SecondOpinionAnswer",
    "SecondOpinionQuerySet",
    "SecondOpinionSettings",
]
