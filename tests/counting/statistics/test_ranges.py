from __future__ import annotations

import pytest

from counting.statistics.ranges import check_above_zero, check_count


def test_count_up_to_its_whole_is_allowed() -> None:
    check_count("won", 0)
    check_count("won", 5, at_most=5, whole="leads")


@pytest.mark.parametrize(
    ("value", "at_most", "message"),
    [
        (-1, None, "^won is -1, allowed is 0 or more$"),
        (-1, 5, r"^won is -1, allowed is 0 to 5 \(leads\)$"),
        (6, 5, r"^won is 6, allowed is 0 to 5 \(leads\)$"),
    ],
)
def test_count_that_cannot_be_is_named(value: int, at_most: int | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_count("won", value, at_most=at_most, whole="leads")


def test_number_of_which_there_must_be_some_is_named() -> None:
    check_above_zero("days", 0.5)
    for value in (0, -2, float("nan")):
        with pytest.raises(ValueError, match=f"^days is {value}, allowed is above 0$"):
            check_above_zero("days", value)
