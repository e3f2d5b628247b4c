"""How complete the deals of each campaign are at the age of its leads, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from figures.ripeness import CampaignAge, Ripeness
from insights.pages.address import Address
from insights.pages.cohorts import say_age
from insights.pages.plain_table import PlainTable

ROWS_SHOWN: Final = 12
_PERCENT: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class RipenessLine:
    """One campaign: its page under the same filters, its leads, and what its age says."""

    name: str
    url: str
    leads: str
    leads_url: str
    age: str
    is_young: bool
    is_complete: bool
    share: float | None
    texts: Sequence[str]


def draw_ripeness(
    found: Ripeness, address: Address, *, maturity: int
) -> tuple[dict[str, Any], list[PlainTable]]:
    """A line for each campaign, those with most leads first."""
    heads = [
        _("Campaign"),
        _("Leads"),
        _("Median age"),
        _("Deals usually in by then"),
        _("At the maturity age"),
        _("Learned from"),
    ]
    lines = [_line(campaign, address, maturity) for campaign in found.campaigns]
    open_lines = [line for line in lines if not line.is_complete]
    table = PlainTable(
        title=_("How complete the deals are"),
        heads=heads,
        rows=[[line.name, line.leads, line.age, *line.texts] for line in lines],
    )
    context = {
        "ripe_heads": heads,
        "has_ripeness": bool(lines),
        "ripe_lines": open_lines[:ROWS_SHOWN],
        "more_ripe_lines": open_lines[ROWS_SHOWN:],
        "ripe_rest": _say_complete(len(lines) - len(open_lines), len(lines)),
        "ripe_sentence": _say_company(found, maturity),
    }
    return context, [table]


def _say_company(found: Ripeness, maturity: int) -> str:
    if found.at_maturity is None:
        return _(
            "There are too few older deals to say how complete deals are at an age: it takes 20, and ten"
            " leads that are %(days)s days old."
        ) % {"days": found.longest}
    return ngettext(
        "At the maturity age of %(days)s day %(share)s of the deals are usually in that come within"
        " %(longest)s days (learned from %(deals)s deals of all campaigns).",
        "At the maturity age of %(days)s days %(share)s of the deals are usually in that come within"
        " %(longest)s days (learned from %(deals)s deals of all campaigns).",
        maturity,
    ) % {
        "days": maturity,
        "share": formats.percent(found.at_maturity, places=0),
        "longest": found.longest,
        "deals": formats.whole(found.deals),
    }


def _say_complete(complete: int, campaigns: int) -> str:
    """How many campaigns have no line here, as 100% of their deals are in."""
    if not complete:
        return ""
    text = ngettext(
        "Of %(complete)s of %(campaigns)s campaign the deals are complete (100%%): it has no line here.",
        "Of %(complete)s of %(campaigns)s campaigns the deals are complete (100%%): they have no line here.",
        campaigns,
    )
    return text % {"complete": formats.whole(complete), "campaigns": formats.whole(campaigns)}


def _line(campaign: CampaignAge, address: Address, maturity: int) -> RipenessLine:
    here = address.but(campaign=campaign.id)
    shares = [
        formats.NOTHING if share is None else formats.percent(share, places=0)
        for share in (campaign.share, campaign.at_maturity)
    ]
    return RipenessLine(
        name=campaign.name,
        url=here.but(by=None).page(),
        leads=formats.whole(campaign.leads),
        leads_url=here.leads("leads"),
        age=say_age(campaign.age),
        is_young=campaign.age < maturity,
        is_complete=campaign.share is not None and round(_PERCENT * campaign.share) >= _PERCENT,
        share=campaign.share,
        texts=[*shares, _say_source(campaign)],
    )


def _say_source(campaign: CampaignAge) -> str:
    if campaign.share is None:
        return formats.NOTHING
    deals = {"deals": formats.whole(campaign.deals)}
    if campaign.is_own:
        return ngettext("its own %(deals)s deal", "its own %(deals)s deals", campaign.deals) % deals
    return (
        ngettext("%(deals)s deal of all campaigns", "%(deals)s deals of all campaigns", campaign.deals)
        % deals
    )
