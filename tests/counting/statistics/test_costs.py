from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.statistics.costs import cost_per_unit

EXACT = Context(prec=60)


@given(cost_cents=st.integers(-(10**15), 10**15), units=st.integers(1, 10**7))
def test_cost_per_unit_agrees_with_decimal(cost_cents: int, units: int) -> None:
    exact = EXACT.divide(Decimal(cost_cents), Decimal(units))
    expected = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN, context=EXACT))
    assert cost_per_unit(cost_cents=cost_cents, units=units) == expected


@pytest.mark.parametrize(
    ("cost_cents", "expected"), [(5, 2), (7, 4), (1, 0), (3, 2), (-5, -2), (-7, -4), (-1, 0), (4, 2)]
)
def test_cost_per_unit_rounds_halves_to_the_even_cent(cost_cents: int, expected: int) -> None:
    assert cost_per_unit(cost_cents=cost_cents, units=2) == expected


def test_cost_per_unit_keeps_every_cent_of_a_huge_sum() -> None:
    assert cost_per_unit(cost_cents=10**30 + 1, units=1) == 10**30 + 1


def test_cost_per_unit_without_a_unit_is_unknown() -> None:
    assert cost_per_unit(cost_cents=218_000, units=0) is None


def test_cost_per_unit_names_a_negative_number_of_units() -> None:
    with pytest.raises(ValueError, match="units is -3, allowed is 0 or more"):
        cost_per_unit(cost_cents=100, units=-3)
