from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, t
from statsmodels.stats.inter_rater import cohens_kappa

from counting.statistics.agreement import Kappa, compare_grades, weigh_kappa
from counting.statistics.proportion import wilson

Matrix = list[list[int]]
matrices = st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=4, max_size=4)
MIXED = [[12, 5, 1, 0], [3, 9, 4, 1], [0, 2, 7, 3], [0, 1, 2, 6]]


def one_cell(count: int) -> Matrix:
    return [[0, 0, 0, 0], [0, count, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


def kappa_of(matrix: Matrix) -> Kappa:
    kappa = weigh_kappa(matrix)
    assert kappa is not None
    return kappa


@given(matrix=matrices)
def test_kappa_is_that_of_statsmodels(matrix: Matrix) -> None:
    table = np.array(matrix)
    if min(len(table.sum(0).nonzero()[0]), len(table.sum(1).nonzero()[0])) > 1:
        assert kappa_of(matrix).value == pytest.approx(cohens_kappa(table, wt="linear").kappa, abs=1e-9)


@given(matrix=matrices)
def test_interval_is_that_of_statsmodels_with_one_further_pair_under_fishers_z(matrix: Matrix) -> None:
    table = np.array(matrix) + 1 / 16
    pairs = sum(map(sum, matrix))
    kappa = weigh_kappa(matrix)
    if kappa is not None:
        expected = cohens_kappa(table, wt="linear")
        # The library divides its variance by the pairs it was given, the further one among them.
        reach = t.ppf(0.975, pairs / 2) * expected.std_kappa / (1 - expected.kappa**2)
        low, high = np.tanh(np.arctanh(expected.kappa) + np.array([-reach, reach]))
        expected_limits = (min(low, kappa.value), max(high, kappa.value))
        assert (kappa.low, kappa.high) == pytest.approx(expected_limits, abs=1e-7)


def test_pairs_that_always_agree_have_a_kappa_of_1_and_an_interval_below() -> None:
    kappa = kappa_of([[10, 0, 0, 0], [0, 10, 0, 0], [0, 0, 10, 0], [0, 0, 0, 10]])
    assert (kappa.value, kappa.high) == (1, 1)
    assert 0.7 < kappa.low < 0.95


def test_pairs_that_always_disagree_have_a_kappa_within_its_interval() -> None:
    kappa = kappa_of([[0, 0, 0, 40], [0] * 4, [0] * 4, [40, 0, 0, 0]])
    assert kappa.low == kappa.value == pytest.approx(-1)
    assert -0.98 < kappa.high < -0.8


def test_one_grade_for_all_agrees_no_better_than_chance() -> None:
    kappa = kappa_of([[5, 9, 11, 15], [0] * 4, [0] * 4, [0] * 4])
    assert kappa.value == pytest.approx(0, abs=1e-12)
    assert kappa.low < 0 < kappa.high


def test_all_pairs_in_one_cell_agree_and_say_nothing_of_chance() -> None:
    agreement = compare_grades(one_cell(50))
    assert (agreement.same, agreement.kappa) == (wilson(successes=50, trials=50), None)
    assert (agreement.probability, agreement.lean) == (None, "level")


@pytest.mark.parametrize(("pairs", "has_kappa"), [(29, False), (30, True)])
def test_kappa_waits_for_30_pairs(pairs: int, has_kappa: bool) -> None:
    agreement = compare_grades([[pairs - 15, 1, 0, 0], [2, 12, 0, 0], [0] * 4, [0] * 4])
    assert (agreement.kappa is not None) == has_kappa


def test_agreement_counts_the_diagonal_and_both_sides() -> None:
    agreement = compare_grades(MIXED)
    assert agreement.same == wilson(successes=34, trials=56)
    assert agreement.optimistic == wilson(successes=14, trials=56)
    assert agreement.pessimistic == wilson(successes=8, trials=56)
    assert agreement.kappa == kappa_of(MIXED)


@given(matrix=matrices)
def test_direction_is_held_against_the_sign_test(matrix: Matrix) -> None:
    agreement = compare_grades(matrix)
    optimistic, pessimistic = (
        int(np.triu(np.array(matrix), 1).sum()),
        int(np.tril(np.array(matrix), -1).sum()),
    )
    assert (agreement.optimistic.count, agreement.pessimistic.count) == (optimistic, pessimistic)
    if optimistic + pessimistic:
        expected = binomtest(optimistic, optimistic + pessimistic).pvalue
        assert agreement.probability == pytest.approx(expected, rel=1e-9)


def test_marketing_that_grades_above_the_ratings_is_optimistic() -> None:
    high: Matrix = [[5, 9, 4, 2], [1, 5, 3, 1], [0, 1, 5, 2], [0, 0, 0, 5]]
    assert compare_grades(high).lean == "optimistic"
    assert compare_grades(list(map(list, zip(*high, strict=True)))).lean == "pessimistic"
    assert compare_grades(MIXED).lean == "level"


@pytest.mark.parametrize(("pairs", "lean"), [(9, "level"), (10, "optimistic")])
def test_fewer_than_ten_pairs_lean_nowhere(pairs: int, lean: str) -> None:
    agreement = compare_grades([[0, pairs, 0, 0], [0] * 4, [0] * 4, [0] * 4])
    assert agreement.probability is not None and agreement.probability < 0.05
    assert agreement.lean == lean


def test_no_pair_says_nothing() -> None:
    agreement = compare_grades(one_cell(0))
    assert (agreement.same.value, agreement.probability, agreement.kappa) == (None, None, None)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 2, 3, 4]], r"the rows have \[4\] counts, allowed is 4 by 4"),
        ([[1] * 4, [1] * 4, [1] * 3, [1] * 4], r"the rows have \[4, 4, 3, 4\] counts, allowed is 4 by 4"),
        ([[1] * 4, [1] * 4, [1, 1, 1, -7], [1] * 4], "the count of grade 2 and rating 3 is -7, allowed is 0"),
    ],
)
def test_what_is_no_matrix_is_named(matrix: Matrix, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        compare_grades(matrix)
