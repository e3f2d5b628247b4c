"""What sales can say of a campaign: more or less good than the rest of the company, or not certain yet.

Each campaign is held against all others together, in the same period and by two shares: rated good of those
rated, and won within the maturity age of those that reached it. All these comparisons are one family: what is
called a difference is a false discovery in at most 5 % of cases (counting.statistics.chance).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal

from counting.statistics.chance import discoveries, probability_of_chance
from counting.statistics.counts import CampaignCounts, Key, add_up, median_leads, subtract
from counting.statistics.proportion import Rate

# "mixed": better by one share, worse by the other. "young": too few cases for either.
SalesWord = Literal["content", "discontent", "mixed", "unsure", "young"]
Side = Literal["better", "worse", "level"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A share of one campaign beside that of all others.

    `side` is "level" unless the difference is more than chance explains, `probability` how likely chance
    alone makes one as large; None where there are fewer than ten cases on either side.
    """

    rate: Rate
    rest: Rate
    probability: float | None
    side: Side = "level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What sales can say of one campaign, and by which shares."""

    good: Comparison
    conversion: Comparison

    @property
    def sales(self) -> SalesWord:
        sides = {self.good.side, self.conversion.side}
        if {"better", "worse"} <= sides:
            return "mixed"
        if sides == {"level"}:
            is_young = self.good.probability is None and self.conversion.probability is None
            return "young" if is_young else "unsure"
        return "content" if "better" in sides else "discontent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Generic[Key]):
    """The verdicts on all campaigns of a company in one period, and what they are measured by."""

    verdicts: dict[Key, Verdict]
    good: Rate
    median_leads: float | None


def judge_campaigns(campaigns: Sequence[CampaignCounts[Key]]) -> Judgement[Key]:
    """Return a verdict for each campaign, by its key, in the order given.

    Raises ValueError when a key is given twice.
    """
    keys = [campaign.key for campaign in campaigns]
    for key, times in Counter(keys).items():
        if times > 1:
            raise ValueError(f"campaign {key!r} is given twice, allowed is once")
    total = add_up(campaigns)
    pairs = [(campaign, subtract(total, campaign)) for campaign in campaigns]
    good = [compare(campaign.good_share, rest.good_share) for campaign, rest in pairs]
    conversion = [compare(campaign.conversion, rest.conversion) for campaign, rest in pairs]
    sided = decide([*good, *conversion])
    return Judgement(
        verdicts={
            key: Verdict(good=sided[at], conversion=sided[len(keys) + at]) for at, key in enumerate(keys)
        },
        good=total.good_share,
        median_leads=median_leads(campaigns),
    )


def compare(rate: Rate, rest: Rate) -> Comparison:
    """Hold a share against that of the rest; nothing is decided yet."""
    is_known = not rate.is_small and not rest.is_small
    return Comparison(
        rate=rate, rest=rest, probability=probability_of_chance(rate, rest) if is_known else None
    )


def decide(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Return the comparisons, each with its side; they are looked at together."""
    found = discoveries([comparison.probability for comparison in comparisons])
    return [
        replace(one, side=_side(one)) if is_found else one
        for one, is_found in zip(comparisons, found, strict=True)
    ]


def _side(comparison: Comparison) -> Side:
    """On which side of the rest a share is that differs from it."""
    rate, rest = comparison.rate, comparison.rest
    return "better" if rate.count * rest.of > rest.count * rate.of else "worse"
