"""Measured channels beside those people name themselves, as a matrix whose sums are its cells added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.said_sources import OTHER
from figures.said_sources import Measured, SaidSources
from insights import behind_said
from insights.pages.address import Address
from insights.pages.plain_table import PlainTable
from pages.filters import NONE

_SHADES: Final = 5
_EVERY: Final = "leads"


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidCell:
    """So many leads; `tone` is ok where measured and said are one channel, `shade` from 0 to 5."""

    text: str
    url: str
    label: str = ""
    tone: str = ""
    shade: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidRow:
    """A channel people came by, or the sum of all."""

    name: str
    cells: Sequence[SaidCell]
    total: SaidCell
    is_sum: bool = False


def draw_said(found: SaidSources, address: Address) -> dict[str, object]:
    most = max((count for row in found.rows for count in row.said.values()), default=1)
    rows = [_row(found, row, address, most) for row in found.rows]
    return {
        "heads": [name_said(found, channel) for channel in found.columns],
        "rows": [*rows, _sum(found, address)],
        "counted": say_counted(found),
        "counted_url": address.leads(_EVERY, heard=behind_said.ANY),
        "same": say_same(found),
        "same_url": address.leads(_EVERY, heard=behind_said.SAME) if found.same.count else "",
    }


def say_counted(found: SaidSources) -> str:
    text = ngettext(
        "Of %(leads)s leads it is known of %(asked)s what the person said.",
        "Of %(leads)s leads it is known of %(asked)s what the people said.",
        found.asked,
    )
    return text % {"leads": formats.whole(found.leads), "asked": formats.whole(found.asked)}


def say_same(found: SaidSources) -> str:
    """How often both name one channel, of the leads where both name any."""
    if not found.same.of:
        return _("There is no lead yet that came by a channel and whose person named one.")
    text = _("Where both are a channel, it is the same one in %(counts)s: %(share)s (95%%: %(spread)s).")
    return text % {
        "counts": formats.counts(found.same),
        "share": formats.percent(found.same.value),
        "spread": formats.spread(found.same),
    }


def name_said(found: SaidSources, channel: int) -> str:
    return _("something else") if channel == OTHER else found.names.get(channel, "")


def name_measured(found: SaidSources, row: Measured) -> str:
    return _("no channel") if row.id is None else found.names.get(row.id, "")


def _row(found: SaidSources, row: Measured, address: Address, most: int) -> SaidRow:
    here = address.but(channel=NONE if row.id is None else row.id)
    name = name_measured(found, row)
    cells = []
    for channel in found.columns:
        count = row.said.get(channel, 0)
        label = _("Came by %(measured)s, says %(said)s") % {
            "measured": name,
            "said": name_said(found, channel),
        }
        cells.append(
            SaidCell(
                text=formats.whole(count),
                url=here.leads(_EVERY, heard=_asked(channel)) if count else "",
                label=label,
                tone="ok" if channel == row.id else "gr",
                shade=ceil(_SHADES * count / most),
            )
        )
    total = SaidCell(text=formats.whole(row.asked), url=here.leads(_EVERY, heard=behind_said.ANY))
    return SaidRow(name=name, cells=cells, total=total)


def _sum(found: SaidSources, address: Address) -> SaidRow:
    cells = [
        SaidCell(
            text=formats.whole(found.said_in_all(channel)),
            url=address.leads(_EVERY, heard=_asked(channel)),
        )
        for channel in found.columns
    ]
    total = SaidCell(text=formats.whole(found.asked), url=address.leads(_EVERY, heard=behind_said.ANY))
    return SaidRow(name=_("Total"), cells=cells, total=total, is_sum=True)


def _asked(channel: int) -> int | str:
    return behind_said.OTHER if channel == OTHER else channel


def tabulate_said(found: SaidSources) -> PlainTable:
    rows = [
        [
            name_measured(found, row),
            *(formats.whole(row.said.get(channel, 0)) for channel in found.columns),
            formats.whole(row.asked),
            formats.whole(row.leads),
        ]
        for row in found.rows
    ]
    sums = [formats.whole(found.said_in_all(channel)) for channel in found.columns]
    return PlainTable(
        title=_("Measured channel and what people say themselves"),
        heads=["", *(name_said(found, channel) for channel in found.columns), _("Said"), _("Leads")],
        rows=[*rows, [_("Total"), *sums, formats.whole(found.asked), formats.whole(found.leads)]],
    )
