from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, betabinom

from counting.statistics.proportion import Rate, wilson
from counting.statistics.shrinkage import Prior, fit_prior, shrink


def rate(successes: int, trials: int) -> Rate:
    return wilson(successes=successes, trials=trials)


rates = st.lists(
    st.integers(0, 500).flatmap(lambda trials: st.builds(rate, st.integers(0, trials), st.just(trials))),
    max_size=30,
)


def test_estimate_is_the_mean_of_the_beta_posterior() -> None:
    prior = Prior(mean=0.2, strength=15)
    expected = beta(0.2 * 15 + 7, 0.8 * 15 + 11 - 7).mean()
    assert prior.estimate(rate(7, 11)) == pytest.approx(expected, rel=1e-12)


def test_fit_prior_recovers_the_prior_groups_were_drawn_from() -> None:
    random = np.random.default_rng(1)
    sizes = random.integers(20, 300, size=5000)
    successes = betabinom.rvs(sizes, 3, 17, random_state=random)
    prior = fit_prior([rate(int(x), int(n)) for x, n in zip(successes, sizes, strict=True)])
    assert prior is not None
    assert prior.mean == pytest.approx(0.15, rel=0.03)
    assert prior.strength == pytest.approx(20, rel=0.1)


def test_shrink_orders_many_cases_above_a_lucky_few() -> None:
    few, many, *_ = shrink([rate(3, 3), rate(180, 200), rate(20, 200), rate(60, 200), rate(100, 200)])
    assert few is not None and many is not None
    assert few < many


def test_shrink_pulls_a_small_group_further_than_a_large_one() -> None:
    small, large, _ = shrink([rate(8, 10), rate(800, 1000), rate(100, 1000)])
    assert small is not None and large is not None
    assert 0.45 < small < large < 0.8


@given(groups=rates)
def test_shrink_stays_between_the_plain_share_and_the_mean(groups: list[Rate]) -> None:
    prior = fit_prior(groups)
    for group, shrunken in zip(groups, shrink(groups), strict=True):
        if prior is None or group.value is None or shrunken is None:
            continue
        low, high = sorted((prior.mean, group.value))
        assert low - 1e-12 <= shrunken <= high + 1e-12


@given(groups=rates)
def test_shrink_answers_every_rate_once_a_case_is_known(groups: list[Rate]) -> None:
    is_known = any(group.of for group in groups)
    assert [value is not None for value in shrink(groups)] == [is_known] * len(groups)


def test_shrink_of_nothing_is_nothing() -> None:
    assert shrink([]) == []


def test_shrink_without_any_case_knows_nothing() -> None:
    assert shrink([rate(0, 0), rate(0, 0)]) == [None, None]


def test_shrink_gives_an_empty_group_the_common_mean() -> None:
    assert shrink([rate(10, 100), rate(50, 100), rate(0, 0)])[2] == 0.3


def test_shrink_orders_nothing_where_chance_explains_the_spread() -> None:
    assert shrink([rate(10, 100), rate(11, 100), rate(9, 100)]) == [0.1, 0.1, 0.1]


def test_shrink_leaves_groups_alone_that_are_all_or_nothing() -> None:
    assert shrink([rate(50, 50), rate(0, 50)]) == [1.0, 0.0]


@pytest.mark.parametrize(
    "groups",
    [
        pytest.param([rate(3, 7)], id="one group"),
        pytest.param([rate(0, 7), rate(0, 90)], id="no success"),
        pytest.param([rate(7, 7), rate(90, 90)], id="only successes"),
        pytest.param([rate(1, 1), rate(0, 1), rate(0, 1)], id="one case each"),
    ],
)
def test_fit_prior_pools_where_no_spread_can_be_read(groups: list[Rate]) -> None:
    prior = fit_prior(groups)
    assert prior is not None
    assert prior.strength == inf


def test_fit_prior_follows_the_formula_to_the_last_digit() -> None:
    prior = fit_prior([rate(9, 10), rate(12, 30), rate(20, 60)])
    assert prior is not None
    # Worked out by hand in fractions: γ = 34093/188682.
    assert (prior.mean, prior.strength) == pytest.approx((41 / 100, 154589 / 34093), rel=1e-12)


def test_fit_prior_reads_a_spread_off_two_groups_of_hardly_any_cases() -> None:
    assert fit_prior([rate(2, 2), rate(0, 1)]) == Prior(mean=2 / 3, strength=0.0)


def test_fit_prior_pools_where_the_spread_is_exactly_that_of_chance() -> None:
    assert fit_prior([rate(5, 8), rate(3, 8)]) == Prior(mean=0.5, strength=inf)


def test_estimate_of_a_single_case_counts_it() -> None:
    assert Prior(mean=0.5, strength=1).estimate(rate(1, 1)) == 0.75
