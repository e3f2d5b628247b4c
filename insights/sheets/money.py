"""Money: what leads, good leads and deals have cost, what they brought, and what was spent for nothing."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from counting import formats
from figures.attribution import attribution
from figures.money import Money, Spent, money
from figures.said_sources import said_sources
from figures.tables import maturity_days
from insights.pages.attribution import draw_attribution, tabulate_attribution
from insights.pages.money import (
    Remark,
    draw_campaigns,
    draw_prices,
    draw_stats,
    draw_waste,
    find_mature,
    say_attempts,
    say_sum,
)
from insights.pages.money_table import tabulate
from insights.pages.said_sources import draw_said, tabulate_said
from insights.sheets.sheet import Asked, Content, Sheet


def draw(asked: Asked) -> Content:
    """Cost, deals and revenue of leads of equal age; what is only known so far stands beside it."""
    found = money(asked.filters, asked.day)
    if not found.so_far.figures.leads:
        return Content()
    mature = find_mature(asked.address, found)
    has_mature = bool(found.mature.figures.leads)
    sources = attribution(found.cohort)
    said = said_sources(asked.filters)
    earlier = asked.earlier
    before = money(earlier.filters, asked.day) if earlier else None
    context = {
        "sentence": say_result(found),
        "stats": draw_stats(found, mature) if has_mature else (),
        "prices": draw_prices(found, asked.address, mature, before),
        "earlier": earlier,
        "has_mature": has_mature,
        "campaigns": draw_campaigns(found.campaigns, mature) if has_mature else (),
        "waste": draw_waste(found.campaigns, mature) if has_mature else (),
        "waste_sum": say_sum(found.mature),
        "attempts": say_attempts(found.mature),
        "remarks": say_unknown(found, unvalued_url=mature.leads("unvalued_in_time")),
        "mature_filters": found.cohort,
        "attribution": draw_attribution(sources) if sources.deals else None,
        "said": draw_said(said, asked.address) if said.asked else None,
        "maturity_days": maturity_days(),
    }
    of_said = [tabulate_said(said)] if said.asked else []
    return Content(context=context, tables=[*tabulate(found), tabulate_attribution(sources), *of_said])


def say_result(found: Money) -> str:
    """What a lead cost and brought, in one sentence; or why nobody can say."""
    spent = found.mature
    if not found.has_costs:
        return _("Nobody knows the costs of this selection")
    if not spent.figures.leads:
        return _("No lead is old enough yet to say what it brought")
    price = spent.unit("leads")
    if price is None:
        return _("No costs are entered for these leads")
    brought = spent.revenue_cents // spent.figures.leads
    return _("A lead cost %(cost)s and brought %(revenue)s in revenue") % {
        "cost": formats.money(price.cents, is_exact=True),
        "revenue": formats.money(brought, is_exact=True),
    }


def say_unknown(found: Money, *, unvalued_url: str) -> list[Remark]:
    """What of it nobody knows, and which way that moves the figures."""
    if not found.has_costs:
        text = _("Costs are entered by campaign and channel: for this selection they cannot be told apart.")
        return [Remark(text=text)]
    return [*_uncosted(found.mature), *_unvalued(found.mature, unvalued_url)]


def _uncosted(spent: Spent) -> list[Remark]:
    if not spent.uncosted:
        return []
    text = ngettext(
        "%(leads)s lead came in on a day without any cost of its campaign: the cost is at least this.",
        "%(leads)s leads came in on days without any cost of their campaign: the cost is at least this.",
        spent.uncosted,
    )
    return [Remark(text=text % {"leads": formats.whole(spent.uncosted)})]


def _unvalued(spent: Spent, url: str) -> list[Remark]:
    if not spent.unvalued:
        return []
    text = ngettext(
        "%(deals)s deal has no value: revenue and return are at least this.",
        "%(deals)s deals have no value: revenue and return are at least this.",
        spent.unvalued,
    )
    return [Remark(text=text % {"deals": formats.whole(spent.unvalued)}, url=url)]


MONEY: Final = Sheet(
    name="money",
    label=gettext_lazy("Money"),
    question=gettext_lazy("What does a good lead cost, and what does it bring?"),
    draw=draw,
)
