from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportions_ztest

from counting.statistics.difference import Difference, subtract_rates
from counting.statistics.patience import cases_needed
from counting.statistics.proportion import wilson

cases = st.integers(10, 400)


def difference(now: tuple[int, int], before: tuple[int, int]) -> Difference:
    rates = (wilson(successes=count, trials=of) for count, of in (now, before))
    return subtract_rates(*rates)


@given(now=cases, before=cases, data=st.data())
def test_so_many_more_cases_are_enough_and_fewer_are_not(now: int, before: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, now)), data.draw(st.integers(0, before))
    needed = cases_needed(difference((a, now), (b, before)))
    if needed is None:
        return

    def chance(more: int) -> float:
        counts, sizes = [a / now * (now + more), b], [now + more, before]
        return float(proportions_ztest(counts, sizes)[1])

    assert chance(needed) <= 0.05 + 1e-9
    assert needed == 10 or chance(needed - 1) > 0.05 - 1e-9


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((5, 9), (30, 100)),
        ((50, 100), (5, 9)),
        ((30, 100), (30, 100)),
        ((60, 100), (30, 100)),
    ],
    ids=["few now", "few before", "no difference", "sure already"],
)
def test_nothing_is_said_where_nothing_can_be(now: tuple[int, int], before: tuple[int, int]) -> None:
    assert cases_needed(difference(now, before)) is None


def test_beside_few_cases_of_before_no_number_of_new_ones_is_enough() -> None:
    assert cases_needed(difference((36, 100), (3, 10))) is None
    assert cases_needed(difference((36, 100), (300, 1_000))) == 199
