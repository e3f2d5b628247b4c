from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from counting.statistics.money import (
    CostRange,
    UnitCost,
    Waste,
    add_waste,
    bound_cost,
    divide_cost,
    find_waste,
    price_attempts,
    return_on_cost,
)
from counting.statistics.proportion import wilson

cents = st.integers(0, 10**12)
leads = st.integers(1, 10**6)


def test_cost_of_a_unit_stands_beside_what_it_was_made_of() -> None:
    assert divide_cost(cost_cents=100_001, units=8) == UnitCost(cost_cents=100_001, units=8, cents=12_500)
    assert divide_cost(cost_cents=100, units=0) == UnitCost(cost_cents=100, units=0, cents=None)


def test_cost_of_a_negative_number_of_units_is_named() -> None:
    with pytest.raises(ValueError, match="units is -3, allowed is 0 or more"):
        divide_cost(cost_cents=100, units=-3)


def test_waste_is_a_band_because_unrated_leads_could_be_either() -> None:
    waste = find_waste(cost_cents=1_000_000, leads=400, rated=100, not_good=60)
    assert waste == Waste(low_cents=150_000, high_cents=900_000, unrated=300)
    assert not waste.is_exact


def test_waste_of_leads_that_are_all_rated_is_one_figure() -> None:
    waste = find_waste(cost_cents=100_000, leads=3, rated=3, not_good=2)
    assert waste == Waste(low_cents=66_667, high_cents=66_667, unrated=0)
    assert waste.is_exact


def test_waste_rounds_halves_to_the_even_cent() -> None:
    waste = find_waste(cost_cents=5, leads=10, rated=4, not_good=1)
    assert waste == Waste(low_cents=0, high_cents=4, unrated=6)  # 0.5 and 3.5


@given(cost=cents, of=leads, data=st.data())
def test_waste_is_within_half_a_cent_of_the_exact_band(cost: int, of: int, data: st.DataObject) -> None:
    rated = data.draw(st.integers(0, of))
    not_good = data.draw(st.integers(0, rated))
    waste = find_waste(cost_cents=cost, leads=of, rated=rated, not_good=not_good)
    assert waste is not None
    assert 0 <= waste.low_cents <= waste.high_cents <= cost
    assert abs(waste.low_cents - Fraction(cost * not_good, of)) <= Fraction(1, 2)
    assert abs(waste.high_cents - Fraction(cost * (of - rated + not_good), of)) <= Fraction(1, 2)


def test_no_lead_and_no_cost_waste_nothing_that_could_be_said() -> None:
    assert find_waste(cost_cents=100, leads=0, rated=0, not_good=0) is None
    assert find_waste(cost_cents=-100, leads=5, rated=5, not_good=1) is None
    free = Waste(low_cents=0, high_cents=0, unrated=3)
    assert find_waste(cost_cents=0, leads=5, rated=2, not_good=1) == free


@pytest.mark.parametrize(
    ("of", "rated", "not_good", "message"),
    [
        (-1, 0, 0, "^leads is -1, allowed is 0 or more$"),
        (5, 6, 0, r"^rated is 6, allowed is 0 to 5 \(leads\)$"),
        (5, 4, 5, r"^not_good is 5, allowed is 0 to 4 \(rated\)$"),
    ],
)
def test_waste_names_an_impossible_number(of: int, rated: int, not_good: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find_waste(cost_cents=100, leads=of, rated=rated, not_good=not_good)


@pytest.mark.parametrize(
    ("revenue", "cost", "expected"),
    [(300, 100, 2), (100, 100, 0), (0, 100, -1), (1, 3, Fraction(-2, 3)), (100, 0, None), (100, -5, None)],
)
def test_return_is_what_came_back_beyond_the_cost(revenue: int, cost: int, expected: Fraction | None) -> None:
    assert return_on_cost(revenue_cents=revenue, cost_cents=cost) == expected


def test_return_on_a_single_cent_is_known() -> None:
    assert return_on_cost(revenue_cents=3, cost_cents=1) == 2


@given(cents, st.integers(1, 10**5), st.integers(0, 10**5))
def test_cost_of_a_deal_lies_between_those_at_both_ends_of_its_rate(
    cost: int, cases: int, successes: int
) -> None:
    successes = min(successes, cases)
    found = bound_cost(cost_cents=cost, rate=wilson(successes=successes, trials=cases))
    low, high = proportion_confint(successes, cases, method="wilson")
    assert found
    assert found.low_cents == pytest.approx(cost / (cases * high), abs=1, rel=1e-9)
    if successes:
        assert found.high_cents == pytest.approx(cost / (cases * low), abs=1, rel=1e-9)
    else:
        assert found.high_cents is None


def test_cost_of_what_never_succeeded_has_no_upper_end() -> None:
    found = bound_cost(cost_cents=100_000, rate=wilson(successes=0, trials=100))
    assert found == CostRange(low_cents=27_032, high_cents=None)


def test_nothing_is_said_of_the_cost_without_a_case_or_of_a_credit() -> None:
    assert bound_cost(cost_cents=100, rate=wilson(successes=0, trials=0)) is None
    assert bound_cost(cost_cents=-100, rate=wilson(successes=1, trials=2)) is None


def test_waste_of_several_campaigns_is_what_each_has_wasted() -> None:
    parts = [Waste(low_cents=1, high_cents=5, unrated=2), Waste(low_cents=10, high_cents=10, unrated=0)]
    assert add_waste(parts) == Waste(low_cents=11, high_cents=15, unrated=2)
    assert add_waste([]) is None


def test_attempts_cost_what_each_of_them_did() -> None:
    third = Fraction(100, 3)
    waste = price_attempts([(2, third), (1, Fraction(500))], [(1, third)])
    assert waste == Waste(low_cents=567, high_cents=600, unrated=1)


def test_no_attempt_costs_nothing() -> None:
    assert price_attempts([], []) == Waste(low_cents=0, high_cents=0, unrated=0)


@pytest.mark.parametrize("wrong", [(-1, Fraction(1)), (1, Fraction(-1))])
def test_attempts_and_prices_below_zero_are_refused(wrong: tuple[int, Fraction]) -> None:
    with pytest.raises(ValueError, match="-1"):
        price_attempts([], [wrong])
