"""Volume against quality as SVG, from the very figures the browser draws it from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final, Self

from django.utils.safestring import SafeString

from counting import formats
from insights.paper.labels import Box, Place, Spot, place_names, place_words
from insights.paper.pictures import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    Axis,
    draw_line,
    draw_picture,
    draw_shares,
    draw_text,
    find_ticks,
    write,
)
from values.html import fill, join

SMALLEST: Final = 2.5
LARGEST: Final = 7.0
RIM: Final = 0.5
LINE: Final = 9.0
SIZE: Final = 8.0  # of the letters, as pictures.css says
# The words of the corners stand in strips above and below the field.
FIELD: Final = Box(LEFT, TOP + 12, RIGHT, BOTTOM - 10)
GAP: Final = 1.5
_NARROW: Final = frozenset("ijlItfr.,:;|!()[]'’‘‚„“” -")
_BROAD: Final = frozenset("mwMW@%&—–…")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """A campaign in the picture; `place` is where its name or the number for it stands, None without room."""

    label: str
    spot: Spot
    low: float
    high: float
    tone: str
    place: Place | None

    @property
    def number(self) -> int | None:
        return self.place.number if self.place else None


@dataclass(frozen=True, kw_only=True, slots=True)
class VolumePlot:
    """The dots where they stand, the largest first, so that none lies hidden below another."""

    data: Mapping[str, Any]
    dots: Sequence[Dot]
    words: Sequence[Box | None]
    right: Axis
    up: Axis

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """`data` as insights.pages.charts makes it."""
        points = sorted(data["points"], key=lambda point: -point["size"])
        right = Axis(
            find_ticks(max((point["x"] for point in points), default=1))[-1], FIELD.left, FIELD.right
        )
        up = Axis(1.0, FIELD.bottom, FIELD.top)
        largest = max((point["size"] for point in points), default=1) or 1
        spots = [
            Spot(
                x=right.at(point["x"]),
                y=up.at(point["y"]),
                reach=max(SMALLEST, LARGEST * sqrt(point["size"] / largest)) + RIM,
                wide=width_of(point["label"]),
            )
            for point in points
        ]
        ranges = [
            Box(spot.x - 1, up.at(point["high"]), spot.x + 1, up.at(point["low"]))
            for spot, point in zip(spots, points, strict=True)
        ]
        words = place_words(
            [width_of(text) for text in data["corners"]],
            taken=[spot.box for spot in spots],
            area=FIELD,
            line=LINE,
            gap=GAP,
        )
        places = place_names(
            spots,
            ranges=ranges,
            words=[box for box in words if box],
            area=FIELD,
            line=LINE,
            measure=lambda number: width_of(str(number)),
        )
        dots = [
            Dot(
                label=point["label"],
                spot=spot,
                low=point["low"],
                high=point["high"],
                tone=point["tone"],
                place=place,
            )
            for point, spot, place in zip(points, spots, places, strict=True)
        ]
        return cls(data=data, dots=dots, words=words, right=right, up=up)

    @property
    def numbered(self) -> list[Dot]:
        """The dots a number stands for, in the order of these numbers."""
        return sorted((dot for dot in self.dots if dot.number), key=lambda dot: dot.number or 0)

    @property
    def nameless(self) -> list[Dot]:
        return [dot for dot in self.dots if dot.place is None]

    def draw(self, says: str) -> SafeString:
        """All of it; `says` is read out in its place."""
        ticks = find_ticks(self.right.top)
        parts = [*draw_shares(self.up, find_ticks(1.0)), *_draw_numbers(self.right, ticks)]
        parts += [*self._draw_cut(), *self._draw_corners()]
        parts += [
            draw_line("ci", dot.spot.x, self.up.at(dot.low), dot.spot.x, self.up.at(dot.high))
            for dot in self.dots
        ]
        places = [dot.place for dot in self.dots if dot.place]
        parts += [draw_line("leader", *place.leader) for place in places if place.leader]
        parts += [_draw_sign(dot) for dot in self.dots]
        parts += [_draw_name(dot, dot.place) for dot in self.dots if dot.place]
        parts.append(draw_text("end", RIGHT, HEIGHT - 3, self.data["x"]["label"]))
        return draw_picture(parts, says)

    def _draw_cut(self) -> list[SafeString]:
        """The dashed lines where the corners meet."""
        cut = self.data["cut"]
        if cut is None:
            return []
        return [
            draw_line("cut", self.right.at(cut["x"]), FIELD.top, self.right.at(cut["x"]), FIELD.bottom),
            draw_line("cut", FIELD.left, self.up.at(cut["y"]), FIELD.right, self.up.at(cut["y"])),
        ]

    def _draw_corners(self) -> list[SafeString]:
        placed = zip(self.data["corners"], self.words, strict=True)
        return [draw_text("said", box.left, box.bottom - 2, text) for text, box in placed if box]


def width_of(text: str) -> float:
    """How wide a text is at most, to tell what it would cover."""
    shares = [
        0.36 if sign in _NARROW else 0.95 if sign in _BROAD else 0.74 if sign.isupper() else 0.58
        for sign in text
    ]
    return SIZE * sum(shares)


def _draw_numbers(right: Axis, ticks: Sequence[float]) -> list[SafeString]:
    is_whole = all(tick == int(tick) for tick in ticks)
    says = [formats.whole(int(tick)) if is_whole else formats.decimal(tick, 1) for tick in ticks]
    return [
        draw_text("mid", right.at(tick), BOTTOM + 12, said) for tick, said in zip(ticks, says, strict=True)
    ]


def _draw_sign(dot: Dot) -> SafeString:
    """In the shape that stands for its colour, as static/src/js/charts/palette.js has it."""
    x, y, r = dot.spot.x, dot.spot.y, dot.spot.reach - RIM
    if dot.tone == "sl":
        side = r * 0.85
        corner = map(write, (x - side, y - side, 2 * side, 2 * side))
        return fill('<rect class="pt sl rim" x="{}" y="{}" width="{}" height="{}"/>', *corner)
    if dot.tone == "ok":
        ends = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
        points = " ".join(f"{write(right)},{write(down)}" for right, down in ends)
        return fill('<polygon class="pt ok rim" points="{}"/>', points)
    look = "ring" if dot.tone == "gr" else f"{dot.tone} rim"
    return fill('<circle class="pt {}" cx="{}" cy="{}" r="{}"/>', look, *map(write, (x, y, r)))


def _draw_name(dot: Dot, place: Place) -> SafeString:
    """The text on a ground of its own, so that no line crosses it out; its end at the dot is exact."""
    text = dot.label if place.number is None else str(place.number)
    box = place.box
    size = (box.left, box.top + 1, box.right - box.left, box.bottom - box.top - 1)
    ground = fill('<rect class="ground" x="{}" y="{}" width="{}" height="{}"/>', *map(write, size))
    if box.left >= dot.spot.x:
        said = draw_text("number", box.left, box.bottom - 2, text)
    elif box.right <= dot.spot.x:
        said = draw_text("number end", box.right, box.bottom - 2, text)
    else:
        said = draw_text("number mid", (box.left + box.right) / 2, box.bottom - 2, text)
    return join([ground, said])
