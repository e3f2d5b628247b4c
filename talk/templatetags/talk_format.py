"""`{% load talk_format %}`: a comment with the names it mentions set off."""

from __future__ import annotations

import re

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from talk.models import Comment

register = template.Library()


@register.filter
def with_mentions(comment: Comment) -> SafeString:
    """The words, escaped, with line breaks; whoever is mentioned stands out."""
    people = comment.mentioned.all()
    names = {name for person in people for name in (person.full_name, person.get_short_name()) if name}
    if not names:
        return linebreaksbr(comment.text)
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # With the group, every second part is a mention.
    parts = re.split(rf"(?<![\w.+-])(@(?:{longest_first}))(?!\w)", comment.text, flags=re.IGNORECASE)
    marked = (format_html("<b>{}</b>", part) if place % 2 else part for place, part in enumerate(parts))
    return linebreaksbr(format_html_join("", "{}", ((part,) for part in marked)))
