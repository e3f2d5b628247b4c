from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom, linregress
from statsmodels.stats.contingency_tables import Table

from counting.statistics.proportion import Rate, wilson
from counting.statistics.trend import Trend, find_change, fit_trend

many = st.lists(
    st.integers(60, 200).flatmap(lambda of: st.tuples(st.integers(20, of - 20), st.just(of))),
    min_size=2,
    max_size=6,
)
few = st.lists(st.integers(0, 7).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), max_size=4)


def rates(counts: Sequence[tuple[int, int]]) -> list[Rate]:
    return [wilson(successes=count, trials=of) for count, of in counts]


def table(counts: Sequence[tuple[int, int]]) -> Table:
    return Table(np.array([[count, of - count] for count, of in counts]))


@given(counts=many)
def test_trend_of_many_is_that_of_cochran_and_armitage(counts: list[tuple[int, int]]) -> None:
    expected = table(counts).test_ordinal_association().pvalue
    assert fit_trend(rates(counts)).probability == pytest.approx(expected, rel=1e-7, abs=1e-15)


@pytest.mark.parametrize("scores", [[0, 1, 5, 30], [3, 2, 1, 0], [-7, 0, 0, 9]])
def test_trend_takes_scores_that_are_given(scores: list[int]) -> None:
    counts = [(40, 90), (33, 80), (22, 70), (31, 100)]
    expected = table(counts).test_ordinal_association(row_scores=np.array(scores)).pvalue
    assert fit_trend(rates(counts), scores=scores).probability == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("counts", [[(40, 90), (33, 80), (22, 70)], [(1, 9), (2, 8), (5, 7)]])
def test_slope_is_that_of_the_least_squares_line_through_all_leads(counts: list[tuple[int, int]]) -> None:
    scores = [score for score, (_, of) in enumerate(counts) for _ in range(of)]
    outcomes = [float(at < count) for count, of in counts for at in range(of)]
    assert fit_trend(rates(counts)).slope == pytest.approx(linregress(scores, outcomes).slope, rel=1e-9)


def recount(counts: list[tuple[int, int]]) -> float:
    """Every division of the successes among the leads, one by one."""
    cases, successes = sum(of for _, of in counts), sum(count for count, _ in counts)
    mean = successes * sum(score * of for score, (_, of) in enumerate(counts)) / cases
    far = {"all": 0, "as far": 0}
    for division in product(*(range(of + 1) for _, of in counts)):
        if sum(division) == successes:
            ways = int(np.prod([comb(of, count) for count, (_, of) in zip(division, counts, strict=True)]))
            out = abs(sum(score * count for score, count in enumerate(division)) - mean)
            seen = abs(sum(score * count for score, (count, _) in enumerate(counts)) - mean)
            far["all"] += ways
            far["as far"] += ways * (out >= seen - 1e-9)
    return far["as far"] / far["all"]


@given(counts=few)
def test_trend_of_few_is_counted_out(counts: list[tuple[int, int]]) -> None:
    rarer = min(sum(count for count, _ in counts), sum(of - count for count, of in counts))
    found = fit_trend(rates(counts))
    if found.probability is not None and rarer < 20:
        assert found.probability == pytest.approx(recount(counts), rel=1e-9)


@pytest.mark.parametrize(("rarer", "is_exact"), [(19, True), (20, False)])
@pytest.mark.parametrize("of", ["successes", "failures"])
def test_below_twenty_of_the_rarer_outcome_all_is_counted_out(rarer: int, is_exact: bool, of: str) -> None:
    half = rarer // 2 + 4
    counts = [(half, 40), (rarer - half, 30)]
    if of == "failures":
        counts = [(whole - count, whole) for count, whole in counts]
    asymptotic = table(counts).test_ordinal_association().pvalue
    assert (fit_trend(rates(counts)).probability == pytest.approx(recount(counts), rel=1e-9)) == is_exact
    assert (fit_trend(rates(counts)).probability == pytest.approx(asymptotic, rel=1e-9)) != is_exact


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(60, 100), (40, 100), (25, 100)], "down"),
        ([(25, 100), (40, 100), (60, 100)], "up"),
        ([(40, 100), (42, 100), (39, 100)], "level"),
    ],
)
def test_trend_points_where_more_than_chance_points(counts: list[tuple[int, int]], expected: str) -> None:
    trend = fit_trend(rates(counts))
    assert (trend.groups, trend.direction) == (tuple(rates(counts)), expected)


def test_trend_of_exactly_5_percent_points_nowhere() -> None:
    assert Trend(groups=(), slope=0.1, probability=0.05).direction == "level"
    assert Trend(groups=(), slope=0.1, probability=0.0499).direction == "up"


@pytest.mark.parametrize("counts", [[], [(3, 9)], [(0, 0), (0, 0)], [(0, 0), (4, 9), (0, 0)]])
def test_fewer_than_two_groups_with_cases_have_no_trend(counts: list[tuple[int, int]]) -> None:
    trend = fit_trend(rates(counts))
    assert trend.groups == tuple(rates(counts))
    assert (trend.slope, trend.probability, trend.direction) == (None, None, "level")


def test_groups_of_one_score_have_no_trend() -> None:
    assert fit_trend(rates([(3, 9), (8, 9)]), scores=[2, 2]).probability is None


