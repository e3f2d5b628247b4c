"""How the stage of a lead and its grade look: `{{ lead|stage_tag }}`, `{{ lead.grade|anchor }}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leads.models import Grade, Lead, LeadKind, LeadStage

register = template.Library()

# Marketing has it, sales has it, it was won, it is over.
TONES = {
    LeadStage.REGISTERED: "mk",
    LeadStage.RETURNED: "mk",
    LeadStage.WON: "ok",
    LeadStage.LOST: "gr",
}


@register.filter
def stage_tag(lead: Lead) -> SafeString:
    """Where a lead stands, and whether it counts."""
    stage = LeadStage(lead.stage)
    tag = format_html('<span class="tag {}">{}</span>', TONES.get(stage, "sl"), stage.label)
    if lead.kind == LeadKind.REAL:
        return tag
    return format_html('<span class="tag gr">{}</span> {}', LeadKind(lead.kind).label, tag)


@register.filter
def anchor(grade: str) -> str:
    """What a grade means, without its letter; nothing for none."""
    return Grade(grade).anchor if grade in Grade.values else ""
