from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, fisher_exact
from statsmodels.stats.proportion import test_proportions_2indep as compare_in_statsmodels

from counting.statistics.chance import FEW_EXPECTED, discoveries, probability_of_chance
from counting.statistics.proportion import Rate, wilson

few = st.integers(1, 60)
shares = st.floats(0, 1)


def rate(successes: int, trials: int) -> Rate:
    return wilson(successes=successes, trials=trials)


@given(first=few, second=few, data=st.data())
def test_few_cases_have_the_probability_of_fishers_exact_test(
    first: int, second: int, data: st.DataObject
) -> None:
    a, b = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))
    successes = a + b
    least = min(first, second) * min(successes, first + second - successes) / (first + second)
    if least < FEW_EXPECTED:
        exact = fisher_exact([[a, first - a], [b, second - b]]).pvalue
        assert probability_of_chance(rate(a, first), rate(b, second)) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((0, 40), (9, 150_000)),
        ((2, 61_870), (23, 144_938)),
        ((150, 160), (189_950, 190_000)),
        ((12, 2_000), (3, 3_000_000)),
        ((30, 31), (0, 50_000)),
    ],
)
def test_rare_cases_among_many_have_it_too(a: tuple[int, int], b: tuple[int, int]) -> None:
    exact = fisher_exact([[count, of - count] for count, of in (a, b)]).pvalue
    assert probability_of_chance(rate(*a), rate(*b)) == pytest.approx(exact, rel=1e-8)


def test_what_chance_never_makes_has_no_probability() -> None:
    assert probability_of_chance(rate(3_000, 3_000), rate(0, 1_000_000)) == 0


@pytest.mark.parametrize(
    ("a", "b"),
    [((40, 400), (60, 400)), ((120, 157), (37, 112)), ((500, 10_000), (5_400, 90_000)), ((30, 60), (40, 80))],
)
def test_many_cases_have_the_probability_of_the_score_test(a: tuple[int, int], b: tuple[int, int]) -> None:
    expected = compare_in_statsmodels(*a, *b, method="score", correction=False).pvalue
    assert probability_of_chance(rate(*a), rate(*b)) == pytest.approx(expected, rel=1e-9)


def test_no_case_on_one_side_is_unknown() -> None:
    assert probability_of_chance(rate(0, 0), rate(3, 9)) is None
    assert probability_of_chance(rate(3, 9), rate(0, 0)) is None


@pytest.mark.parametrize("successes", [(0, 0), (30, 50)])
def test_all_or_none_on_both_sides_is_no_difference(successes: tuple[int, int]) -> None:
    assert probability_of_chance(rate(successes[0], 30), rate(successes[1], 50)) == 1.0


@given(st.lists(shares, min_size=1, max_size=30))
def test_discoveries_are_those_of_benjamini_and_hochberg(probabilities: list[float]) -> None:
    adjusted = false_discovery_control(probabilities, method="bh")
    # Where the two sides meet to the last bit, rounding decides: those cases say nothing.
    if not np.isclose(adjusted, 0.05, rtol=1e-9).any():
        assert discoveries(probabilities) == (adjusted <= 0.05).tolist()


def test_what_is_unknown_is_no_discovery_and_does_not_count() -> None:
    assert discoveries([None, 0.04, None]) == [False, True, False]
    assert discoveries([1.0, 0.04, 1.0]) == [False, False, False]


def test_nothing_has_no_discoveries() -> None:
    assert discoveries([]) == []
