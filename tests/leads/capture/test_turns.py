"""Whose turn it is among the enquiries put aside."""

from __future__ import annotations

from datetime import UTC, datetime

from leads.capture.turns import Waiting, in_turn


def waiting(pk: int, *known_by: str, tried: int = 0) -> Waiting:
    tried_at = datetime(2026, 11, 26, 10, tried, tzinfo=UTC) if tried else None
    return Waiting(pk=pk, tried_at=tried_at, known_by=frozenset(known_by))


def test_who_was_never_tried_goes_first_and_then_who_was_tried_longest_ago() -> None:
    rows = [waiting(1, "a", tried=3), waiting(2, "b", tried=1), waiting(3, "c"), waiting(4, "d")]
    assert in_turn(rows) == [[3], [4], [2], [1]]


def test_who_is_about_the_same_person_stays_behind_the_one_before() -> None:
    rows = [waiting(1, "a", tried=3), waiting(2, "b"), waiting(3, "a")]
    assert in_turn(rows) == [[2], [1, 3]]


def test_who_is_known_by_what_two_others_are_known_by_stays_behind_both() -> None:
    rows = [waiting(1, "a"), waiting(2, "b", tried=1), waiting(3, "c"), waiting(4, "a", "b"), waiting(5, "b")]
    assert in_turn(rows) == [[1, 2, 4, 5], [3]]


def test_who_is_known_by_nothing_stands_alone() -> None:
    assert in_turn([waiting(1), waiting(2)]) == [[1], [2]]
