"""What is claimed of intervals and arrows, held against thousands of companies whose truth is known."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from scipy.stats import lognorm, multivariate_normal, norm

from counting.statistics.agreement import weigh_kappa
from counting.statistics.competing import CompetingEnds, estimate_incidence
from counting.statistics.difference import Pace, divide_paces, subtract_rates
from counting.statistics.forecast import Cohort, forecast_deals
from counting.statistics.proportion import wilson
from counting.statistics.standardise import Stratum, standardise


def test_interval_of_a_difference_covers_the_true_one_in_95_of_100() -> None:
    random = np.random.default_rng(11)
    runs, covered = 6_000, 0
    for _ in range(runs):
        (p, q), (m, n) = random.uniform(0.03, 0.5, 2), random.integers(40, 800, 2)
        now = wilson(successes=int(random.binomial(m, p)), trials=int(m))
        before = wilson(successes=int(random.binomial(n, q)), trials=int(n))
        difference = subtract_rates(now, before)
        assert difference.low is not None and difference.high is not None
        covered += difference.low <= p - q <= difference.high
    assert 0.94 <= covered / runs <= 0.96


def test_periods_that_are_alike_get_an_arrow_in_at_most_5_of_100() -> None:
    random = np.random.default_rng(12)
    runs, shares, paces = 800, 0, 0
    for _ in range(runs):
        p, per_day, sizes = random.uniform(0.02, 0.5), random.uniform(0.1, 4), random.integers(10, 400, 2)
        now, before = (wilson(successes=int(random.binomial(n, p)), trials=int(n)) for n in sizes)
        shares += subtract_rates(now, before).direction != "level"
        month, quarter = (Pace(count=int(random.poisson(per_day * days)), days=days) for days in (30, 90))
        paces += divide_paces(month, quarter).direction != "level"
    # 5 %, and what chance adds to that in 99.9 % of such runs.
    assert max(shares, paces) <= runs * (0.05 + 3.1 * (0.05 * 0.95 / runs) ** 0.5)


def test_interval_of_paces_covers_the_true_ratio_in_at_least_95_of_100() -> None:
    """It is exact, so it never covers less often than it says; with few cases it covers more often."""
    random = np.random.default_rng(13)
    runs, covered = 800, 0
    for _ in range(runs):
        per_day, ratio = random.uniform(0.2, 5), random.uniform(0.3, 3)
        now = Pace(count=int(random.poisson(per_day * ratio * 30)), days=30)
        before = Pace(count=int(random.poisson(per_day * 90)), days=90)
        change = divide_paces(now, before)
        covered += (change.low or 0) <= ratio <= (np.inf if change.high is None else change.high)
    assert covered / runs >= 0.94


@pytest.mark.parametrize(
    ("strata", "leads", "rest", "share"), [(5, 60, 300, 0.3), (10, 100, 600, 0.1), (20, 200, 2_000, 0.2)]
)
def test_standardised_rate_covers_and_alike_campaigns_are_not_told_apart(
    strata: int, leads: int, rest: int, share: float
) -> None:
    """Reps differ and the campaign's leads fell to them unevenly; within a rep both sides are alike."""
    random, runs = np.random.default_rng(strata), 800
    covered: Counter[str] = Counter()
    for _ in range(runs):
        rates = 1 / (1 + (1 - share) / share * np.exp(-0.7 * random.standard_normal(strata)))
        ours = 1 + random.multinomial(leads - strata, random.dirichlet(np.ones(strata)))
        others = 1 + random.multinomial(rest - strata, random.dirichlet(np.full(strata, 3)))
        won = random.binomial([ours, others], rates)
        sides = [
            [wilson(successes=x, trials=n) for x, n in zip(*side, strict=True)]
            for side in zip(won.tolist(), [ours.tolist(), others.tolist()], strict=True)
        ]
        found = standardise([Stratum(campaign=a, rest=b) for a, b in zip(*sides, strict=True)])
        true = float(((ours + others) * rates).sum() / (leads + rest))
        assert found.campaign is not None and found.rest is not None
        covered["campaign"] += found.campaign.low <= true <= found.campaign.high
        covered["rest"] += found.rest.low <= true <= found.rest.high
        covered["arrow"] += found.direction != "level"
    # 2.4 % is what chance adds to 800 runs in 99.9 % of cases.
    assert 0.926 <= covered["campaign"] / runs <= 0.974
    assert 0.926 <= covered["rest"] / runs <= 0.974
    assert covered["arrow"] / runs <= 0.074


def share_grades(correlation: float, grades: list[float], ratings: list[float]) -> Any:
    """How often each pair comes when both are cut from one normal variable seen with an error."""
    cuts = [[-9, *norm.ppf(np.cumsum(shares)[:-1]), 9] for shares in (grades, ratings)]
    both = multivariate_normal([0, 0], [[1, correlation], [correlation, 1]])
    below = np.array([[both.cdf([x, y]) for y in cuts[1]] for x in cuts[0]])
    cells = np.diff(np.diff(below, axis=0), axis=1).clip(0)
    return cells / cells.sum()


