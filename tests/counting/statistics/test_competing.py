from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight

from counting.statistics.competing import CompetingEnds, estimate_incidence
from counting.statistics.proportion import Band, wilson

OPEN, WON, LOST = 0, 1, 2
Leads = list[tuple[int, int]]
# (age in days, what became of the lead)
leads = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([OPEN, WON, LOST])), min_size=1, max_size=60)


def count(rows: Leads) -> CompetingEnds:
    won, lost, still_open = (Counter(age for age, end in rows if end == kind) for kind in (WON, LOST, OPEN))
    return CompetingEnds(won=won, lost=lost, open=still_open)


def error_of(band: Band) -> float:
    """The standard error the limits were made of."""
    reach = log(log(band.low) / log(band.value))
    return abs(reach * band.value * log(band.value)) / 1.959963984540054


@given(rows=leads)
def test_incidence_is_that_of_aalen_and_johansen_recomputed_in_fractions(rows: Leads) -> None:
    incidence = estimate_incidence(count(rows))
    still_open, won = Fraction(1), Fraction(0)
    for day in range(max(age for age, _ in rows) + 1):
        at_risk = sum(age >= day for age, _ in rows)
        ended = [end for age, end in rows if age == day and end != OPEN]
        won += still_open * Fraction(ended.count(WON), at_risk)
        still_open *= 1 - Fraction(len(ended), at_risk)
        found = incidence.ages[day]
        assert (found.days, found.at_risk) == (day, at_risk)
        assert found.won.value == pytest.approx(float(won), abs=1e-12)
        assert found.lost.value == pytest.approx(float(1 - still_open - won), abs=1e-12)
    assert len(incidence.ages) == day + 1


def simulate(seed: int, size: int) -> Leads:
    random = np.random.default_rng(seed)
    ages, ends = random.integers(0, 60, size), random.choice(3, size, p=[0.4, 0.2, 0.4])
    # With nobody left at risk the library divides by 0.
    return [*zip(ages.tolist(), ends.tolist(), strict=True), (60, OPEN)]


@pytest.mark.parametrize("seed", range(4))
def test_incidence_and_standard_error_agree_with_statsmodels(seed: int) -> None:
    rows = simulate(seed, 150)
    incidence = estimate_incidence(count(rows))
    expected = CumIncidenceRight(np.array([age for age, _ in rows]), np.array([end for _, end in rows]))
    for at, day in enumerate(expected.times):
        found = incidence.ages[int(day)]
        for band, kind in ((found.won, 0), (found.lost, 1)):
            assert band.value == pytest.approx(expected.cinc[kind][at], rel=1e-9)
            if band.value:
                assert error_of(band) == pytest.approx(expected.cinc_se[kind][at], rel=1e-6)


def test_incidence_without_open_leads_has_the_variance_of_a_share() -> None:
    rows = [(3, WON)] * 20 + [(5, LOST)] * 30 + [(9, WON)] * 10 + [(20, LOST)] * 40
    day = estimate_incidence(count(rows)).ages[12]
    assert (day.won.value, day.lost.value) == pytest.approx((0.3, 0.3))
    assert error_of(day.won) == pytest.approx((0.3 * 0.7 / 100) ** 0.5)
    assert day.won.low < 0.3 < day.won.high


def test_band_is_that_of_log_minus_log() -> None:
    band = estimate_incidence(count([(1, WON)] * 20 + [(2, LOST)] * 80)).ages[1].won
    reach = 1.959963984540054 * (0.2 * 0.8 / 100) ** 0.5 / (0.2 * log(0.2))
    expected = (0.2 ** np.exp(-reach), 0.2 ** np.exp(reach))
    assert (band.low, band.high) == pytest.approx(expected, rel=1e-9)


def test_no_deal_yet_has_the_limit_of_those_still_watched() -> None:
    first = estimate_incidence(count([(0, OPEN)] * 10 + [(5, OPEN)] * 40)).ages[4]
    assert (first.at_risk, first.won.value, first.won.low) == (40, 0, 0)
    assert first.won.high == wilson(successes=0, trials=40).high


