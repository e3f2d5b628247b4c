"""`{% load talk_format %}`: a comment with the names it mentions set off."""

from __future__ import annotations

import re

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from talk.models import Comment

register = template.Library()


@register.filter
def with_mentions(comment: Comment) -> SafeString:
    """The words, escaped, with line breaks; whoever is mentioned stands out."""
    names = {
        name for person in comment.mentioned.all() for name in (person.full_name, person.get_short_name())
    }
    text = str(conditional_escape(comment.text))
    if names:
        longest_first = sorted(
            (str(conditional_escape(name)) for name in names if name), key=len, reverse=True
        )
        found = re.compile(f"@({'|'.join(map(re.escape, longest_first))})(?!\\w)", re.IGNORECASE)
        text = found.sub(r"<b>@\1</b>", text)
    return linebreaksbr(mark_safe(text))
