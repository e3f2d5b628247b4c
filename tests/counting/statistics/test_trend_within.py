"""The trend within strata: groups are compared inside each, never one stratum with another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.api import OLS
from statsmodels.stats.contingency_tables import StratifiedTable, Table

from counting.statistics.proportion import Rate, wilson
from counting.statistics.trend import fit_trend, fit_trend_within

Counts = list[tuple[int, int]]
CLEAR: list[Counts] = [
    [(9, 30), (14, 40), (20, 41)],
    [(30, 60), (20, 33), (25, 35)],
    [(4, 44), (9, 50), (6, 30)],
]
tiny = st.integers(0, 4).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def rates(strata: Sequence[Counts]) -> list[list[Rate]]:
    return [[wilson(successes=count, trials=of) for count, of in stratum] for stratum in strata]


def test_within_two_groups_it_is_the_test_of_mantel_and_haenszel() -> None:
    strata = [stratum[:2] for stratum in CLEAR]
    tables = [np.array([[count, of - count] for count, of in stratum], dtype=float) for stratum in strata]
    expected = StratifiedTable(tables).test_null_odds(correction=False).pvalue
    assert fit_trend_within(rates(strata)).probability == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("scores", [[0, 1, 2], [1, 4, 30]])
def test_surpluses_and_variances_of_all_strata_are_added_up(scores: list[int]) -> None:
    tables = [Table(np.array([[count, of - count] for count, of in stratum])) for stratum in CLEAR]
    single = [
        table.test_ordinal_association(row_scores=np.array(scores), col_scores=np.array([1, 0]))
        for table in tables
    ]
    surplus = sum(one.statistic - one.null_mean for one in single)
    error = float(np.sqrt(sum(one.null_sd**2 for one in single)))
    found = fit_trend_within(rates(CLEAR), scores=scores)
    assert found.probability == pytest.approx(2 * norm.sf(abs(surplus) / error), rel=1e-9)


def test_slope_is_that_of_the_line_common_to_all_strata() -> None:
    leads = [
        (at, score, int(number < count))
        for at, stratum in enumerate(CLEAR)
        for score, (count, of) in enumerate(stratum)
        for number in range(of)
    ]
    columns = [[float(score), *(float(at == own) for own in range(3))] for at, score, _ in leads]
    line = OLS(np.array([won for *_, won in leads]), np.array(columns)).fit()
    assert fit_trend_within(rates(CLEAR)).slope == pytest.approx(line.params[0], rel=1e-9)


def recount(strata: Sequence[Counts]) -> float:
    """Every division of the successes of each stratum among its leads, one by one."""
    sums: Counter[float] = Counter({0.0: 1})
    seen = 0.0
    for stratum in strata:
        cases, successes = sum(of for _, of in stratum), sum(count for count, _ in stratum)
        mean = successes * sum(score * of for score, (_, of) in enumerate(stratum)) / cases if cases else 0.0
        seen += sum(score * count for score, (count, _) in enumerate(stratum)) - mean
        further: Counter[float] = Counter()
        for division in product(*(range(of + 1) for _, of in stratum)):
            if sum(division) == successes:
                ways = prod(comb(of, count) for count, (_, of) in zip(division, stratum, strict=True))
                lean = sum(score * count for score, count in enumerate(division)) - mean
                for before, many in sums.items():
                    further[round(before + lean, 9)] += ways * many
        sums = further
    return sum(many for lean, many in sums.items() if abs(lean) >= abs(seen) - 1e-7) / sum(sums.values())


@given(strata=st.lists(st.lists(tiny, min_size=3, max_size=3), min_size=1, max_size=3))
def test_few_in_all_strata_are_counted_out(strata: list[Counts]) -> None:
    found = fit_trend_within(rates(strata))
    if found.probability is not None:
        assert found.probability == pytest.approx(recount(strata), rel=1e-6)


@pytest.mark.parametrize(("rarer", "is_exact"), [(9, True), (10, False)])
def test_twenty_of_the_rarer_outcomes_of_all_strata_are_enough(rarer: int, is_exact: bool) -> None:
    """Failures are the rarer in one of them, deals in the other."""
    strata = [[(4, 20), (rarer - 4, 18), (0, 9)], [(12, 15), (16, 20), (20 + 7 - rarer, 20)]]
    found = fit_trend_within(rates(strata))
    assert sum(of - count for count, of in strata[1]) == rarer
    assert (found.probability == pytest.approx(recount(strata), rel=1e-6)) == is_exact


def test_one_stratum_is_the_plain_trend() -> None:
    plain, within = fit_trend(rates(CLEAR)[0]), fit_trend_within(rates(CLEAR[:1]))
    assert (within.groups, within.slope, within.probability) == (plain.groups, plain.slope, plain.probability)


def test_good_stratum_in_the_first_group_makes_no_trend() -> None:
    """What parts two campaigns is not what calling early does: each is the same in both groups."""
    strata = [[(40, 80), (10, 20)], [(2, 20), (8, 80)]]
    pooled = [wilson(successes=42, trials=100), wilson(successes=18, trials=100)]
    assert fit_trend(pooled).direction == "down"
    found = fit_trend_within(rates(strata))
    assert (found.direction, found.slope, found.probability) == ("level", 0, 1)
    assert (found.groups, found.expected) == (tuple(pooled), (42, 18))


def test_expected_are_as_many_as_there_were() -> None:
    found = fit_trend_within(rates(CLEAR))
    assert sum(found.expected) == pytest.approx(sum(rate.count for rate in found.groups))


@pytest.mark.parametrize("strata", [[], [[]], [[(0, 0), (0, 0)]], [[(3, 9), (0, 0)], [(0, 0), (8, 9)]]])
def test_strata_that_lie_each_in_one_group_have_no_trend(strata: list[Counts]) -> None:
    found = fit_trend_within(rates(strata))
    assert (found.slope, found.probability, found.direction) == (None, None, "level")


def test_stratum_in_one_group_alone_changes_nothing_but_what_is_shown() -> None:
    plain, more = (
        fit_trend_within(rates(CLEAR)),
        fit_trend_within(rates([*CLEAR, [(50, 60), (0, 0), (0, 0)]])),
    )
    assert (more.slope, more.probability) == (plain.slope, plain.probability)
    assert (more.groups[0].of, more.expected[0]) == (plain.groups[0].of + 60, plain.expected[0] + 50)


def test_strata_that_differ_in_their_groups_are_named() -> None:
    with pytest.raises(
        ValueError, match=r"^the strata have \[2, 3\] groups, allowed is the same number in each$"
    ):
        fit_trend_within(rates([CLEAR[0], CLEAR[1][:2]]))
    with pytest.raises(ValueError, match=r"^there are 2 scores, allowed is 3, one for each group$"):
        fit_trend_within(rates(CLEAR), scores=[0, 1])


def draw(random: np.random.Generator) -> list[list[Rate]]:
    """Five campaigns of unlike worth, the better ones called sooner, which does nothing in any of them."""
    strata = []
    for worth in np.linspace(0.04, 0.3, 5):
        early = np.array([6, 5, 4, 3, 2]) if worth > 0.15 else np.array([2, 3, 4, 5, 6])
        sizes = random.poisson(early * 8)
        strata.append(
            [wilson(successes=int(random.binomial(size, worth)), trials=int(size)) for size in sizes]
        )
    return strata


def test_good_campaigns_called_early_rarely_look_like_an_effect_of_calling() -> None:
    """Its twin is the plain trend, which takes the campaigns' worth for what the call does."""
    random, runs = np.random.default_rng(8), 600
    within = plain = 0
    for _ in range(runs):
        found = fit_trend_within(draw(random))
        within += found.direction != "level"
        plain += fit_trend(found.groups).direction != "level"
    # 5 %, and what chance adds to that in 99.9 % of such runs.
    assert within / runs <= 0.05 + 3.1 * (0.05 * 0.95 / runs) ** 0.5
    assert plain / runs > 0.5


def test_few_deals_in_many_campaigns_rarely_show_a_trend() -> None:
    random, runs, called = np.random.default_rng(9), 600, 0
    for _ in range(runs):
        strata = [
            [
                wilson(successes=int(random.binomial(size, 0.03)), trials=int(size))
                for size in random.poisson(6, 5)
            ]
            for _ in range(20)
        ]
        called += fit_trend_within(strata).direction != "level"
    assert called / runs <= 0.05 + 3.1 * (0.05 * 0.95 / runs) ** 0.5


def test_effect_of_calling_early_is_found_within_campaigns() -> None:
    random, runs, found = np.random.default_rng(10), 200, 0
    for _ in range(runs):
        strata = [
            [wilson(successes=int(random.binomial(60, worth - 0.03 * late)), trials=60) for late in range(5)]
            for worth in (0.16, 0.2, 0.3)
        ]
        found += fit_trend_within(strata).direction == "down"
    assert found / runs >= 0.9