@pytest.mark.parametrize(("pairs", "least", "most"), [(30, 0.93, 0.97), (60, 0.94, 0.96), (300, 0.94, 0.96)])
def test_interval_of_kappa_covers_the_true_one(pairs: int, least: float, most: float) -> None:
    """Of five companies, from no agreement to much, each with grades and ratings of its own."""
    random, shares = np.random.default_rng(pairs), []
    apart = 1 - np.abs(np.subtract.outer(range(4), range(4))) / 3
    for correlation, grades, ratings in (
        (0.0, [0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]),
        (0.3, [0.5, 0.3, 0.15, 0.05], [0.2, 0.3, 0.3, 0.2]),
        (0.6, [0.6, 0.25, 0.1, 0.05], [0.6, 0.25, 0.1, 0.05]),
        (0.6, [0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]),
        (0.8, [0.5, 0.3, 0.15, 0.05], [0.2, 0.3, 0.3, 0.2]),
    ):
        cells = share_grades(correlation, grades, ratings)
        chance = (apart * np.outer(cells.sum(1), cells.sum(0))).sum()
        true = ((apart * cells).sum() - chance) / (1 - chance)
        counts = random.multinomial(pairs, cells.ravel(), size=2_000).reshape(-1, 4, 4).tolist()
        found = [weigh_kappa(matrix) for matrix in counts]
        shares.append(np.mean([one is not None and one.low <= true <= one.high for one in found]))
    # 1 % is what chance adds to a company's 2,000 runs, most of the time.
    assert least - 0.01 <= min(shares) and max(shares) <= most + 0.01


@pytest.mark.parametrize(("leads", "most"), [(60, 0.99), (300, 0.965)])
def test_bands_of_won_and_lost_cover_the_true_shares(leads: int, most: float) -> None:
    """A quarter is won and 45 % lost sooner or later; of those who came in the last 240 days, many are open.

    With few deals yet known they cover more often than 95 of 100, never clearly less often.
    """
    random, runs = np.random.default_rng(leads), 600
    won, lost = lognorm(0.8, scale=40), lognorm(1.0, scale=25)
    covered: Counter[tuple[int, str]] = Counter()
    for _ in range(runs):
        fate, watched = random.random(leads), random.uniform(0, 240, leads)
        ends_at = np.where(fate < 0.25, won.rvs(leads, random), lost.rvs(leads, random))
        ends_at[fate >= 0.7] = np.inf
        days = np.floor(np.minimum(ends_at, watched)).astype(int)
        is_over = ends_at <= watched
        found = estimate_incidence(
            CompetingEnds(
                won=Counter(days[is_over & (fate < 0.25)].tolist()),
                lost=Counter(days[is_over & (fate >= 0.25)].tolist()),
                open=Counter(days[~is_over].tolist()),
            )
        )
        for day in (30, 60, 120):
            at = found.ages[day]
            covered[day, "won"] += at.won.low <= 0.25 * won.cdf(day + 1) <= at.won.high
            covered[day, "lost"] += at.lost.low <= 0.45 * lost.cdf(day + 1) <= at.lost.high
    shares = [count / runs for count in covered.values()]
    # 2 % is what chance adds to the worst of six in 600 runs; 95 % on average.
    assert 0.93 <= min(shares) and max(shares) <= most
    assert 0.94 <= sum(shares) / len(shares) <= 0.965


@pytest.mark.parametrize(
    ("cohorts", "leads", "spread", "factor", "most"),
    [
        pytest.param(6, 1_000, 0.1, 3.0, (0.86, 0.985), id="six"),
        pytest.param(24, 1_000, 0.1, 3.0, (0.86, 0.985), id="many"),
        pytest.param(12, 300, 0.125, 2.0, (0.88, 0.99), id="middling"),
        pytest.param(6, 60, 0.05, 1.5, (0.92, 1.0), id="few deals"),
    ],
)
def test_spans_of_a_forecast_hold_the_deals_that_came(
    cohorts: int, leads: int, spread: float, factor: float, most: tuple[float, float]
) -> None:
    """Rates differ from cohort to cohort, and deals come in bunches: `factor` times the variance.

    Where few deals are to come, a span of whole deals holds more than it must; it never holds clearly fewer.
    """
    random, runs, covered = np.random.default_rng(cohorts * leads), 500, Counter[str]()
    by_age = np.array([0.5, 0.5]) * 0.15
    for _ in range(runs):
        sizes = random.poisson(leads, cohorts + 1)
        rates = random.gamma(1 / spread, spread, cohorts + 1)
        deals = random.negative_binomial(np.outer(sizes * rates, by_age) / (factor - 1), 1 / factor)
        early, won = deals[:, 0].tolist(), deals.sum(axis=1).tolist()
        size = np.maximum(sizes, won).tolist()
        past = [Cohort(leads=n, early=e, won=w) for n, e, w in zip(size[1:], early[1:], won[1:], strict=True)]
        found = forecast_deals(past, leads=size[0], won=early[0])
        assert found is not None
        covered["likely"] += found.likely.low <= won[0] <= found.likely.high
        covered["nearly certain"] += found.nearly_certain.low <= won[0] <= found.nearly_certain.high
    # 5.5 and 3 % are what chance adds to 500 runs in 99.9 % of cases.
    assert 0.8 - 0.055 <= covered["likely"] / runs <= most[0]
    assert 0.95 - 0.03 <= covered["nearly certain"] / runs <= most[1]
