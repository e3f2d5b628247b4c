"""`{{ touch|touch_words }}`: where somebody came from, in plain words."""

from __future__ import annotations

from django import template

from desk import touches

register = template.Library()
register.filter("touch_words", touches.in_words)
