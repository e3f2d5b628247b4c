"""How money and states look: `{% load leads_format %}`, `{{ cents|money }}`, `{{ lead|stage_tag }}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from leads.models import Lead, LeadKind, LeadStage
from leads.money import company_currency, format_cents, format_whole

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
def money(cents: int | None) -> str:
    """Cents in the company's currency and the reader's language; nothing for None."""
    return "" if cents is None else format_cents(int(cents), get_language() or "de", company_currency())


@register.filter
def money_whole(cents: int | None) -> str:
    """The same without decimals, rounded half up."""
    return "" if cents is None else format_whole(int(cents), get_language() or "de", company_currency())
