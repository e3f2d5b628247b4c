"""How the stage of a lead and its grade look: `{{ lead|stage_tag }}`, `{{ lead.grade|anchor }}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leads.models import Grade, Lead, LeadKind, LeadStage

register = template.Library()


@register.filter
def stage_tone(stage: str) -> str:
    """The class of a stage's tag: marketing has the lead, sales has it, it was won, it is over."""
    if stage in LeadStage.with_marketing:
        return "mk"
    if stage in LeadStage.with_sales:
        return "sl"
    return "ok" if stage == LeadStage.WON else "gr"


@register.filter
def stage_tag(lead: Lead) -> SafeString:
    """Where a lead stands, and whether it counts."""
    stage = LeadStage(lead.stage)
    tag = format_html('<span class="tag {}">{}</span>', stage_tone(stage), stage.label)
    if lead.kind == LeadKind.REAL:
        return tag
    # In one piece: a cell on the phone lays its parts out beside each other.
    return format_html('<span><span class="tag gr">{}</span> {}</span>', LeadKind(lead.kind).label, tag)


@register.filter
def anchor(grade: str) -> str:
    """What a grade means, without its letter; nothing for none."""
    return Grade(grade).anchor if grade in Grade.values else ""
