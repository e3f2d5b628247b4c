from __future__ import annotations

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.statistics.attribution import Model, attribute, split_cents

models: st.SearchStrategy[Model] = st.sampled_from(get_args(Model))
touches = st.lists(st.sampled_from(["fair", "guide", "audit", None]), max_size=9)
FIVE = ["fair", "guide", "audit", "news", "call"]


def part(numerator: int, denominator: int) -> Fraction:
    return Fraction(numerator, denominator)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("first", [1, 0, 0, 0, 0]),
        ("last", [0, 0, 0, 0, 1]),
        ("linear", [part(1, 5)] * 5),
        ("position", [part(2, 5), part(1, 15), part(1, 15), part(1, 15), part(2, 5)]),
    ],
)
def test_credit_goes_by_the_model(model: Model, expected: list[Fraction]) -> None:
    credit = attribute(FIVE, model)
    assert list(credit.values()) == [*expected, 0]
    assert list(credit) == [*FIVE, None]


@pytest.mark.parametrize("model", ["linear", "position"])
def test_two_touches_share_evenly(model: Model) -> None:
    assert attribute(["fair", "guide"], model) == {"fair": part(1, 2), "guide": part(1, 2), None: 0}


@pytest.mark.parametrize("model", get_args(Model))
def test_single_touch_has_all_and_none_is_unattributed(model: Model) -> None:
    assert attribute(["fair"], model) == {"fair": 1, None: 0}
    assert attribute([], model) == {None: 1}


def test_three_touches_of_the_position_model_leave_a_fifth_to_the_middle() -> None:
    assert attribute(["fair", "guide", "news"], "position") == {
        "fair": part(2, 5),
        "guide": part(1, 5),
        "news": part(2, 5),
        None: 0,
    }


def test_touch_that_came_twice_has_the_sum_of_its_places() -> None:
    credit = attribute(["fair", "guide", "fair"], "position")
    assert credit == {"fair": part(4, 5), "guide": part(1, 5), None: 0}


def test_touch_nobody_can_name_is_unattributed() -> None:
    assert attribute([None, "guide"], "first") == {None: 1, "guide": 0}
    assert attribute(["guide", None, None], "linear") == {"guide": part(1, 3), None: part(2, 3)}


@given(sequence=touches, model=models, total=st.integers(-(10**9), 10**9))
def test_parts_always_add_up_to_the_whole(sequence: list[str | None], model: Model, total: int) -> None:
    credit = attribute(sequence, model)
    cents = split_cents(total, credit)
    assert sum(credit.values()) == 1
    assert sum(cents.values()) == total
    assert None in credit and list(cents) == list(credit)
    assert all(abs(cents[touch] - total * credit[touch]) < 1 for touch in credit)


@pytest.mark.parametrize(("total", "expected"), [(100, [34, 33, 33]), (-101, [-34, -34, -33]), (0, [0] * 3)])
def test_cents_left_over_go_to_the_first_of_equal_ones(total: int, expected: list[int]) -> None:
    cents = split_cents(total, attribute(["fair", "guide", "news"], "linear"))
    assert list(cents.values()) == [*expected, 0]


def test_cent_left_over_goes_to_the_one_that_lost_most() -> None:
    shares: dict[str | None, Fraction] = {"fair": part(1, 4), "guide": part(3, 4), None: part(0, 1)}
    assert split_cents(101, shares) == {"fair": 25, "guide": 76, None: 0}
    assert split_cents(103, shares) == {"fair": 26, "guide": 77, None: 0}


@pytest.mark.parametrize("values", [[part(1, 2), part(1, 3)], [part(3, 2), part(-1, 2)]])
def test_shares_that_are_no_whole_are_named(values: list[Fraction]) -> None:
    given = ", ".join(map(str, values))
    message = f"^the shares are {given}; allowed is 0 or more each, 1 in all$"
    with pytest.raises(ValueError, match=message):
        split_cents(100, dict(zip(["fair", None], values, strict=True)))
