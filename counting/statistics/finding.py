"""The one thing to look at: a campaign that brings many leads and few deals because it promises too much.

A campaign is named when all four hold:

1. many leads: at least the median of all campaigns that brought any;
2. enough cases: ten ratings or more, and ten leads of the maturity age;
3. its conversion, at equal age, is below that of all other campaigns together;
4. its share of "promised too much" ratings is above theirs.

3 and 4 must both be more than chance explains: the larger of their two probabilities counts (both have to
hold, so no correction for two is due: R. L. Berger 1982, "Multiparameter hypothesis testing and acceptance
sampling", Technometrics 24, 295-300), and among all campaigns looked at false discoveries stay below 5 %.
Among several the one that costs most is chosen: the deals missing against the conversion of the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from counting.statistics.chance import discoveries
from counting.statistics.counts import CampaignCounts, Key, add_up, median_leads, subtract
from counting.statistics.verdict import Comparison, compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Generic[Key]):
    """The campaign to look at and the figures that say why; words are the page's business.

    `conversion` is won within the maturity age of those that reached it, `over_promise` "promised too much"
    of rated ones. `missing_deals` is how many more deals the conversion of the rest would have brought.
    """

    campaign: CampaignCounts[Key]
    conversion: Comparison
    over_promise: Comparison

    @property
    def missing_deals(self) -> float:
        expected = self.campaign.mature * (self.conversion.rest.value or 0.0)
        return expected - self.campaign.mature_won

    @property
    def probability(self) -> float | None:
        """How likely chance alone makes it; None when it does not point that way, or on too few cases."""
        conversion, over_promise = self.conversion, self.over_promise
        if conversion.probability is None or over_promise.probability is None:
            return None
        is_worse = self.missing_deals > 0
        is_higher = (over_promise.rate.value or 0) > (over_promise.rest.value or 0)
        return max(conversion.probability, over_promise.probability) if is_worse and is_higher else None


def find_over_promise(campaigns: Sequence[CampaignCounts[Key]]) -> Finding[Key] | None:
    """Return the costliest campaign that over-promises by the four rules above; None when none does.

    Of equally costly ones the first given is returned.
    """
    middle, total = median_leads(campaigns), add_up(campaigns)
    candidates = [
        _compare(campaign, rest=subtract(total, campaign))
        for campaign in campaigns
        if middle is not None and campaign.leads >= middle
    ]
    found = discoveries([candidate.probability for candidate in candidates])
    findings = [candidate for candidate, is_found in zip(candidates, found, strict=True) if is_found]
    return max(findings, key=lambda finding: finding.missing_deals, default=None)


def _compare(campaign: CampaignCounts[Key], *, rest: CampaignCounts[None]) -> Finding[Key]:
    return Finding(
        campaign=campaign,
        conversion=compare(campaign.conversion, rest.conversion),
        over_promise=compare(campaign.over_promise_share, rest.over_promise_share),
    )
