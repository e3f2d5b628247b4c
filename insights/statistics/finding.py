"""The one thing to look at: a campaign that brings many leads and few deals because it promises too much.

A campaign is named when all four hold:

1. many leads: at least the median of all campaigns that brought any;
2. enough ratings: ten or more;
3. its conversion is below that of all other campaigns together by more than chance explains;
4. its share of "promised too much" ratings is above theirs by more than chance explains.

3 and 4 use Newcombe's interval (1998, method 10, 95 %). Were all campaigns alike, one would pass both about
once in 1,600 times (0.025²), so even among 50 a false alarm is rarer than the usual one in twenty.
Among several the one that costs most is chosen: the deals missing against the conversion of the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from insights.statistics.counts import CampaignCounts, Key, add_up, median_leads, subtract
from insights.statistics.proportion import Rate, difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Generic[Key]):
    """The campaign to look at and the figures that say why; words are the page's business.

    `conversion` and `rest_conversion` are won of settled leads; `over_promise` and `rest_over_promise` are
    "promised too much" of rated ones. `missing_deals` is how many more deals the conversion of the rest
    would have brought.
    """

    campaign: CampaignCounts[Key]
    median_leads: float
    conversion: Rate
    rest_conversion: Rate
    over_promise: Rate
    rest_over_promise: Rate
    missing_deals: float


def find_over_promise(campaigns: Sequence[CampaignCounts[Key]]) -> Finding[Key] | None:
    """Return the costliest campaign that over-promises by the four rules above; None when none does.

    Of equally costly ones the first given is returned.
    """
    middle = median_leads(campaigns)
    if middle is None:
        return None
    total = add_up(campaigns)
    candidates = [_compare(row, rest=subtract(total, row), middle=middle) for row in campaigns]
    findings = [candidate for candidate in candidates if _is_remarkable(candidate)]
    return max(findings, key=lambda finding: finding.missing_deals, default=None)


def _compare(campaign: CampaignCounts[Key], *, rest: CampaignCounts[None], middle: float) -> Finding[Key]:
    expected = campaign.settled * (rest.conversion.value or 0.0)
    return Finding(
        campaign=campaign,
        median_leads=middle,
        conversion=campaign.conversion,
        rest_conversion=rest.conversion,
        over_promise=campaign.over_promise_share,
        rest_over_promise=rest.over_promise_share,
        missing_deals=expected - campaign.won,
    )


def _is_remarkable(candidate: Finding[Key]) -> bool:
    if candidate.campaign.leads < candidate.median_leads or candidate.over_promise.is_small:
        return False
    conversion = difference(candidate.conversion, candidate.rest_conversion)
    over_promise = difference(candidate.over_promise, candidate.rest_over_promise)
    if conversion is None or over_promise is None:
        return False
    return conversion.is_negative and over_promise.is_positive
