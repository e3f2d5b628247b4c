"""The joint page laid out anew on one page of A4: what can be handed round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.queries import Dimension
from figures import Overview, Row
from figures.before import Before
from insights.pages import charts
from insights.pages.address import Address
from insights.pages.before import say_changes
from insights.pages.events import EventLine
from insights.pages.funnel import build_funnel, build_remarks
from insights.pages.headline import build_headline
from insights.pages.table import Cell, DrawnShare, Line, build_lines, columns_of, say_order
from insights.paper.pictures import draw_trend
from insights.paper.volume import VolumePlot

# So many stand on the page beside all else; the rest is summed up in a sentence.
ROWS: Final = 12
# So many dots are named below the picture.
NAMED: Final = 12
# So many of what happened are said below the months.
EVENTS: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperCell:
    """A figure and the small line below it: the counts a rate is made of, and its range."""

    text: str
    small: str = ""
    is_dim: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperLine:
    """A line of the table; `said` is who is satisfied, "" where nothing is said."""

    name: str
    small: str
    cells: Sequence[PaperCell]
    said: str
    tone: str


def lay_out(
    shown: Overview,
    rows: Sequence[Row],
    *,
    by: Dimension,
    sort: str,
    address: Address,
    before: Before | None,
    events: Sequence[EventLine],
) -> str:
    """All of the page as HTML, with the first rows of the order that is asked for."""
    plot = VolumePlot.of(charts.draw_volume(shown, address))
    trend = charts.draw_trend(shown.months, [address] * len(shown.months))
    trend_says = _("Lead to deal by month of intake")
    context: dict[str, Any] = {
        "headline": build_headline(shown, address),
        "steps": build_funnel(shown, address, say_changes(before)),
        "before": before,
        "remarks": build_remarks(shown.total),
        "out": shown.out,
        "by": by,
        "heads": _heads(by),
        "lines": [_line(line) for line in build_lines(rows[:ROWS], by, address, shown)],
        "rest": _say_rest(rows[ROWS:]),
        "order": say_order(rows, sort),
        "maturity_days": shown.maturity_days,
        "volume": plot.draw(_("Volume against quality")) if plot.dots else "",
        "numbered": plot.numbered[:NAMED],
        "more_dots": _say_more(len(plot.nameless) + len(plot.numbered[NAMED:])),
        "trend": draw_trend(trend, marks_of(events), trend_says) if shown.months else "",
        "events": events[:EVENTS][::-1],
        "more_events": _say_more_events(len(events[EVENTS:])),
    }
    return render_to_string("insights/paper/overview.html", context)


def _heads(by: Dimension) -> list[str]:
    names = {"campaign": _("Campaign"), "cta": _("Call-to-action"), "channel": _("Channel")}
    return [names[by], *(str(figure.label) for figure in columns_of(by))]


def _line(line: Line) -> PaperLine:
    said = line.verdicts
    return PaperLine(
        name=line.name,
        small=line.small,
        cells=[_cell(cell) for cell in line.cells.values()],
        said=(said.quadrant or formats.NOTHING) if said else "",
        tone=said.tone if said and said.quadrant else "",
    )


def _cell(cell: Cell) -> PaperCell:
    if not isinstance(cell, DrawnShare):
        return PaperCell(text=cell.text)
    if cell.value is None:
        return PaperCell(text=formats.NOTHING)
    small = f"{cell.counts} · {cell.spread}"
    return PaperCell(text=cell.text, small=small, is_dim=cell.tone == "gr")


def _say_rest(rows: Sequence[Row]) -> str:
    """What the rows that have no place here come to."""
    if not rows:
        return ""
    leads, won = (sum(row.figures[name] for row in rows) for name in ("leads", "won"))
    text = ngettext(
        "%(count)s more line (leads: %(leads)s, deals so far: %(won)s) stands on the page and in the CSV.",
        "%(count)s more lines (leads: %(leads)s, deals so far: %(won)s) stand on the page and in the CSV.",
        len(rows),
    )
    values = {"count": len(rows), "leads": leads, "won": won}
    return text % {name: formats.whole(number) for name, number in values.items()}


def marks_of(events: Sequence[EventLine]) -> dict[str, str]:
    """The numbers of what happened in each month, which follow one another: "3" or "3–5"."""
    numbers: dict[str, list[int]] = {}
    for event in events:
        numbers.setdefault(date_format(event.day, "M Y"), []).append(event.number)
    return {
        month: str(found[0]) if len(found) == 1 else f"{min(found)}–{max(found)}"
        for month, found in numbers.items()
    }


def _say_more_events(events: int) -> str:
    text = ngettext("%(count)s more on the page", "%(count)s more on the page", events)
    return text % {"count": formats.whole(events)} if events else ""


def _say_more(dots: int) -> str:
    text = ngettext("%(count)s more dot", "%(count)s more dots", dots)
    return text % {"count": formats.whole(dots)} if dots else ""
