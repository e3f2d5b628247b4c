"""How a lead looks: its stage (`{{ lead|stage_tag }}`), its grade (`{{ lead.grade|anchor }}`), and who else
writes from its address (`{{ contact.other_names|other_names }}`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from leads.models import Grade, Lead, LeadKind, LeadStage
from values.html import EMPTY, fill

register = template.Library()
NAMES_SHOWN: Final = 3


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
    tag = fill('<span class="tag {}">{}</span>', stage_tone(stage), str(stage.label))
    if lead.kind == LeadKind.REAL:
        return tag
    # In one piece: a cell on the phone lays its parts out beside each other.
    return fill('<span><span class="tag gr">{}</span> {}</span>', str(LeadKind(lead.kind).label), tag)


@register.filter
def anchor(grade: str) -> str:
    """What a grade means, without its letter; nothing for none."""
    return Grade(grade).anchor if grade in Grade.values else ""


@register.filter
def other_names(names: Sequence[str]) -> SafeString:
    """What else people of the same address are called; nothing where nobody is called otherwise."""
    if not names:
        return EMPTY
    said = ngettext(
        "Same address, other name: %(listed)s", "Same address, other names: %(listed)s", len(names)
    )
    more = " …" if len(names) > NAMES_SHOWN else ""
    return fill('<small class="dim">{}{}</small>', said % {"listed": ", ".join(names[:NAMES_SHOWN])}, more)
