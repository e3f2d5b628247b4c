"""Breakdown: which kinds of calls-to-action, and with which reps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import CtaKind
from counting import formats
from counting.measures import SHARES
from insights.figures.breakdown import Part, by_kind, by_rep
from insights.figures.tables import maturity_days
from insights.pages.address import Address
from insights.pages.plain_table import PlainTable
from insights.pages.table import Cell, Line, Number, draw_rate
from insights.sheets.sheet import Asked, Content, Sheet

SMALLEST_SCALE: Final = 0.1


def draw(asked: Asked) -> Content:
    """By kind for everybody; by rep for whoever may read that."""
    kinds, age = by_kind(asked.filters), maturity_days()
    if not kinds:
        return Content()
    labels: dict[Any, Any] = {None: _("no call-to-action (history)")} | dict(CtaKind.choices)
    groups = [_group("kind", _("By kind of call-to-action"), kinds, labels, asked.address)]
    if asked.sees_reps:
        reps = by_rep(asked.filters, asked.day)
        names: dict[str | None, str] = {part.key: part.name for part in reps} | {None: _("nobody yet")}
        groups.append(_group("rep", _("By rep"), reps, names, asked.address))
    context = {"groups": groups, "maturity_days": age}
    return Content(context=context, tables=[group["table"] for group in groups])


def _group(
    name: str, title: str, parts: Sequence[Part], names: dict[Any, Any], address: Address
) -> dict[str, Any]:
    heads = [_("Leads"), str(SHARES["good_share"].label), str(SHARES["mature"].label)]
    top = max([SMALLEST_SCALE, *(part.mature.high or 0 for part in parts if not part.mature.is_small)])
    lines = [_line(name, str(names[part.key]), part, address, heads, top) for part in parts]
    return {
        "name": name,
        "title": title,
        "heads": heads,
        "lines": lines,
        "table": PlainTable(
            title=title,
            heads=[
                "",
                _("Leads"),
                _("Rated good"),
                _("Rated"),
                _("Deals in time"),
                _("Old enough"),
                heads[2],
            ],
            rows=[[str(names[part.key]), *_texts(part)] for part in parts],
        ),
    }


def _line(kind: str, name: str, part: Part, address: Address, heads: Sequence[str], top: float) -> Line:
    key = part.key or "none"

    def leads(figure: str) -> str:
        return address.leads(figure, **{kind: key})

    cells: dict[str, Cell] = {
        "leads": Number(text=formats.whole(part.leads), url=leads("leads")),
        "good": draw_rate(part.good, tone="sl", url=leads("good_recorded")),
        "deal": draw_rate(part.mature, tone="ok", url=leads("mature_won"), top=top),
    }
    return Line(name=name, small="", url="", cells=cells, labels=heads, verdicts=None)


def _texts(part: Part) -> list[str]:
    counts = (part.leads, part.good.count, part.good.of, part.mature.count, part.mature.of)
    return [*map(formats.whole, counts), formats.percent(part.mature.value)]


BREAKDOWN: Final = Sheet(
    name="breakdown",
    label=gettext_lazy("Breakdown"),
    question=gettext_lazy("Which ways in, and which reps"),
    draw=draw,
)
