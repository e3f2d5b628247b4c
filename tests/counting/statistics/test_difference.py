from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep

from counting.statistics.chance import probability_of_chance
from counting.statistics.difference import (
    Direction,
    Pace,
    clopper_pearson,
    direction_of,
    divide_paces,
    subtract_rates,
)
from counting.statistics.proportion import Rate, wilson

trials = st.integers(1, 500)
counts = st.integers(0, 400)
days = st.integers(1, 400)


def rate(successes: int, of: int) -> Rate:
    return wilson(successes=successes, trials=of)


@given(now=trials, before=trials, data=st.data())
def test_interval_of_a_difference_is_newcombes(now: int, before: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, now)), data.draw(st.integers(0, before))
    difference = subtract_rates(rate(a, now), rate(b, before))
    expected = confint_proportions_2indep(a, now, b, before, method="newcomb", compare="diff")
    assert (difference.low, difference.high) == pytest.approx(expected, abs=1e-9)
    assert difference.value == pytest.approx(a / now - b / before, abs=1e-12)


def test_difference_carries_both_rates_and_the_probability_of_chance() -> None:
    now, before = rate(40, 200), rate(30, 210)
    difference = subtract_rates(now, before)
    assert (difference.now, difference.before) == (now, before)
    assert difference.probability == probability_of_chance(now, before)


@pytest.mark.parametrize(("now", "before"), [(rate(0, 0), rate(3, 9)), (rate(3, 9), rate(0, 0))])
def test_difference_to_nothing_is_unknown(now: Rate, before: Rate) -> None:
    difference = subtract_rates(now, before)
    assert (difference.now, difference.before) == (now, before)
    assert (difference.value, difference.low, difference.high, difference.probability) == (None,) * 4
    assert difference.direction == "level"


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (rate(60, 200), rate(30, 200), "up"),
        (rate(30, 200), rate(60, 200), "down"),
        (rate(40, 200), rate(38, 200), "level"),
    ],
)
def test_arrow_points_where_more_than_chance_points(now: Rate, before: Rate, expected: Direction) -> None:
    assert subtract_rates(now, before).direction == expected


def test_arrow_waits_for_ten_cases_on_both_sides() -> None:
    assert subtract_rates(rate(9, 9), rate(0, 50)).direction == "level"
    assert subtract_rates(rate(50, 50), rate(0, 9)).direction == "level"
    assert subtract_rates(rate(10, 10), rate(0, 10)).direction == "up"


@given(now=st.integers(10, 60), before=st.integers(10, 60), data=st.data())
def test_arrow_contradicts_neither_interval_nor_test(now: int, before: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, now)), data.draw(st.integers(0, before))
    difference = subtract_rates(rate(a, now), rate(b, before))
    assert difference.low is not None and difference.high is not None and difference.probability is not None
    is_clear = not difference.low <= 0 <= difference.high and difference.probability < 0.05
    assert (difference.direction != "level") == is_clear


@pytest.mark.parametrize(
    ("low", "high", "probability", "expected"),
    [
        (0.1, 0.3, 0.04, "up"),
        (-0.3, -0.1, 0.04, "down"),
        (0.1, 0.3, 0.05, "level"),
        (0.0, 0.3, 0.04, "level"),
        (-0.3, 0.0, 0.04, "level"),
        (0.1, 0.3, None, "level"),
        (None, None, 0.04, "level"),
        (0.1, None, 0.04, "up"),
        (None, -0.1, 0.04, "down"),
    ],
)
def test_direction_needs_interval_and_test(
    low: float | None, high: float | None, probability: float | None, expected: Direction
) -> None:
    assert direction_of(low=low, high=high, probability=probability, none=0) == expected


@given(a=counts, b=counts, first=days, second=days)
def test_probability_of_paces_doubles_the_smaller_tail(a: int, b: int, first: int, second: int) -> None:
    change = divide_paces(Pace(count=a, days=first), Pace(count=b, days=second))
    share = first / (first + second)
    tails = [
        binomtest(a, a + b, share, alternative=side).pvalue if a + b else 1 for side in ("less", "greater")
    ]
    assert change.probability == pytest.approx(min(1, 2 * min(tails)), rel=1e-8, abs=1e-250)


@given(a=st.integers(1, 400), b=st.integers(1, 400), first=days, second=days)
def test_interval_of_paces_is_that_of_clopper_and_pearson(a: int, b: int, first: int, second: int) -> None:
    change = divide_paces(Pace(count=a, days=first), Pace(count=b, days=second))
    exact = binomtest(a, a + b).proportion_ci(method="exact")
    low, high = (limit / (1 - limit) * second / first for limit in exact)
    assert (change.low, change.high) == pytest.approx((low, high), rel=1e-8)
    assert change.value == pytest.approx(a / first / (b / second), rel=1e-12)


@given(a=counts, b=counts, first=days, second=days)
def test_arrow_of_paces_is_what_the_test_alone_would_say(a: int, b: int, first: int, second: int) -> None:
    change = divide_paces(Pace(count=a, days=first), Pace(count=b, days=second))
    if abs(change.probability - 0.05) > 1e-9:
        assert (change.direction != "level") == (change.probability < 0.05)


def test_many_after_none_have_no_ratio_but_an_arrow() -> None:
    now, before = Pace(count=20, days=30), Pace(count=0, days=30)
    change = divide_paces(now, before)
    assert (change.now, change.before, change.value, change.high) == (now, before, None, None)
    assert change.low == pytest.approx(0.025 ** (1 / 20) / (1 - 0.025 ** (1 / 20)))
    assert change.direction == "up"


def test_none_after_many_is_no_times_as_many() -> None:
    change = divide_paces(Pace(count=0, days=10), Pace(count=20, days=30))
    assert (change.value, change.low, change.direction) == (0, 0, "down")


def test_none_after_none_says_nothing() -> None:
    change = divide_paces(Pace(count=0, days=10), Pace(count=0, days=30))
    assert (change.value, change.low, change.high) == (None, None, None)
    assert (change.probability, change.direction) == (1, "level")


@given(of=st.integers(1, 300), data=st.data())
def test_clopper_and_pearson_agree_with_scipy(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    expected = binomtest(count, of).proportion_ci(method="exact")
    assert clopper_pearson(count, of) == pytest.approx((expected.low, expected.high), rel=1e-9)


def test_no_trial_says_nothing_of_the_share() -> None:
    assert clopper_pearson(0, 0) == (0, 1)


def test_pace_is_so_many_a_day() -> None:
    assert Pace(count=45, days=30).per_day == 1.5


@pytest.mark.parametrize(
    ("count", "length", "message"),
    [(-1, 30, "^count is -1, allowed is 0 or more$"), (1, 0, "^days is 0, allowed is above 0$")],
)
def test_pace_names_an_impossible_number(count: int, length: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Pace(count=count, days=length)
