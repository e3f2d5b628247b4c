"""Names beside dots: none on another, on a dot or on a word, and as many names as there is room for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insights.paper.labels import Box, Place, Segment, Spot, cross, crosses_box, place_names, place_words
from tests.insights.paper.crowds import AREA, CROWDS, LINE, find_clashes, make_crowd, make_ranges


def place(spots: list[Spot], words: list[Box] | None = None) -> list[Place | None]:
    return place_names(
        spots,
        ranges=make_ranges(spots),
        words=words or [],
        area=AREA,
        line=LINE,
        measure=lambda number: 5.0 * len(str(number)),
    )


def place_corners(spots: list[Spot], *wide: float) -> list[Box]:
    taken = [spot.box for spot in spots]
    return [box for box in place_words(wide, taken=taken, area=AREA, line=LINE, gap=1.5) if box]


def test_nothing_touches_another_thing_in_any_crowd() -> None:
    for seed in range(CROWDS):
        spots = make_crowd(seed)
        words = place_corners(spots, 60, 50, 70, 55)
        assert find_clashes(spots, place(spots, words), words) == [], seed


def test_names_that_ignore_each_other_would_clash() -> None:
    spots = make_crowd(0)
    alone = [place([spot])[0] for spot in spots]
    assert find_clashes(spots, alone, []) != []


def test_same_dots_are_named_in_the_same_places() -> None:
    assert place(make_crowd(7)) == place(make_crowd(7))


def test_twelve_campaigns_close_together_all_bear_their_name() -> None:
    spots = [
        Spot(x=60.0 + 36 * (at % 4), y=60.0 + 25 * (at // 4), reach=4.0, wide=70.0 + at) for at in range(12)
    ]
    places = place(spots)
    assert [found.number if found else "none" for found in places] == [None] * 12
    assert any(found.leader for found in places if found)


def test_name_stands_right_of_a_dot_that_is_alone() -> None:
    (found,) = place([Spot(x=100.0, y=100.0, reach=4.0, wide=50.0)])
    assert found == Place(box=Box(107.0, 95.5, 157.0, 104.5), leader=None)


def test_name_without_room_is_a_number() -> None:
    spots = [Spot(x=100.0, y=100.0, reach=4.0, wide=50.0) for _ in "ab"]
    long = replace(spots[0], y=60.0, wide=400.0)
    assert [found.number if found else "none" for found in place([*spots, long])] == [None, None, 1]


def test_all_are_numbers_where_most_names_have_no_room() -> None:
    spots = [Spot(x=60.0 + 40 * at, y=100.0, reach=4.0, wide=400.0) for at in range(3)]
    short = replace(spots[0], y=60.0, wide=20.0)
    assert [found.number if found else "none" for found in place([*spots, short])] == [1, 2, 3, 4]


def test_word_of_a_corner_slides_off_a_dot_and_stands_inside_where_two_do_not_fit_side_by_side() -> None:
    dot = Spot(x=AREA.left, y=AREA.top, reach=8.0, wide=10.0)
    slid, inside = place_corners([dot], 150, 200)
    assert (slid.left, slid.bottom) == (AREA.left + 8, AREA.top - 1.5)
    assert (inside.right, inside.top) == (AREA.right, AREA.top + 1.5)


def test_word_without_any_room_is_left_out() -> None:
    assert place_corners([], 400) == []


@pytest.mark.parametrize(
    ("line", "crosses"),
    [
        (Segment(0, 5, 20, 5), True),
        (Segment(5, 0, 5, 20), True),
        (Segment(0, 0, 3, 20), False),
        (Segment(0, 4, 20, 4), False),
        (Segment(0, 5, 4, 5), False),
    ],
)
def test_line_crosses_a_box_only_within_it(line: Segment, crosses: bool) -> None:
    assert crosses_box(line, Box(4, 4, 8, 8)) is crosses


def test_two_lines_cross_only_where_each_parts_the_other() -> None:
    assert cross(Segment(0, 0, 10, 10), Segment(0, 10, 10, 0))
    assert not cross(Segment(0, 0, 10, 10), Segment(11, 0, 20, 0))
