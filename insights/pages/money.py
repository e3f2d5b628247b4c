"""What leads cost and brought, as the sheet writes it: every price with the number it was divided by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.statistics import UnitCost, Waste
from figures.money import UNITS, Money, Spent
from insights.pages.address import Address

# Below so many units a price is grey.
FEW: Final = 10
# The list of leads behind a unit; of leads old enough a deal in time is one by the maturity age.
_BEHIND: Final = {"won_in_time": "mature_won"}
# The whole length of a bar.
_LENGTH: Final = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """What nobody knows; `url` leads to the leads it speaks of."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stat:
    """One figure of all leads old enough; `say` what it is made of, `url` the leads of that."""

    name: str
    value: str
    say: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """What one unit cost, and how many there are; `spread` says how far chance can move it."""

    label: str
    text: str
    count: str
    url: str
    is_small: bool
    spread: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceLine:
    """The same unit of all leads so far and of those old enough to judge; None where it is not compared.

    `before` says what it cost on the days compared with, of leads that are old enough, too.
    """

    name: str
    so_far: Price | None
    mature: Price
    before: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignLine:
    name: str
    url: str
    leads: Price
    cost: str
    prices: Sequence[Price]
    revenue: str
    roi: str
    is_small: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WasteLine:
    """A campaign's cost as a bar: what was not good, what could be either, what was good.

    Each of `parts` is tone, start, length and words with the address of its leads.
    `addends` says what the band is made of, where sales time is priced.
    """

    name: str
    band: str
    cost: str
    parts: Sequence[WastePart]
    addends: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WastePart:
    tone: str
    start: int
    length: int
    text: str
    url: str


def find_mature(address: Address, found: Money) -> Address:
    """The same leads as far as they are old enough to judge: by their days of intake."""
    first, last = (day and day.isoformat() for day in (found.cohort.start, found.cohort.end))
    return address.but(period=None, from_=first, to=last)


def names_of_units() -> dict[str, str]:
    """What is divided by, as a line or a column is called."""
    return {
        "leads": _("Lead"),
        "callable": _("Callable lead"),
        "accepted": _("Accepted lead"),
        "good": _("Good lead"),
        "won_in_time": _("Deal in time"),
    }


def say_band(spent: Spent) -> str:
    """`4.200 € to 9.800 €` of both teams; one amount where all are judged, a dash where nobody knows."""
    return write_band(spent.whole_waste)


def write_band(waste: Waste | None, *, is_exact: bool = False) -> str:
    if waste is None:
        return formats.NOTHING
    low, high = (formats.money(cents, is_exact=is_exact) for cents in (waste.low_cents, waste.high_cents))
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def say_sum(spent: Spent) -> str:
    """What both teams spent on leads that were not good, to the cent, so that it adds up."""
    if spent.sales is None:
        return ""
    whole = write_band(spent.whole_waste, is_exact=True)
    return _("%(addends)s = %(all)s") % {"addends": say_addends(spent), "all": whole}


def say_addends(spent: Spent) -> str:
    """What marketing and sales spent on them; "" as long as sales time has no price."""
    if spent.sales is None:
        return ""
    said = {
        "marketing": write_band(spent.waste, is_exact=True),
        "sales": write_band(spent.sales.waste, is_exact=True),
    }
    return _("Marketing %(marketing)s + sales time %(sales)s") % said


def say_attempts(spent: Spent) -> list[str]:
    """Which contact attempts the sales time is made of, and which are in no amount."""
    if spent.sales is None:
        return []
    said = ngettext(
        "Sales time: %(bad)s attempt on leads that were not good, %(open)s on leads nobody has rated.",
        "Sales time: %(bad)s attempts on leads that were not good, %(open)s on leads nobody has rated.",
        spent.sales.not_good,
    )
    counts = {"bad": formats.whole(spent.sales.not_good), "open": formats.whole(spent.sales.unjudged)}
    lines = [said % counts]
    if spent.sales.unpriced:
        without = ngettext(
            "%(count)s of them was made before the first price: it is in no amount.",
            "%(count)s of them were made before the first price: they are in no amount.",
            spent.sales.unpriced,
        )
        lines.append(without % {"count": formats.whole(spent.sales.unpriced)})
    return lines


def say_roi(spent: Spent) -> str:
    return formats.NOTHING if spent.roi is None else formats.signed_percent(spent.roi)


