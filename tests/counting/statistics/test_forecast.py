from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import nbinom, norm, t

from counting.statistics.forecast import Cohort, Span, forecast_deals

Counts = tuple[int, int, int]


def cohort(early: int, won: int, leads: int = 200) -> Cohort:
    return Cohort(leads=leads, early=early, won=won)


# All alike: 10 of 200 by now, 30 in the end.
ALIKE = [cohort(10, 30)] * 8
# Their rates differ much: what is there by now says how many are to come.
UNLIKE = [cohort(5, 14), cohort(21, 62), cohort(11, 33), cohort(30, 91), cohort(14, 42), cohort(2, 7)]
counts = st.integers(20, 400).flatmap(
    lambda leads: st.integers(0, leads // 2).flatmap(
        lambda won: st.tuples(st.just(leads), st.integers(0, won), st.just(won))
    )
)


def learn(past: list[Counts]) -> tuple[float, float, float]:
    leads, early, won = np.array(past, dtype=float).T
    expected = leads * won.sum() / leads.sum()
    chi = ((won - expected) ** 2 / expected).sum() if won.sum() else 0
    room = expected.sum() - (expected**2).sum() / expected.sum() if won.sum() else 1
    spread = max(0.0, (chi - (len(past) - 1)) / room)
    return early.sum() / leads.sum(), ((won - early).sum() + 0.5) / leads.sum(), spread


def expect(past: list[Counts], leads: int, won: int) -> tuple[float, float]:
    """Mean and variance to come by the posterior gamma distribution of the cohort's rate."""
    early, late, spread = learn(past)
    if not spread:
        return leads * late, leads * late
    shape, scale = 1 / spread + won, 1 / (1 / spread + leads * early)
    mean = shape * scale * leads * late
    return mean, mean + shape * scale**2 * (leads * late) ** 2


@given(past=st.lists(counts, min_size=6, max_size=10), leads=st.integers(1, 400), data=st.data())
def test_forecast_is_the_negative_binomial_one_recomputed_with_scipy(
    past: list[Counts], leads: int, data: st.DataObject
) -> None:
    assume(sum(won for *_, won in past) >= 10)
    won = data.draw(st.integers(0, leads))
    found = forecast_deals([Cohort(leads=n, early=e, won=w) for n, e, w in past], leads=leads, won=won)
    mean, variance = expect(past, leads, won)
    errors = []
    for at, (n, early, final) in enumerate(past):
        middle, spread = expect(past[:at] + past[at + 1 :], n, early)
        errors.append((final - early - middle) ** 2 / spread)
    assert found is not None
    assert found.cohorts == len(past)
    assert found.expected == pytest.approx(min(leads, won + mean), rel=1e-9)
    for span, inside in ((found.likely, 0.8), (found.nearly_certain, 0.95)):
        upper = (1 + inside) / 2
        wide = variance * np.mean(errors) * (t.ppf(upper, len(past) - 1) / norm.ppf(upper)) ** 2
        wide = max(wide, 1.001 * mean)
        size, share = mean**2 / (wide - mean), mean / wide
        # A count whose probability meets the share to the last digits may fall to either side.
        for limit, at_share in ((span.low, 1 - upper), (span.high, upper)):
            allowed = nbinom.ppf([at_share - 1e-7, at_share + 1e-7], size, share) + won
            assert min(leads, allowed[0]) <= limit <= min(leads, allowed[1])


def test_cohorts_that_were_alike_let_the_usual_rate_speak() -> None:
    few, many = (forecast_deals(ALIKE, leads=100, won=won) for won in (0, 20))
    assert few is not None and many is not None
    to_come = 100 * (160 + 0.5) / 1_600
    assert (few.expected, many.expected) == pytest.approx((to_come, 20 + to_come))


def test_cohorts_that_differed_let_the_deals_so_far_speak() -> None:
    few, many = (forecast_deals(UNLIKE, leads=200, won=won) for won in (3, 30))
    assert few is not None and many is not None
    # Twice as many came later as early: nearly so much is expected, but no cohort is all luck.
    assert 1.8 < (many.expected - 30) / 30 < 2
    assert 6 < few.expected - 3 < 11


def test_no_deal_yet_is_not_none_to_come() -> None:
    found = forecast_deals(UNLIKE, leads=200, won=0)
    assert found is not None
    assert found.expected > 1
    assert found.nearly_certain.low == 0 < found.expected < found.likely.high <= found.nearly_certain.high


def test_no_late_deal_in_the_past_is_no_proof_that_none_comes() -> None:
    found = forecast_deals([cohort(10, 10)] * 8, leads=200, won=10)
    assert found is not None
    assert found.expected == pytest.approx(10 + 0.5 / 8)
    assert (found.likely, found.nearly_certain) == (Span(low=10, high=10), Span(low=10, high=11))


def test_past_without_an_early_deal_forecasts_too() -> None:
    found = forecast_deals([cohort(0, 5)] * 8, leads=200, won=0)
    assert found is not None
    assert found.expected == pytest.approx(40.5 / 8)


def test_no_more_leads_are_won_than_there_are() -> None:
    found = forecast_deals([cohort(2, 180)] * 8, leads=10, won=9)
    assert found is not None
    assert (found.expected, found.likely) == (10, Span(low=10, high=10))
    assert found.nearly_certain == Span(low=10, high=10)


def test_cohort_without_a_lead_ends_with_none() -> None:
    found = forecast_deals(ALIKE, leads=0, won=0)
    assert found is not None
    assert (found.expected, found.likely) == (0, Span(low=0, high=0))
    assert found.nearly_certain == Span(low=0, high=0)


def test_past_cohorts_without_a_lead_do_not_count() -> None:
    empty = Cohort(leads=0, early=0, won=0)
    assert forecast_deals([*ALIKE[:5], empty, empty], leads=100, won=5) is None
    assert forecast_deals([*ALIKE, empty], leads=100, won=5) == forecast_deals(ALIKE, leads=100, won=5)


def test_forecast_waits_for_six_cohorts() -> None:
    assert forecast_deals(ALIKE[:5], leads=100, won=5) is None
    assert forecast_deals(ALIKE[:6], leads=100, won=5) is not None


@pytest.mark.parametrize(("last", "is_known"), [(1, False), (2, True)])
def test_forecast_waits_for_ten_deals(last: int, is_known: bool) -> None:
    past = [*[cohort(1, 2)] * 4, cohort(0, 0), cohort(0, last)]
    assert (forecast_deals(past, leads=100, won=5) is not None) == is_known


def test_past_where_all_deals_are_of_one_cohort_forecasts_too() -> None:
    assert forecast_deals([*[cohort(0, 0)] * 6, cohort(5, 12)], leads=100, won=0) is not None


@pytest.mark.parametrize(
    ("leads", "early", "won", "message"),
    [
        (-1, 0, 0, "^leads is -1, allowed is 0 or more$"),
        (5, 0, 6, r"^won is 6, allowed is 0 to 5 \(leads\)$"),
        (5, 4, 3, r"^early is 4, allowed is 0 to 3 \(won\)$"),
    ],
)
def test_cohort_names_an_impossible_number(leads: int, early: int, won: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Cohort(leads=leads, early=early, won=won)


@pytest.mark.parametrize(
    ("leads", "won", "message"),
    [(-1, 0, "^leads is -1, allowed is 0 or more$"), (5, 6, r"^won is 6, allowed is 0 to 5 \(leads\)$")],
)
def test_forecast_names_an_impossible_number(leads: int, won: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        forecast_deals(ALIKE, leads=leads, won=won)
