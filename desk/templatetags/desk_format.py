"""`{{ touch|touch_words }}`: where somebody came from; `{{ lead|times }}`: who waits, and since when;
`{% words_shown_to user lead text as words %}`: what somebody wrote of a lead, as this reader may see it.
"""

from __future__ import annotations

from django import template

from desk import touches, waiting
from leads.veil import text_shown_to

register = template.Library()
register.filter("touch_words", touches.in_words)
register.filter("times", waiting.times_of)
register.simple_tag(text_shown_to, name="words_shown_to")