def test_all_or_none_in_all_groups_is_no_trend() -> None:
    assert fit_trend(rates([(0, 30), (0, 40)])).probability == 1
    assert fit_trend(rates([(30, 30), (40, 40)])).probability == 1


def test_scores_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match=r"^there are 1 scores, allowed is 2, one for each group$"):
        fit_trend(rates([(3, 9), (8, 9)]), scores=[2])


FELL = [(12, 20), (13, 20), (11, 20), (13, 20), (4, 20), (5, 20), (3, 20)]


def test_change_is_found_in_the_week_it_came() -> None:
    change = find_change(rates(FELL))
    assert change is not None
    assert (change.week, change.direction) == (4, "down")
    assert (change.before, change.after) == (wilson(successes=49, trials=80), wilson(successes=12, trials=60))


def test_change_to_the_better_points_up() -> None:
    change = find_change(rates(FELL[::-1]))
    assert change is not None
    assert (change.week, change.direction) == (3, "up")


def test_weeks_that_are_alike_have_no_direction() -> None:
    change = find_change(rates([(9, 20), (11, 20), (10, 20), (12, 20), (9, 20)]))
    assert change is not None
    assert change.probability > 0.5
    assert change.direction == "level"


def spread(counts: Sequence[tuple[int, int]]) -> float:
    """The score statistic of the best cut with ten cases on both sides."""
    of, won = np.cumsum([of for _, of in counts])[:-1], np.cumsum([count for count, _ in counts])[:-1]
    cases = sum(of for _, of in counts)
    share = sum(count for count, _ in counts) / cases
    is_cut = np.minimum(of, cases - of) >= 10
    of, won = of[is_cut], won[is_cut]
    return float((np.abs(won - share * of) / np.sqrt(share * (1 - share) * of * (cases - of) / cases)).max())


@pytest.mark.parametrize(
    "counts",
    [
        [(5, 6), (3, 7), (2, 6), (2, 5)],
        [(9, 10), (6, 10)],
        [(1, 10), (0, 1), (4, 10)],
        [(2, 3), (7, 8), (1, 2), (3, 9), (0, 1)],
        [(1, 12), (0, 0), (2, 12), (0, 0)],
    ],
)
def test_probability_of_a_change_is_that_of_every_division_counted_out(counts: list[tuple[int, int]]) -> None:
    successes, seen = sum(count for count, _ in counts), spread(counts)
    every = far = 0
    for division in product(*(range(of + 1) for _, of in counts)):
        if sum(division) == successes:
            pairs = [(count, of) for count, (_, of) in zip(division, counts, strict=True)]
            ways = int(np.prod([comb(of, count) for count, of in pairs]))
            every += ways
            far += ways * (spread(pairs) >= seen - 1e-9)
    change = find_change(rates(counts))
    assert change is not None
    assert change.probability == pytest.approx(far / every, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_probability_of_a_change_in_many_weeks_agrees_with_permutations(seed: int) -> None:
    random = np.random.default_rng(seed)
    sizes = random.poisson(40, 30)
    counts = list(zip(random.binomial(sizes, 0.3).tolist(), sizes.tolist(), strict=True))
    drawn = random.multivariate_hypergeometric(sizes, sum(count for count, _ in counts), size=2_000)
    far = np.mean([spread(list(zip(row, sizes, strict=True))) >= spread(counts) - 1e-9 for row in drawn])
    change = find_change(rates(counts))
    assert change is not None
    assert change.probability == pytest.approx(far, abs=0.035)


def test_probability_of_a_single_cut_is_hypergeometric_however_many_leads() -> None:
    change = find_change(rates([(1_220, 4_000), (660, 2_000)]))
    assert change is not None
    counts = np.arange(1_881)
    far = np.abs(counts - 1_880 * 4_000 / 6_000) >= abs(1_220 - 1_880 * 4_000 / 6_000) - 1e-6
    expected = hypergeom(6_000, 1_880, 4_000).pmf(counts)[far].sum()
    assert change.probability == pytest.approx(expected, rel=1e-7)


def test_change_that_chance_never_makes_has_hardly_a_probability() -> None:
    change = find_change(rates([(2_000, 2_000), (0, 2_000)]))
    assert change is not None
    assert 0 <= change.probability < 1e-9


@pytest.mark.parametrize(
    ("first", "last", "expected"), [((9, 9), (0, 30), None), ((30, 30), (0, 9), None), ((10, 10), (0, 10), 1)]
)
def test_cut_needs_ten_cases_on_both_sides(
    first: tuple[int, int], last: tuple[int, int], expected: int | None
) -> None:
    change = find_change(rates([first, last]))
    assert (change and change.week) == expected


def test_weeks_that_are_alike_to_the_lead_are_no_change() -> None:
    change = find_change(rates([(10, 20)] * 4))
    assert change is not None
    assert (change.probability, change.direction) == (1, "level")


def test_first_of_equally_good_cuts_is_taken() -> None:
    change = find_change(rates([(15, 20), (0, 0), (5, 20)]))
    assert change is not None
    assert change.week == 1


@pytest.mark.parametrize("counts", [[], [(3, 40)], [(0, 20)] * 2, [(20, 20)] * 2, [(0, 0)] * 2])
def test_weeks_without_a_cut_or_without_a_difference_have_no_change(counts: list[tuple[int, int]]) -> None:
    assert find_change(rates(counts)) is None
