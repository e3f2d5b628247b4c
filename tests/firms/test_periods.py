"""From which day to which a firm was a customer, as what was said comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from firms.periods import fold_periods, unite


@dataclass
class Fact:
    kind: str
    day: date | None = None


def day(month: int, year: int = 2020) -> date:
    return date(year, month, 1)


def test_nothing_said_is_no_customer() -> None:
    assert fold_periods([]) == []


def test_since_says_the_day_anew_while_it_is_a_customer() -> None:
    assert fold_periods([Fact("since", day(5)), Fact("since", day(3))]) == [(day(3), None)]


def test_no_longer_ends_it() -> None:
    assert fold_periods([Fact("since", day(3)), Fact("ended", day(6))]) == [(day(3), day(6))]


def test_a_day_after_the_end_begins_anew() -> None:
    said = [Fact("since", day(3)), Fact("ended", day(6)), Fact("since", day(9))]
    assert fold_periods(said) == [(day(3), day(6)), (day(9), None)]


def test_a_day_before_the_end_means_that_it_never_ended() -> None:
    said = [Fact("since", day(3)), Fact("ended", day(6)), Fact("since", day(4))]
    assert fold_periods(said) == [(day(3), None)]


def test_never_takes_all_back() -> None:
    assert fold_periods([Fact("since", day(3)), Fact("ended", day(6)), Fact("never")]) == []


def test_periods_of_two_firms_that_are_one_are_united() -> None:
    assert unite([(day(6), None), (day(1), day(7)), (day(1, 2018), day(3, 2018))]) == [
        (day(1, 2018), day(3, 2018)),
        (day(1), None),
    ]


def test_a_period_inside_another_adds_nothing() -> None:
    assert unite([(day(1), day(9)), (day(2), day(4))]) == [(day(1), day(9))]
