"""Campaigns as if the leads of all had gone to the same reps, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from counting import formats
from counting.kinds import Text
from counting.statistics import Direction
from counting.statistics.proportion import SMALL_SAMPLE
from figures.same_reps import CampaignBeside
from insights.pages.address import Address
from insights.pages.agreement import JudgedLine
from insights.pages.table import Line, Number, draw_band, draw_rate, find_top_of, round_top

_WORDS: Final[dict[Direction, tuple[Text, str]]] = {
    "up": (gettext_lazy("better than the rest"), "ok"),
    "down": (gettext_lazy("weaker than the rest"), "warn"),
    "level": (gettext_lazy("not certain yet"), "gr"),
}


def say_found(rows: Sequence[CampaignBeside]) -> str:
    """How many differ from the rest by more than chance explains."""
    differ = sum(row.direction != "level" for row in rows)
    if not differ:
        return _("No campaign differs from the rest by more than chance explains, once reps are the same.")
    return ngettext(
        "%(differ)s campaign differs from the rest by more than chance explains, with the same reps.",
        "%(differ)s campaigns differ from the rest by more than chance explains, with the same reps.",
        differ,
    ) % {"differ": differ}


def has_enough(row: CampaignBeside) -> bool:
    return row.found.compared_leads >= SMALL_SAMPLE


def say_campaign(row: CampaignBeside) -> tuple[str, str]:
    """What can be said of one, and its tone."""
    if not has_enough(row):
        return _("too few cases"), "gr"
    word, tone = _WORDS[row.direction]
    return str(word), tone


def heads() -> list[str]:
    return [_("Lead to deal, as it was"), _("With the same reps"), _("Leads compared")]


def build_lines(rows: Sequence[CampaignBeside], address: Address) -> list[JudgedLine]:
    """Both rates on one axis."""
    drawn = [row.found.campaign for row in rows if row.found.campaign and has_enough(row)]
    top = max(
        find_top_of([row.raw for row in rows]), round_top(max((band.high for band in drawn), default=0))
    )
    return [_line(row, address, top) for row in rows]


def _line(row: CampaignBeside, address: Address, top: float) -> JudgedLine:
    here = address.but(campaign=row.id, cta=None, channel=None)
    found = row.found
    rest = [Number(text=say_rest(row))] if found.rest else []
    line = Line(
        name=row.name,
        small="",
        url=here.page(),
        cells={
            "raw": draw_rate(row.raw, tone="ok", url=here.leads("mature_won"), top=top),
            "same": draw_band(found.campaign, tone="ok", top=top, is_small=not has_enough(row), asides=rest),
            "compared": Number(text=say_compared(row)),
        },
        labels=heads(),
        verdicts=None,
    )
    return JudgedLine(line=line, words=[say_campaign(row)])


def say_rest(row: CampaignBeside) -> str:
    share = formats.percent(row.found.rest.value if row.found.rest else None)
    return _("the rest: %(share)s") % {"share": share}


def say_compared(row: CampaignBeside) -> str:
    return formats.part(row.found.compared_leads, row.raw.of)
