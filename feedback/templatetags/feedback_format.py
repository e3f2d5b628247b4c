"""`{% load feedback_format %}`: the words of `feedback.words` and `feedback.touches` as filters."""

from __future__ import annotations

from django import template

from feedback import touches, words

register = template.Library()
register.filter("waits", words.waits)
register.filter("moment", words.moment)
register.filter("anchor", words.anchor)
register.filter("safe_address", words.safe_address)
register.filter("short_address", words.short_address)
register.filter("touch_words", touches.in_words)
