"""`{{ touch|touch_words }}`: where somebody came from; `{{ lead|times }}`: who waits, and since when;
`{% inbox_rows leads section %}`: those of a section of Today; `{% lead_lines lines columns %}`: the list's.
"""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from desk import touches, waiting
from desk.inbox_rows import draw_row
from desk.lead_rows import draw_lines
from desk.sections import Section
from leads.models import Lead
from pages.templatetags.once import FormTokensNode
from values.html import join

register = template.Library()
register.filter("touch_words", touches.in_words)
register.filter("times", waiting.times_of)
register.simple_tag(draw_lines, name="lead_lines")


@register.simple_tag(takes_context=True)
def inbox_rows(context: Context, leads: list[Lead], section: Section) -> SafeString:
    """The leads of a section as the reader of this page sees them."""
    tokens = SafeString(FormTokensNode().render(context))
    reader, shows_reps = context["user"], context["is_lead"]
    return join(
        draw_row(lead, section, reader=reader, shows_reps=shows_reps, tokens=tokens) for lead in leads
    )
