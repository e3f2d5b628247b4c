from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from counting.statistics.difference import subtract_bands
from counting.statistics.proportion import Rate, wilson, wilson_limits
from counting.statistics.standardise import Stratum, mantel_haenszel, standardise, weigh

rates = st.integers(1, 60).flatmap(lambda of: st.builds(wilson_of, st.integers(0, of), st.just(of)))


def wilson_of(count: int, of: int) -> Rate:
    return wilson(successes=count, trials=of)


def stratum(ours: tuple[int, int], others: tuple[int, int]) -> Stratum:
    return Stratum(campaign=wilson_of(*ours), rest=wilson_of(*others))


strata = st.lists(st.builds(Stratum, campaign=rates, rest=rates), min_size=1, max_size=8)
# Sven wins much, Rita little; the campaign's leads went to Sven.
SVEN, RITA = stratum((40, 80), (50, 100)), stratum((2, 20), (30, 300))


@given(known=strata)
def test_probability_is_that_of_mantel_and_haenszel(known: list[Stratum]) -> None:
    tables = [
        np.array(
            [
                [one.campaign.count, one.campaign.of - one.campaign.count],
                [one.rest.count, one.rest.of - one.rest.count],
            ]
        )
        for one in known
    ]
    if any(table.sum(0).all() for table in tables):
        expected = StratifiedTable(tables).test_null_odds(correction=False).pvalue
        assert mantel_haenszel(known) == pytest.approx(expected, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("count", [0, 1])
def test_all_or_none_everywhere_is_no_difference(count: int) -> None:
    assert mantel_haenszel([stratum((20 * count, 20), (90 * count, 90))] * 2) == 1


def test_stratum_of_one_side_only_adds_nothing_to_the_test() -> None:
    alone = [stratum((9, 9), (0, 0)), stratum((0, 0), (0, 50)), stratum((0, 1), (0, 0))]
    assert mantel_haenszel([SVEN, RITA, *alone]) == mantel_haenszel([SVEN, RITA])


def test_campaign_whose_leads_went_to_the_best_is_no_better_within() -> None:
    found = standardise([SVEN, RITA])
    assert (found.raw, found.raw_rest) == (wilson_of(42, 100), wilson_of(80, 400))
    assert found.campaign is not None and found.rest is not None
    # 180 leads of 500 are Sven's.
    expected = 0.5 * 180 / 500 + 0.1 * 320 / 500
    assert (found.campaign.value, found.rest.value) == pytest.approx((expected, expected))
    assert found.probability == pytest.approx(1)
    assert found.direction == "level"


@pytest.mark.parametrize(("won", "expected"), [(45, "up"), (22, "level"), (5, "down")])
def test_campaign_that_differs_within_reps_is_told_apart(won: int, expected: str) -> None:
    found = standardise([stratum((won, 90), (25, 100)), stratum((won // 5, 20), (60, 300))])
    assert found.direction == expected


def test_difference_weighs_strata_by_what_they_can_tell() -> None:
    known = [stratum((30, 90), (25, 100)), stratum((4, 20), (60, 300))]
    telling = [90 * 100 / 190, 20 * 300 / 320]
    found = standardise(known)
    ours, others = (weigh(side, telling) for side in zip(*((k.campaign, k.rest) for k in known), strict=True))
    assert found.difference == subtract_bands(ours, others)
    assert found.probability == mantel_haenszel(known)


def test_only_strata_with_leads_of_both_sides_are_compared() -> None:
    alone = [stratum((7, 40), (0, 0)), stratum((0, 0), (9, 70))]
    found, expected = standardise([SVEN, *alone, RITA]), standardise([SVEN, RITA])
    assert (found.raw, found.raw_rest) == (wilson_of(49, 140), wilson_of(89, 470))
    assert (found.compared_leads, expected.compared_leads) == (100, 100)
    assert (found.campaign, found.rest, found.difference) == (
        expected.campaign,
        expected.rest,
        expected.difference,
    )


@pytest.mark.parametrize("known", [[], [stratum((3, 9), (0, 0)), stratum((0, 0), (4, 9))]])
def test_without_a_stratum_of_both_nothing_is_compared(known: list[Stratum]) -> None:
    found = standardise(known)
    assert (found.campaign, found.rest, found.difference, found.probability) == (None,) * 4
    assert (found.compared_leads, found.direction) == (0, "level")


def test_arrow_never_points_against_the_shares_shown() -> None:
    """Better where most is compared, much worse with the rep who has most leads of all others."""
    found = standardise([stratum((190, 200), (100, 200)), stratum((0, 3), (2_000, 4_000))])
    assert found.campaign is not None and found.rest is not None
    assert found.difference is not None and found.probability is not None
    assert found.difference.low > 0 and found.probability < 0.05
    assert found.campaign.value < found.rest.value
    assert found.direction == "level"


@given(rate=rates)
def test_single_stratum_has_wilsons_interval(rate: Rate) -> None:
    band = weigh([rate], [17.0])
    assert (band.value, band.low, band.high) == pytest.approx((rate.value, rate.low, rate.high), abs=1e-12)


def test_interval_is_wilsons_of_as_many_cases_as_it_is_worth() -> None:
    band = weigh([wilson_of(3, 10), wilson_of(0, 4)], [1, 3])
    common = 3 / 14
    first, second = (3 + 2 * common) / 12, 2 * common / 6
    mean = first / 4 + second * 3 / 4
    variance = first * (1 - first) / 16 / 10 + second * (1 - second) * 9 / 16 / 4
    assert band.value == pytest.approx(0.3 / 4)
    expected = wilson_limits(0.075, mean * (1 - mean) / variance)
    assert (band.low, band.high) == pytest.approx((max(0, expected[0]), expected[1]))


@pytest.mark.parametrize("count", [0, 1])
def test_none_or_all_have_the_interval_of_as_many_cases_as_their_weights_are_worth(count: int) -> None:
    band = weigh([wilson_of(8 * count, 8), wilson_of(20 * count, 20)], [1, 3])
    cases = 1 / (1 / 16 / 8 + 9 / 16 / 20)
    assert band.value == count
    assert (band.low, band.high) == pytest.approx(wilson_limits(count, cases), abs=1e-12)
    assert (band.low if count == 0 else band.high) == count


@given(known=strata, data=st.data())
def test_interval_holds_its_value_between_0_and_1(known: list[Stratum], data: st.DataObject) -> None:
    weights = [data.draw(st.floats(0.1, 100)) for _ in known]
    band = weigh([one.campaign for one in known], weights)
    assert 0 <= band.low <= band.value <= band.high <= 1 + 1e-12
