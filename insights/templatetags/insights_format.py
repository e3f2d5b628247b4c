"""How a rate looks on the joint page: `{% load insights_format %}`, `{% figure_cell cell label %}`.

In Python, because a page has two hundred of them: by templates they were half of its time.
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from counting.formats import NOTHING
from insights.pages.table import DrawnShare, Number

register = template.Library()

WIDTH = 1000
_FRAME = (
    '<svg class="ci-pic" width="104" height="16" viewBox="-20 0 1040 160" aria-hidden="true">'
    '<line class="ax" x1="0" x2="1000" y1="80" y2="80"/>{}</svg>'
)
EMPTY = SafeString()
EMPTY_SHARE = SafeString(NOTHING)


@register.simple_tag
def interval(*, value: float, low: float, high: float, tone: str) -> SafeString:
    """A measured value and its range on an axis from 0 to 1: a thin line through a dot, 104 × 16 px."""
    return _draw(value, low, high, top=1, tone=tone)


@register.simple_tag
def figure_cell(cell: Number | DrawnShare, label: str) -> SafeString:
    """A cell of the table: a number that opens its leads, or a rate with its picture."""
    return share_cell(cell, label) if isinstance(cell, DrawnShare) else number_cell(cell, label)


def number_cell(cell: Number, label: str) -> SafeString:
    text = format_html('<a href="{}">{}</a>', cell.url, cell.text) if cell.url else cell.text
    return format_html('<td class="n nowrap" data-label="{}">{}</td>', label, text)


def share_cell(share: DrawnShare, label: str) -> SafeString:
    """A rate: its picture, the share, its counts, its range, and what is said aside; a dash where none is."""
    return format_html(
        '<td class="fig" data-label="{}">{}<small>{}</small>{}</td>',
        label,
        _draw(share.value, share.low, share.high, top=share.top, tone=share.tone),
        EMPTY_SHARE if share.value is None else _say(share),
        format_html_join(
            "",
            '<small class="aside"><a href="{}">{}</a></small>',
            [(one.url, one.text) for one in share.asides],
        ),
    )


def _say(share: DrawnShare) -> SafeString:
    return format_html(
        '<b>{}</b> · <a href="{}">{}</a><br>{}', share.text, share.url, share.counts, share.spread
    )


def _draw(value: float | None, low: float | None, high: float | None, *, top: float, tone: str) -> SafeString:
    def place(number: float) -> int:
        return round(number / top * WIDTH)

    parts = EMPTY
    if value is not None:
        parts = format_html('<circle class="pt {}" cx="{}" cy="80" r="45"/>', tone, str(place(value)))
        if low is not None and high is not None:
            ends = str(place(low)), str(place(high))
            parts = format_html('<line class="ci" x1="{}" x2="{}" y1="80" y2="80"/>{}', *ends, parts)
    return format_html(_FRAME, parts)
