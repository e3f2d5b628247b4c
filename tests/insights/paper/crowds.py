"""Pictures full of dots, by chance but always the same, and what touches what in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from random import Random

from insights.paper.labels import Box, Place, Spot, crosses_box, overlap

AREA = Box(34.0, 20.0, 344.0, 176.0)
LINE = 9.0
CROWDS = 60


def make_crowd(seed: int) -> list[Spot]:
    """Up to 45 dots, many of them close together, some at the edge."""
    chance = Random(seed)
    middles = [(chance.uniform(AREA.left, AREA.right), chance.uniform(AREA.top, AREA.bottom)) for _ in "abc"]
    spots = []
    for _ in range(chance.randint(1, 45)):
        x, y = chance.choice(middles)
        spots.append(
            Spot(
                x=min(AREA.right, max(AREA.left, x + chance.gauss(0, 40))),
                y=min(AREA.bottom, max(AREA.top, y + chance.gauss(0, 30))),
                reach=chance.uniform(2, 8),
                wide=chance.uniform(15, 110),
            )
        )
    return spots


def make_ranges(spots: Sequence[Spot]) -> list[Box]:
    return [Box(spot.x - 1, spot.y - 12, spot.x + 1, spot.y + 12) for spot in spots]


def find_clashes(spots: Sequence[Spot], places: Sequence[Place | None], words: Sequence[Box]) -> list[str]:
    """What lies on what, or outside the picture."""
    dots = [spot.box for spot in spots]
    texts = [place.box for place in places if place]
    leaders = [place.leader for place in places if place and place.leader]
    clashes = [f"{one} on {other}" for one, other in combinations([*texts, *words], 2) if overlap(one, other)]
    clashes += [f"{text} on {dot}" for text in [*texts, *words] for dot in dots if overlap(text, dot)]
    # A line ends at the edge of its own name, but for the rounding of its numbers.
    cores = [Box(text.left + 0.01, text.top + 0.01, text.right - 0.01, text.bottom - 0.01) for text in texts]
    clashes += [f"{one} through {core}" for one in leaders for core in cores if crosses_box(one, core)]
    clashes += [f"{text} outside" for text in texts if not _is_inside(text)]
    return clashes


def _is_inside(box: Box) -> bool:
    across = AREA.left <= box.left and box.right <= AREA.right
    return across and AREA.top <= box.top and box.bottom <= AREA.bottom
