from __future__ import annotations

import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from counting.statistics import Rate, add_rates, find_shift, find_signals, hold_against, hold_named, wilson
from counting.statistics.watch import LOOKS, NEWEST, SHARE_OF_LOOK


def rate(count: int, of: int) -> Rate:
    return wilson(successes=count, trials=of)


def test_quarter_shares_5_percent_out_over_as_many_looks_as_it_can_have() -> None:
    """92 days that begin on a Monday have 14 Mondays."""
    assert LOOKS == len(range(0, 92, 7))
    assert LOOKS * SHARE_OF_LOOK == pytest.approx(0.05, rel=1e-12)


def test_share_is_held_against_the_rest_by_exact_test_and_newcombes_interval() -> None:
    signal = hold_against(rate(3, 40), rate(30, 100))
    assert signal is not None
    assert signal.probability == pytest.approx(stats.fisher_exact([[3, 37], [30, 70]])[1], rel=1e-9)
    low, high = confint_proportions_2indep(3, 40, 30, 100, method="newcomb", compare="diff")
    assert (signal.low, signal.high) == pytest.approx((low, high), rel=1e-9)
    assert (signal.direction, signal.week, signal.is_ratio) == ("down", None, False)


@pytest.mark.parametrize(("own", "rest"), [(rate(0, 9), rate(50, 100)), (rate(50, 100), rate(0, 9))])
def test_fewer_than_ten_cases_are_held_against_nothing(own: Rate, rest: Rate) -> None:
    assert hold_against(own, rest) is None


def test_promise_is_held_against_the_others_by_the_binomial_test() -> None:
    signal = hold_named(rate(12, 40), rate(8, 100))
    assert signal is not None
    doubled = 2 * stats.binom.sf(11, 20, 40 / 140)
    assert signal.probability == pytest.approx(doubled, rel=1e-9)
    interval = stats.binomtest(12, 20).proportion_ci(method="exact")
    low, high = (share / (1 - share) * 100 / 40 for share in (interval.low, interval.high))
    assert (signal.low, signal.high) == pytest.approx((low, high))
    assert (signal.direction, signal.is_ratio) == ("up", True)


def test_promise_alone_in_being_named_has_no_upper_limit() -> None:
    signal = hold_named(rate(12, 40), rate(0, 100))
    assert signal is not None
    assert signal.high == float("inf")
    assert signal.direction == "up"


@pytest.mark.parametrize(
    ("named", "others"),
    [(rate(5, 9), rate(9, 100)), (rate(9, 100), rate(5, 9)), (rate(4, 40), rate(5, 100))],
)
def test_promise_heard_or_named_too_rarely_is_held_against_nothing(named: Rate, others: Rate) -> None:
    assert hold_named(named, others) is None


def test_shift_names_the_week_and_both_shares() -> None:
    signal = find_shift([rate(8, 20)] * 30 + [rate(2, 20)] * 8)
    assert signal is not None
    assert (signal.week, signal.direction) == (30, "down")
    assert (signal.rate.count, signal.rate.of, signal.other.count, signal.other.of) == (16, 160, 240, 600)


def test_shift_older_than_the_newest_weeks_is_told_of_no_more() -> None:
    signal = find_shift([rate(8, 20)] * 30 + [rate(2, 20)] * (NEWEST + 7))
    assert signal is not None
    assert signal.week is not None
    assert signal.week >= 30 + 7


def test_shift_without_enough_cases_is_none() -> None:
    assert find_shift([rate(1, 2)] * 4) is None


def test_small_difference_stands_on_no_side() -> None:
    signal = hold_against(rate(4_500, 10_000), rate(5_500, 10_000))
    assert signal is not None
    assert signal.probability < 1e-9
    assert signal.direction == "level"
    assert find_signals([signal]) == [False]


def test_difference_of_a_fifth_stands() -> None:
    assert find_signals([hold_against(rate(4_000, 10_000), rate(5_000, 10_000))]) == [True]


def test_what_is_likely_enough_alone_does_not_stand_among_many() -> None:
    signal = hold_against(rate(3, 40), rate(30, 100))
    assert signal is not None
    assert signal.probability == pytest.approx(0.00398, abs=1e-5)
    clearer = hold_against(rate(2, 40), rate(30, 100))
    level = hold_against(rate(50, 100), rate(50, 100))
    assert find_signals([clearer, None]) == [True, False]
    assert find_signals([clearer, *[level] * 9]) == [False] * 10


def test_rates_add_up() -> None:
    assert add_rates([rate(1, 4), rate(0, 0), rate(2, 8)]) == rate(3, 12)
    assert add_rates([]) == rate(0, 0)
