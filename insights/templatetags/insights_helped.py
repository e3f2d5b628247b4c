"""How a comparison looks: `{% load insights_helped %}`, `{% before_and_now row %}`."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from insights.pages.helped import Row, Side
from values.html import EMPTY, fill

register = template.Library()

WIDTH = 1000
_FRAME = (
    '<svg class="pair-pic" width="156" height="44" viewBox="-40 0 1080 300" role="img" aria-label="{}">'
    '<line class="ax" x1="0" x2="1000" y1="150" y2="150"/>{}{}</svg>'
)


@register.simple_tag
def before_and_now(row: Row) -> SafeString:
    """Both sides with their ranges on one axis: before above it and hollow, now below, coloured once sure."""
    now_tone = "gr" if row.now.is_small else row.dot
    return fill(
        _FRAME, row.says, _stand(row.before, 80, "was", row.top), _stand(row.now, 220, now_tone, row.top)
    )


def _stand(side: Side, height: int, tone: str, top: float) -> SafeString:
    def place(value: float) -> str:
        return str(round(min(value, top) / top * WIDTH))

    if side.value is None:
        return EMPTY
    y = str(height)
    dot = fill('<circle class="pt {}" cx="{}" cy="{}" r="38"/>', tone, place(side.value), y)
    if side.low is None or side.high is None:
        return dot
    ends = place(side.low), place(side.high)
    return fill('<line class="ci" x1="{}" x2="{}" y1="{}" y2="{}"/>', *ends, y, y) + dot
