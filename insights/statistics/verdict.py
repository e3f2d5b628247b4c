"""Two verdicts on each campaign, marketing's and sales', and the quadrant they make.

The rule, from counts alone:

1. Fewer than ten of the campaign's leads are rated: "young", whatever the figures say.
2. Marketing is content when the campaign brought at least as many leads as the median of all campaigns
   that brought any in the period.
3. Sales is content when the share of rated leads that sales calls good is at least the share over all
   campaigns together.
4. Both content: "both". One: "marketing" or "sales". Otherwise "neither".

Sales' side comes from a sample, so `is_clear` says whether the good share differs from that of all other
campaigns by more than chance explains (Newcombe 1998, method 10, 95 %). A page words an unclear
verdict with care.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from insights.statistics.counts import CampaignCounts, Key, add_up, median_leads, subtract
from insights.statistics.proportion import Rate, differs

Quadrant = Literal["both", "marketing", "sales", "neither", "young"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the two teams make of one campaign, with everything the judgement rests on."""

    quadrant: Quadrant
    leads: int
    median_leads: float | None
    good: Rate
    overall_good: Rate
    is_clear: bool


def judge_campaigns(campaigns: Sequence[CampaignCounts[Key]]) -> dict[Key, Verdict]:
    """Return the verdict on each campaign by its key, each measured against all campaigns given.

    Raises ValueError when two campaigns have the same key.
    """
    total = add_up(campaigns)
    middle = median_leads(campaigns)
    verdicts: dict[Key, Verdict] = {}
    for campaign in campaigns:
        if campaign.key in verdicts:
            raise ValueError(f"campaign {campaign.key!r} is given twice, allowed is once")
        verdicts[campaign.key] = _judge(campaign, total=total, middle=middle)
    return verdicts


def _judge(campaign: CampaignCounts[Key], *, total: CampaignCounts[None], middle: float | None) -> Verdict:
    good, overall = campaign.good_share, total.good_share
    return Verdict(
        quadrant=_quadrant(
            is_young=good.is_small,
            is_marketing_content=middle is not None and campaign.leads >= middle,
            # Crosswise in integers: 1/3 of one and 2/6 of the other are equal, not nearly equal.
            is_sales_content=campaign.good * total.rated >= total.good * campaign.rated,
        ),
        leads=campaign.leads,
        median_leads=middle,
        good=good,
        overall_good=overall,
        is_clear=not good.is_small and differs(good, subtract(total, campaign).good_share),
    )


def _quadrant(*, is_young: bool, is_marketing_content: bool, is_sales_content: bool) -> Quadrant:
    if is_young:
        return "young"
    if is_marketing_content:
        return "both" if is_sales_content else "marketing"
    return "sales" if is_sales_content else "neither"
