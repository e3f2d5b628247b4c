"""Companies whose campaigns are all alike, hundreds of them: what is said of them must be true of them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from counting.statistics import CampaignCounts, find_over_promise, judge_campaigns, wilson

COMPANIES = 400
# 5 % of them, and what chance adds to that in 99.9 % of such runs.
MOST_FALSE = 0.05 + 3.1 * (0.05 * 0.95 / COMPANIES) ** 0.5
MATURITY = 90  # days
PERIOD = 365  # days until today
# Deals come after 40 days in the middle, some after a year.
TYPICAL_DAYS, SPREAD = 40, 1.0
Counts = list[CampaignCounts[int]]


def simulate(random: np.random.Generator, *, campaigns: int, is_old_beside_young: bool) -> list[Any]:
    """The leads of a company: (age in days, days until the deal or infinity) of each campaign."""
    found = []
    for number in range(campaigns):
        size = int(random.integers(60, 400))
        # One campaign of long ago beside those of the last months, or all spread over the year.
        oldest, youngest = (
            (PERIOD, 0) if not is_old_beside_young else ((PERIOD, 200) if number == 0 else (60, 0))
        )
        ages = random.uniform(youngest, oldest, size=size)
        deal_after = random.lognormal(np.log(TYPICAL_DAYS), SPREAD, size=size)
        found.append((ages, np.where(random.random(size) < 0.15, deal_after, np.inf)))
    return found


def count_at_equal_age(leads: Sequence[Any], random: np.random.Generator) -> Counts:
    """As the product counts: deals within the maturity age, of leads that have reached it."""
    return [
        _counts(number, random, ages=ages, mature=ages >= MATURITY, won=deal_after <= MATURITY)
        for number, (ages, deal_after) in enumerate(leads)
    ]


def count_so_far(leads: Sequence[Any], random: np.random.Generator) -> Counts:
    """As nobody should: all deals until now, of all leads whatever their age."""
    return [
        _counts(number, random, ages=ages, mature=ages >= 0, won=deal_after <= ages)
        for number, (ages, deal_after) in enumerate(leads)
    ]


def _counts(
    number: int, random: np.random.Generator, *, ages: Any, mature: Any, won: Any
) -> CampaignCounts[int]:
    rated = int(random.binomial(len(ages), 0.6))
    return CampaignCounts(
        key=number,
        leads=len(ages),
        rated=rated,
        good=int(random.binomial(rated, 0.4)),
        too_high=int(random.binomial(rated, 0.2)),
        mature=int(mature.sum()),
        mature_won=int((mature & won).sum()),
    )


def is_accused(counts: Counts) -> bool:
    """Whether anything is said of any campaign, beyond "not certain yet"."""
    verdicts = judge_campaigns(counts).verdicts.values()
    is_judged = any(verdict.sales in {"content", "discontent", "mixed"} for verdict in verdicts)
    return is_judged or find_over_promise(counts) is not None


def accused(count: Any, *, campaigns: int, is_old_beside_young: bool, seed: int) -> float:
    """In how many of the companies something is said that is not so."""
    random = np.random.default_rng(seed)
    companies = (
        simulate(random, campaigns=campaigns, is_old_beside_young=is_old_beside_young)
        for _ in range(COMPANIES)
    )
    return sum(is_accused(count(company, random)) for company in companies) / COMPANIES


@pytest.mark.parametrize("is_old_beside_young", [False, True], ids=["equal ages", "unequal ages"])
@pytest.mark.parametrize("campaigns", [2, 12, 50])
def test_campaigns_that_are_alike_are_rarely_told_apart(campaigns: int, is_old_beside_young: bool) -> None:
    share = accused(
        count_at_equal_age, campaigns=campaigns, is_old_beside_young=is_old_beside_young, seed=campaigns
    )
    assert share <= MOST_FALSE


def test_rates_so_far_would_accuse_where_ages_differ() -> None:
    """The twin: without equal age the same companies are accused, so the simulation could see it."""
    assert accused(count_so_far, campaigns=12, is_old_beside_young=True, seed=12) > 0.5


def test_campaign_that_is_worse_is_found() -> None:
    """Saying nothing at all would pass the tests above."""
    random = np.random.default_rng(4)
    found = 0
    for _ in range(100):
        counts = count_at_equal_age(simulate(random, campaigns=12, is_old_beside_young=False), random)
        bad = CampaignCounts(
            key=0,
            leads=400,
            rated=240,
            good=40,
            too_high=140,
            mature=300,
            mature_won=int(random.binomial(300, 0.02)),
        )
        finding = find_over_promise([bad, *counts[1:]])
        found += finding is not None and finding.campaign.key == 0
    assert found >= 95


@pytest.mark.parametrize("seed", [1, 2])
def test_interval_covers_the_true_rate_in_95_of_100_companies(seed: int) -> None:
    """Of companies with rates and sizes of their own, each read at the maturity age."""
    random = np.random.default_rng(seed)
    runs, covered = 20_000, 0
    for _ in range(runs):
        true, size = random.uniform(0.02, 0.4), int(random.integers(100, 3_000))
        rate = wilson(successes=int(random.binomial(size, true)), trials=size)
        assert rate.low is not None and rate.high is not None
        covered += rate.low <= true <= rate.high
    assert 0.94 <= covered / runs <= 0.96


def test_interval_at_equal_age_covers_and_that_of_the_rate_so_far_does_not() -> None:
    """The share won within 90 days, asked of the last 180 days: half of the leads are too young."""
    random = np.random.default_rng(8)
    covered = {"equal age": 0, "so far": 0}
    for _ in range(1_000):
        ages = random.uniform(0, 180, size=800)
        days = np.where(
            random.random(800) < 0.15, random.lognormal(np.log(TYPICAL_DAYS), SPREAD, 800), np.inf
        )
        true = 0.15 * _share_within(MATURITY)
        mature = ages >= MATURITY
        rates = {
            "equal age": (int((mature & (days <= MATURITY)).sum()), int(mature.sum())),
            "so far": (int((days <= ages).sum()), 800),
        }
        for name, (won, leads) in rates.items():
            rate = wilson(successes=won, trials=leads)
            assert rate.low is not None and rate.high is not None
            covered[name] += rate.low <= true <= rate.high
    assert covered["equal age"] >= 930
    assert covered["so far"] <= 700


def _share_within(days: int) -> float:
    """Of all deals that will ever come, the share that comes within so many days."""
    return NormalDist(np.log(TYPICAL_DAYS), SPREAD).cdf(np.log(days))
