"""Everything that writes second opinions: page, API and job alike."""

from __future__ import annotations

from second_opinions.services.answering import answer_second_opinion
from second_opinions.services.asking import ask
from second_opinions.services.settings import change_settings, second_opinion_settings

__all__ = ["answer_second_opinion", "ask", "change_settings", "second_opinion_settings"]
