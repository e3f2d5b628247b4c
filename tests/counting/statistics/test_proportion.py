from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from counting.statistics.proportion import Rate, wilson

OLIST = Path(__file__).parents[4] / "shared/data/olist/reference.json"


@st.composite
def counted(draw: st.DrawFn) -> tuple[int, int]:
    trials = draw(st.integers(1, 10_000_000) | st.integers(1, 30))
    return draw(st.integers(0, trials)), trials


@settings(deadline=None)
@given(counts=counted())
def test_wilson_agrees_with_statsmodels(counts: tuple[int, int]) -> None:
    successes, trials = counts
    rate = wilson(successes=successes, trials=trials)
    expected = proportion_confint(successes, trials, alpha=0.05, method="wilson")
    assert (rate.low, rate.high) == pytest.approx(expected, abs=1e-12, rel=0)


@settings(deadline=None)
@given(counts=counted())
def test_wilson_agrees_with_scipy(counts: tuple[int, int]) -> None:
    rate = wilson(successes=counts[0], trials=counts[1])
    expected = binomtest(*counts).proportion_ci(confidence_level=0.95, method="wilson")
    assert (rate.low, rate.high) == pytest.approx(tuple(expected), abs=1e-12, rel=0)


@given(counts=counted())
def test_wilson_holds_the_value_between_zero_and_one(counts: tuple[int, int]) -> None:
    rate = wilson(successes=counts[0], trials=counts[1])
    assert rate.value is not None and rate.low is not None and rate.high is not None
    assert 0 <= rate.low <= rate.value <= rate.high <= 1


def test_wilson_gives_the_published_figures_of_the_olist_funnel() -> None:
    rate = wilson(successes=842, trials=8000)
    assert rate.value == 0.10525
    assert (round(rate.low or 0, 6), round(rate.high or 0, 6)) == (0.098714, 0.112165)


@pytest.mark.skipif(not OLIST.exists(), reason="the Olist reference figures are not on this machine")
def test_wilson_gives_every_olist_reference_row() -> None:
    reference = json.loads(OLIST.read_text())
    groups = (reference["by_channel"], reference["by_month"], reference["by_landing_page_top15"])
    rows = [reference["total"], *(row for group in groups for row in group.values())]
    for row in rows:
        rate = wilson(successes=row["won"], trials=row["leads"])
        figures = {name: round(getattr(rate, name), 6) for name in ("value", "low", "high")}
        assert figures == row["conversion"]


def test_wilson_without_a_success_starts_at_exactly_zero() -> None:
    assert wilson(successes=0, trials=7).low == 0.0


def test_wilson_with_only_successes_ends_at_exactly_one() -> None:
    assert wilson(successes=7, trials=7).high == 1.0


def test_wilson_without_a_case_knows_nothing() -> None:
    assert wilson(successes=0, trials=0) == Rate(count=0, of=0, value=None, low=None, high=None)


@pytest.mark.parametrize(
    ("successes", "trials", "message"),
    [
        (8, 7, r"successes is 8, allowed is 0 to 7 \(the trials\)"),
        (-1, 7, r"successes is -1, allowed is 0 to 7 \(the trials\)"),
        (1, 0, r"successes is 1, allowed is 0 to 0 \(the trials\)"),
        (0, -2, "trials is -2, allowed is 0 or more"),
    ],
)
def test_wilson_names_an_impossible_count(successes: int, trials: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wilson(successes=successes, trials=trials)


@pytest.mark.parametrize(("trials", "is_small"), [(0, True), (9, True), (10, False)])
def test_rate_is_small_below_ten_cases(trials: int, is_small: bool) -> None:
    assert wilson(successes=0, trials=trials).is_small is is_small