def draw_stats(found: Money, mature: Address) -> list[Stat]:
    """Cost, revenue, return and waste of the leads old enough to judge."""
    spent = found.mature
    won = spent.figures.won_in_time
    deals = ngettext("%(count)s deal in time", "%(count)s deals in time", won)
    waste = _("not good %(bad)s, not known %(unknown)s of %(leads)s leads") % {
        "bad": formats.whole(spent.not_good),
        "unknown": formats.whole(spent.unjudged),
        "leads": formats.whole(spent.figures.leads),
    }
    leads = ngettext("%(count)s lead", "%(count)s leads", spent.figures.leads)
    return [
        Stat(
            name=_("Cost"),
            value=formats.money(spent.cost_cents),
            say=leads % {"count": formats.whole(spent.figures.leads)},
            url=mature.leads("leads"),
        ),
        Stat(
            name=_("Revenue"),
            value=formats.money(spent.revenue_cents),
            say=deals % {"count": formats.whole(won)},
            url=mature.leads("mature_won"),
        ),
        Stat(name=_("Return (ROI)"), value=say_roi(spent), say=_("(revenue − cost) ÷ cost")),
        Stat(name=_("Waste"), value=say_band(spent), say=waste),
    ]


def draw_prices(
    found: Money, address: Address, mature: Address, before: Money | None = None
) -> list[PriceLine]:
    """A line for each unit. Deals are compared at equal age only."""
    return [
        PriceLine(
            name=name,
            so_far=None if unit == "won_in_time" else draw_price(found.so_far, unit, address),
            mature=draw_price(found.mature, unit, mature),
            before=_say_before(before.mature, unit) if before else "",
        )
        for unit, name in names_of_units().items()
    ]


def _say_before(spent: Spent, unit: str) -> str:
    """What one cost then and how many there were; of deals also how far chance can move it."""
    price = spent.unit(unit)
    if price is None or price.cents is None:
        return ""
    spread = _say_spread(spent) if unit == "won_in_time" else ""
    text = _("before: %(cost)s · %(count)s") % {
        "cost": _amount(price),
        "count": formats.whole(spent.figures[unit]),
    }
    return f"{text} · {spread}" if spread else text


def draw_campaigns(campaigns: Sequence[Spent], mature: Address) -> list[CampaignLine]:
    lines = []
    for spent in campaigns:
        here = mature.but(campaign=spent.id)
        prices = [draw_price(spent, unit, here) for unit in UNITS]
        lines.append(
            CampaignLine(
                name=spent.name,
                url=here.page(),
                leads=prices[0],
                cost=formats.money(spent.cost_cents),
                prices=prices[1:],
                revenue=formats.money(spent.revenue_cents),
                roi=say_roi(spent),
                is_small=spent.figures.won_in_time < FEW,
            )
        )
    return lines


def draw_price(spent: Spent, unit: str, address: Address) -> Price:
    price = spent.unit(unit)
    return Price(
        label=names_of_units()[unit],
        text=_amount(price),
        count=formats.whole(spent.figures[unit]),
        url=address.leads(_BEHIND.get(unit, unit)),
        is_small=spent.figures[unit] < FEW,
        spread=_say_spread(spent) if unit == "won_in_time" else "",
    )


def _amount(price: UnitCost | None) -> str:
    return formats.NOTHING if price is None else formats.money(price.cents, is_exact=True)


def _say_spread(spent: Spent) -> str:
    limits = spent.deal_range
    if limits is None:
        return ""
    low = formats.money(limits.low_cents)
    if limits.high_cents is None:
        return _("%(low)s or more") % {"low": low}
    return _("%(low)s to %(high)s") % {"low": low, "high": formats.money(limits.high_cents)}


def draw_waste(campaigns: Sequence[Spent], mature: Address) -> list[WasteLine]:
    """Bars on one axis, the dearest campaign as long as it gets.

    A campaign without a cost has no bar, and no line unless sales spent time on leads that were not good.
    """
    wasteful = [spent for spent in campaigns if spent.figures.leads and (spent.waste or _has_time(spent))]
    dearest = max((spent.cost_cents or 0 for spent in wasteful), default=0) or 1
    return [
        WasteLine(
            name=spent.name,
            band=say_band(spent),
            cost=formats.money(spent.cost_cents) if spent.cost_cents else "",
            parts=_parts(spent, mature.but(campaign=spent.id), scale=(spent.cost_cents or 0) / dearest),
            addends=say_addends(spent),
        )
        for spent in wasteful
    ]


def _has_time(spent: Spent) -> bool:
    return spent.sales is not None and bool(spent.sales.waste.high_cents)


def _parts(spent: Spent, here: Address, *, scale: float) -> list[WastePart]:
    """Of no length where the campaign has no cost."""
    counted = [
        ("bad", spent.not_good, _("%(count)s not good"), "not_good"),
        ("gr", spent.unjudged, _("%(count)s not known"), "unjudged"),
        ("ok", spent.figures.good, _("%(count)s good"), "good"),
    ]
    edges = [0]
    for _tone, count, _said, _figure in counted:
        edges.append(edges[-1] + count)
    places = [round(_LENGTH * scale * edge / spent.figures.leads) for edge in edges]
    return [
        WastePart(
            tone=tone,
            start=places[place],
            length=places[place + 1] - places[place],
            text=said % {"count": formats.whole(count)},
            url=here.leads(figure),
        )
        for place, (tone, count, said, figure) in enumerate(counted)
    ]
