"""How a rate looks on the joint page: `{% load insights_format %}`, `{% figure_cell cell label %}`.

In Python, because a page has two hundred of them: by templates they were half of its time.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from counting.formats import NOTHING
from counting.statistics import Rate
from insights.pages.behind_rows import draw_lines
from insights.pages.table import DrawnShare, Line, Number
from insights.pages.verdicts import Words
from insights.pages.waits import SmallMultiple
from values.html import EMPTY, fill, join

register = template.Library()
register.simple_tag(draw_lines, name="behind_lines")

WIDTH = 1000
LONGEST_IN_ONE_LINE = 15  # "1.214 von 2.345"
_FRAME = (
    '<svg class="ci-pic" width="104" height="16" viewBox="-20 0 1040 160" aria-hidden="true">'
    '<line class="ax" x1="0" x2="1000" y1="80" y2="80"/>{}</svg>'
)
HEIGHT = 80
STEP = 36  # from band to band
_BANDS = (
    '<svg class="bands" viewBox="0 -6 {0} 92" role="img" aria-label="{1}">'
    '<line class="ax" x1="0" x2="{0}" y1="80" y2="80"/>{2}</svg>'
)
_ASIDE = '<small class="aside"><a href="{}">{}</a></small>'
_SAID = '<small class="aside">{}</small>'
_NUMERIC = SafeString(' class="n"')
_DRAWN = SafeString(' class="fig"')
EMPTY_SHARE = SafeString(NOTHING)


@register.simple_tag
def interval(*, value: float, low: float, high: float, tone: str) -> SafeString:
    """A measured value and its range on an axis from 0 to 1: a thin line through a dot, 104 × 16 px."""
    return _draw(value, low, high, top=1, tone=tone)


@register.simple_tag
def bands_picture(picture: SmallMultiple) -> SafeString:
    """A small multiple: a dot and its range for each band, from left to right, 0 at the foot."""
    parts = [
        _stand(rate, left=STEP * at + STEP // 2, top=picture.top) for at, rate in enumerate(picture.rates)
    ]
    return fill(_BANDS, str(STEP * len(picture.rates)), picture.says, join(parts))


def _stand(rate: Rate, *, left: int, top: float) -> SafeString:
    def place(share: float) -> str:
        return str(HEIGHT - round(min(share, top) / top * HEIGHT))

    if rate.band is None:
        return EMPTY
    x, tone = str(left), "gr" if rate.is_small else "ok"
    ends = place(rate.band.low), place(rate.band.high)
    line = fill('<line class="ci" x1="{}" x2="{}" y1="{}" y2="{}"/>', x, x, *ends)
    return line + fill('<circle class="pt {}" cx="{}" cy="{}" r="5"/>', tone, x, place(rate.band.value))


@register.simple_tag
def figure_cell(cell: Number | DrawnShare, label: str) -> SafeString:
    """A cell of the table: a number that opens its leads, or a rate with its picture."""
    return share_cell(cell, label) if isinstance(cell, DrawnShare) else number_cell(cell, label)


@register.simple_tag
def figure_lines(lines: Iterable[Line]) -> SafeString:
    """The lines of the table, each with its cells and, where there are any, what both teams say of it."""
    labels = {
        "satisfied": _("Satisfied"),
        "marketing": _("Marketing"),
        "sales": _("Sales"),
        "open": pgettext("who is satisfied", "open"),
    }
    return join(_line(line, labels) for line in lines)


@register.simple_tag
def figure_heads(line: Line, first: str) -> SafeString:
    """The heads of a table with such lines, those of numbers on the right; `first` names what a line is."""
    return fill('<th scope="col">{}</th>{}', first, join(_head(*labelled) for labelled in line.labelled))


def _head(label: str, cell: Number | DrawnShare) -> SafeString:
    return fill('<th scope="col"{}>{}</th>', _DRAWN if isinstance(cell, DrawnShare) else _NUMERIC, label)


def _line(line: Line, labels: dict[str, str]) -> SafeString:
    return fill(
        '<tr><th scope="row">{}{}</th>{}{}</tr>\n',
        fill('<a href="{}"><b>{}</b></a>', line.url, line.name) if line.url else fill("<b>{}</b>", line.name),
        fill("<small>{}</small>", line.small) if line.small else EMPTY,
        join(figure_cell(cell, label) for label, cell in line.labelled),
        verdict_cell(line.verdicts, labels) if line.verdicts else EMPTY,
    )


def verdict_cell(said: Words, labels: dict[str, str]) -> SafeString:
    """Who is satisfied, and one click down what each team goes by."""
    marketing = fill('<a href="{}">{}</a>', said.url, said.marketing) if said.url else said.marketing
    return fill(
        '<td class="verdict" data-label="{}"><details><summary>{}</summary>'
        "<small>{}: {}</small><small>{}: {}</small></details></td>",
        labels["satisfied"],
        fill('<span class="tag {}">{}</span>', said.tone, said.quadrant or labels["open"]),
        labels["marketing"],
        marketing,
        labels["sales"],
        said.sales,
    )


def number_cell(cell: Number, label: str) -> SafeString:
    text = fill('<a href="{}">{}</a>', cell.url, cell.text) if cell.url else cell.text
    nowrap = " nowrap" if len(cell.text) <= LONGEST_IN_ONE_LINE else ""
    small = fill("<small>{}</small>", cell.small) if cell.small else EMPTY
    return fill('<td class="n{}" data-label="{}">{}{}</td>', nowrap, label, text, small)


def share_cell(share: DrawnShare, label: str) -> SafeString:
    """A rate: its picture, the share, its counts, its range, and what is said aside; a dash where none is."""
    return fill(
        '<td class="fig" data-label="{}">{}<small>{}</small>{}</td>',
        label,
        _draw(share.value, share.low, share.high, top=share.top, tone=share.tone, mark=share.mark),
        EMPTY_SHARE if share.value is None else _say(share),
        join(fill(_ASIDE, one.url, one.text) if one.url else fill(_SAID, one.text) for one in share.asides),
    )


def _say(share: DrawnShare) -> SafeString:
    if not share.url:
        return fill("<b>{}</b><br>{}", share.text, share.spread)
    return fill('<b>{}</b> · <a href="{}">{}</a><br>{}', share.text, share.url, share.counts, share.spread)


def _draw(
    value: float | None,
    low: float | None,
    high: float | None,
    *,
    top: float,
    tone: str,
    mark: float | None = None,
) -> SafeString:
    def place(number: float) -> int:
        return round(number / top * WIDTH)

    parts = EMPTY
    if value is not None:
        parts = fill('<circle class="pt {}" cx="{}" cy="80" r="45"/>', tone, str(place(value)))
        if low is not None and high is not None:
            ends = str(place(low)), str(place(high))
            parts = fill('<line class="ci" x1="{}" x2="{}" y1="80" y2="80"/>{}', *ends, parts)
    if mark is not None:
        parts = fill('<line class="cut" x1="{0}" x2="{0}" y1="0" y2="160"/>{1}', str(place(mark)), parts)
    return fill(_FRAME, parts)
