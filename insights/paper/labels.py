"""Where the names beside dots stand. static/src/js/charts/labels.js does the same, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

NEAR: Final = 3.0  # between a dot and its name
RINGS: Final = tuple(10.0 + 8 * at for at in range(14))  # how far a name may stand that has a line to its dot
MOST_TRIES: Final = 24
WORK: Final = 400  # dots that are tried in all, so that a picture of many is not drawn for seconds
STEP: Final = 4  # by which a word slides
# Points on a square around a dot, the best first.
STRAIGHT: Final = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
SLANTS: Final = (0.5, -0.5, 1.0, -1.0, 0.25, -0.25, 0.75, -0.75)
BESIDE: Final = tuple((right, down) for down in SLANTS for right in (1.0, -1.0))
ABOVE: Final = tuple((right, down) for right in SLANTS if abs(right) < 1 for down in (1.0, -1.0))
SIDES: Final = (*STRAIGHT, *BESIDE, *ABOVE)


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class Segment(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A dot to be named: its middle, how far it reaches, and how wide its name is."""

    x: float
    y: float
    reach: float
    wide: float

    @property
    def box(self) -> Box:
        return Box(self.x - self.reach, self.y - self.reach, self.x + self.reach, self.y + self.reach)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a name stands, or the number that stands for it; `leader` is the line to its dot."""

    box: Box
    leader: Segment | None
    number: int | None = None


@dataclass(kw_only=True, slots=True)
class _Picture:
    area: Box
    dots: Sequence[Box]
    boxes: list[Box] = field(default_factory=list)
    leaders: list[Segment] = field(default_factory=list)

    def put(self, place: Place) -> None:
        self.boxes.append(place.box)
        if place.leader:
            self.leaders.append(place.leader)

    def has_room(self, box: Box, ranges: Sequence[Box] = ()) -> bool:
        area = self.area
        if box.left < area.left or box.right > area.right or box.top < area.top or box.bottom > area.bottom:
            return False
        if any(overlap(box, other) for taken in (self.dots, self.boxes, ranges) for other in taken):
            return False
        return not any(crosses_box(leader, box) for leader in self.leaders)

    def is_clear(self, leader: Segment, own: Box) -> bool:
        """A line may cross its own dot and those that lie on it, and nothing else."""
        dots = [dot for dot in self.dots if not overlap(dot, own)]
        if any(crosses_box(leader, box) for taken in (dots, self.boxes) for box in taken):
            return False
        return not any(cross(leader, other) for other in self.leaders)


def place_names(
    spots: Sequence[Spot],
    *,
    ranges: Sequence[Box],
    words: Sequence[Box] = (),
    area: Box,
    line: float,
    measure: Callable[[int], float],
) -> list[Place | None]:
    """A place for each dot that touches no other, no dot and no word; None where there is no room at all.

    A name for whom there is no room becomes a number, and all of them do if most would. `measure` tells the
    width of a number.
    """
    dots = [spot.box for spot in spots]
    start = _Picture(area=area, dots=dots, boxes=list(words))
    picture, places = _place_all_names(spots, start, ranges, line)
    if 2 * sum(place is not None for place in places) < len(spots):
        picture, places = start, [None] * len(spots)
    number = 1
    for at, spot in enumerate(spots):
        if places[at] is None:
            place = _find_place(spot, measure(number), picture, ranges, line)
            if place is not None:
                places[at] = Place(box=place.box, leader=place.leader, number=number)
                picture.put(place)
                number += 1
    return places


def _place_all_names(
    spots: Sequence[Spot], start: _Picture, ranges: Sequence[Box], line: float
) -> tuple[_Picture, list[Place | None]]:
    """The best of a few tries: whoever found no place comes first in the next one."""
    around = [_around(spot, spot.wide, NEAR, line) for spot in spots]
    choices = [sum(start.has_room(box) for box, _ in boxes) for boxes in around]
    order = sorted(range(len(spots)), key=lambda at: (choices[at] or len(SIDES) + 1, at))
    first: list[int] = []
    best, best_missing = (start, list[Place | None]()), len(spots) + 1
    for _ in range(min(MOST_TRIES, WORK // max(1, len(spots)) + 2)):
        picture = _Picture(area=start.area, dots=start.dots, boxes=list(start.boxes))
        places = _try_names(spots, picture, ranges, line, first, order)
        missing = [at for at in order if places[at] is None]
        if len(missing) < best_missing:
            best, best_missing = (picture, places), len(missing)
        if not missing or 2 * len(missing) > len(spots):
            break
        first = [*missing, *(at for at in first if at not in missing)]
    return best


def _try_names(
    spots: Sequence[Spot],
    picture: _Picture,
    ranges: Sequence[Box],
    line: float,
    first: Sequence[int],
    order: Sequence[int],
) -> list[Place | None]:
    """Those that come first, then all beside their dot, then with a line whoever has no room there."""
    places: list[Place | None] = [None] * len(spots)
    for find, turn in ((_find_place, first), (_find_near, order), (_find_far, order)):
        for at in turn:
            if places[at] is None:
                place = find(spots[at], spots[at].wide, picture, ranges, line)
                if place is not None:
                    places[at] = place
                    picture.put(place)
    return places


def _find_place(
    spot: Spot, wide: float, picture: _Picture, ranges: Sequence[Box], line: float
) -> Place | None:
    return _find_near(spot, wide, picture, ranges, line) or _find_far(spot, wide, picture, ranges, line)


def _find_near(
    spot: Spot, wide: float, picture: _Picture, ranges: Sequence[Box], line: float
) -> Place | None:
    """Beside the dot, off the ranges of all rates if possible."""
    for avoided in (ranges, ()):
        for box, _ in _around(spot, wide, NEAR, line):
            if picture.has_room(box, avoided):
                return Place(box=box, leader=None)
    return None


def _find_far(spot: Spot, wide: float, picture: _Picture, ranges: Sequence[Box], line: float) -> Place | None:
    for avoided in (ranges, ()):
        for gap in RINGS:
            for box, leader in _around(spot, wide, gap, line):
                if picture.has_room(box, avoided) and picture.is_clear(leader, spot.box):
                    return Place(box=box, leader=leader)
    return None


def _around(spot: Spot, wide: float, gap: float, line: float) -> Iterator[tuple[Box, Segment]]:
    """Boxes that touch a square around the dot, with the line from its middle to where they touch it."""
    for right, down in SIDES:
        x, y = spot.x + right * (spot.reach + gap), spot.y + down * (spot.reach + gap)
        left = x - wide * (1 - right) / 2
        top = y - line / 2 if right in (1, -1) else y - line * (1 - down) / 2
        yield Box(left, top, left + wide, top + line), Segment(spot.x, spot.y, x, y)


def place_words(
    widths: Sequence[float], *, taken: Sequence[Box], area: Box, line: float, gap: float
) -> list[Box | None]:
    """Where the words of the corners stand: top left, top right, bottom left, bottom right.

    Each slides from its corner along the strip outside the field, then along the one inside, to where neither
    a dot nor another word is; None where there is no such place.
    """
    boxes, placed = list(taken), list[Box | None]()
    for at, wide in enumerate(widths):
        above, below = (area.top - gap - line, area.top + gap), (area.bottom + gap, area.bottom - gap - line)
        found = [_slide(wide, top, line, at % 2 == 1, area, boxes) for top in (above if at < 2 else below)]
        box = next((one for one in found if one), None)
        placed.append(box)
        if box:
            boxes.append(Box(box.left - 3 * gap, box.top, box.right + 3 * gap, box.bottom))
    return placed


def _slide(
    wide: float, top: float, line: float, is_right: bool, area: Box, taken: Sequence[Box]
) -> Box | None:
    left, step = (area.right - wide, -STEP) if is_right else (area.left, STEP)
    while area.left <= left and left + wide <= area.right:
        box = Box(left, top, left + wide, top + line)
        if not any(overlap(box, other) for other in taken):
            return box
        left += step
    return None


def overlap(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def crosses_box(line: Segment, box: Box) -> bool:
    """Whether some of the line lies within the box; touching its edge does not count."""
    first, last = 0.0, 1.0
    for start, end, low, high in (
        (line.x1, line.x2, box.left, box.right),
        (line.y1, line.y2, box.top, box.bottom),
    ):
        if start == end:
            if start <= low or start >= high:
                return False
            continue
        one, other = (low - start) / (end - start), (high - start) / (end - start)
        first, last = max(first, min(one, other)), min(last, max(one, other))
    return first < last


def cross(one: Segment, other: Segment) -> bool:
    return _parts(one, other) and _parts(other, one)


def _parts(line: Segment, other: Segment) -> bool:
    """Whether the ends of the other lie on the two sides of the line."""
    right, down = line.x2 - line.x1, line.y2 - line.y1
    first = right * (other.y1 - line.y1) - down * (other.x1 - line.x1)
    second = right * (other.y2 - line.y1) - down * (other.x2 - line.x1)
    return first * second < 0
