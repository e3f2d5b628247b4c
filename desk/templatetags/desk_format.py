"""`{{ touch|touch_words }}`: where somebody came from; `{{ lead|times }}`: who waits, and since when."""

from __future__ import annotations

from django import template

from desk import touches, waiting

register = template.Library()
register.filter("touch_words", touches.in_words)
register.filter("times", waiting.times_of)