def test_all_leads_won_have_the_limit_of_those_still_watched() -> None:
    last = estimate_incidence(count([(2, WON)] * 12 + [(7, WON)] * 13)).ages[7]
    assert (last.won.value, last.won.high) == pytest.approx((1, 1))
    assert last.won.low == wilson(successes=13, trials=13).low


def test_what_ends_on_a_day_does_so_before_what_is_last_seen_on_it() -> None:
    day = estimate_incidence(count([(4, WON), (4, OPEN), (4, OPEN), (4, OPEN)])).ages[4]
    assert (day.at_risk, day.won.value) == (4, 0.25)


def test_lost_leads_are_not_taken_as_not_yet_won() -> None:
    """The twin: with lost leads as open ones, more would be won than ever came in."""
    rows = [(1, LOST)] * 60 + [(2, WON)] * 20 + [(9, LOST)] * 20
    as_open = [(age, OPEN if end == LOST else end) for age, end in rows]
    assert estimate_incidence(count(rows)).ages[9].won.value == pytest.approx(0.2)
    assert estimate_incidence(count(as_open)).ages[9].won.value == pytest.approx(0.5)


@pytest.mark.parametrize(("watched", "supported"), [(10, 30), (9, 8)])
def test_age_is_supported_where_ten_leads_were_watched(watched: int, supported: int) -> None:
    rows = [(8, OPEN)] * 50 + [(30, OPEN)] * watched
    assert estimate_incidence(count(rows)).supported_days == supported


def test_share_of_the_final_deals_counts_up_to_the_supported_age() -> None:
    rows = [(5, WON)] * 31 + [(10, WON)] * 19 + [(40, OPEN)] * 50 + [(90, WON)] * 9
    incidence = estimate_incidence(count(rows))
    assert incidence.supported_days == 40
    assert [incidence.share_in(days) for days in (4, 5, 9, 10, 40, 400)] == [
        0,
        pytest.approx(0.62),
        pytest.approx(0.62),
        pytest.approx(1),
        1,
        1,
    ]


def test_days_until_a_share_of_the_final_deals_is_in() -> None:
    incidence = estimate_incidence(
        count([(5, WON)] * 31 + [(10, WON)] * 19 + [(40, OPEN)] * 50 + [(90, WON)] * 9)
    )
    assert [incidence.days_until(share) for share in (0, 0.61, 0.63, 1)] == [0, 5, 10, 10]


def test_deal_on_the_last_supported_day_is_in_by_then() -> None:
    incidence = estimate_incidence(count([(2, WON)] * 5 + [(4, WON)] * 5 + [(4, OPEN)] * 20))
    assert (incidence.supported_days, incidence.days_until(1)) == (4, 4)


@pytest.mark.parametrize("rows", [[], [(5, WON)] * 9, [(5, LOST)] * 30])
def test_without_a_known_deal_no_share_is_known(rows: Leads) -> None:
    incidence = estimate_incidence(count(rows))
    assert (incidence.share_in(3), incidence.days_until(0.5)) == (None, None)


def test_no_lead_has_no_age() -> None:
    incidence = estimate_incidence(CompetingEnds(won={}, lost={3: 0}, open={}))
    assert (incidence.ages, incidence.supported_days) == ((), None)


@pytest.mark.parametrize(
    ("won", "lost", "still_open", "message"),
    [
        ({-1: 2}, {}, {}, "^an age of won is -1, allowed is 0 or more$"),
        ({}, {4: -2}, {}, "^lost at 4 days is -2, allowed is 0 or more$"),
        ({}, {}, {0: -3}, "^open at 0 days is -3, allowed is 0 or more$"),
    ],
)
def test_impossible_age_or_count_is_named(
    won: dict[int, int], lost: dict[int, int], still_open: dict[int, int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        CompetingEnds(won=won, lost=lost, open=still_open)


def test_impossible_question_is_named() -> None:
    incidence = estimate_incidence(count([(5, WON)] * 30))
    with pytest.raises(ValueError, match=r"^days is -1, allowed is 0 or more$"):
        incidence.share_in(-1)
    for share in (-0.1, 1.1):
        with pytest.raises(ValueError, match=f"^share is {share}, allowed is 0 to 1$"):
            incidence.days_until(share)
