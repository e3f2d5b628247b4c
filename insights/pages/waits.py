"""Bad lead or late call, in words, as a table, and one small picture for each campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from counting import formats
from counting.statistics import Rate
from counting.statistics.proportion import SMALL_SAMPLE
from counting.waits import Wait
from figures.waits import BANDS, CampaignWaits, Waits
from insights.behind_traits import WAITS
from insights.pages.address import Address
from insights.pages.table import Line, Number, draw_rate, find_top_of

# The rates of the others stand in the table beside the pictures.
MOST_PICTURES: Final = 12
_HUNDRED: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class SmallMultiple:
    """The bands of one campaign, drawn on the axis of all; `says` is the picture in words."""

    name: str
    url: str
    rates: Sequence[Rate]
    top: float
    says: str

    @property
    def top_text(self) -> str:
        return formats.percent(self.top)


def say_trend(found: Waits) -> str:
    """Whether leads that waited longer bring fewer deals, only beyond chance and within campaigns."""
    trend = found.trend
    if sum(rate.of for rate in trend.groups) < SMALL_SAMPLE or trend.slope is None:
        return _("There are too few leads with a known first contact to tell.")
    if trend.direction == "level":
        return _("Whether a late call costs deals is not certain yet.")
    points = formats.decimal(abs(trend.slope) * _HUNDRED, 1)
    if trend.direction == "down":
        text = _("The later the first contact, the fewer deals: %(points)s percentage points fewer per line.")
    else:
        text = _("The later the first contact, the more deals: %(points)s percentage points more per line.")
    return " ".join([text % {"points": points}, _("That is more than chance explains.")])


def has_several(found: Waits) -> bool:
    """Whether campaigns differ, so that bands are to be compared within each."""
    return len(found.campaigns) > 1


def heads_of_bands(found: Waits) -> list[str]:
    heads = [_("Old enough to judge"), _("Lead to deal")]
    return [*heads, _("Expected by campaign")] if has_several(found) else heads


def build_bands(found: Waits, address: Address) -> list[Line]:
    """The bands in their order, the leads of unknown wait, and all."""
    top, heads = find_top_of([*found.bands, found.unknown]), heads_of_bands(found)

    def build(name: str, rate: Rate, expected: float | None, **narrowing: str) -> Line:
        cells: dict[str, Number] = {
            "leads": Number(text=formats.whole(rate.of), url=address.leads("mature_leads", **narrowing))
        }
        drawn = draw_rate(rate, tone="ok", url=address.leads("mature_won", **narrowing), top=top)
        said = {"expected": Number(text=write_expected(expected))} if has_several(found) else {}
        return Line(
            name=name, small="", url="", cells={**cells, "deal": drawn, **said}, labels=heads, verdicts=None
        )

    lines = [
        build(str(WAITS[wait]), rate, expected, wait=wait.name.lower())
        for wait, rate, expected in zip(BANDS, found.bands, found.trend.expected, strict=True)
    ]
    unknown = build(str(WAITS[Wait.UNKNOWN]), found.unknown, None, wait=Wait.UNKNOWN.name.lower())
    return [*lines, unknown, build(_("All"), found.whole, None)]


def write_expected(expected: float | None) -> str:
    return formats.NOTHING if expected is None else formats.decimal(expected, 1)


def heads_of_campaigns() -> list[str]:
    return [*(str(WAITS[wait]) for wait in BANDS), str(WAITS[Wait.UNKNOWN])]


def build_campaigns(found: Waits, address: Address) -> list[Line]:
    return [_campaign_line(row, address) for row in found.campaigns]


def build_pictures(found: Waits, address: Address) -> list[SmallMultiple]:
    """Campaigns with ten leads of known wait at least, those with most leads first."""
    shown = [row for row in found.campaigns if row.known >= SMALL_SAMPLE][:MOST_PICTURES]
    top = find_top_of([rate for row in shown for rate in row.bands])
    return [
        SmallMultiple(
            name=row.name,
            url=address.but(campaign=row.id).page(),
            rates=row.bands,
            top=top,
            says=", ".join(
                f"{WAITS[wait]}: {formats.counts(rate)}" for wait, rate in zip(BANDS, row.bands, strict=True)
            ),
        )
        for row in shown
    ]


def _campaign_line(row: CampaignWaits, address: Address) -> Line:
    here = address.but(campaign=row.id)
    rates = [*zip(BANDS, row.bands, strict=True), (Wait.UNKNOWN, row.unknown)]
    return Line(
        name=row.name,
        small="",
        url=here.page(),
        cells={
            wait.name.lower(): Number(
                text=formats.counts(rate) if rate.of else formats.NOTHING,
                url=here.leads("mature_won", wait=wait.name.lower()) if rate.of else "",
            )
            for wait, rate in rates
        },
        labels=heads_of_campaigns(),
        verdicts=None,
    )
