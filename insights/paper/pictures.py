"""The two pictures of the joint page as SVG, from the very figures the browser draws them from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt
from typing import Any, Final

from django.utils.safestring import SafeString

from counting import formats
from values.html import EMPTY, fill, join

WIDTH: Final = 360
HEIGHT: Final = 220
LEFT: Final = 34
RIGHT: Final = 344
TOP: Final = 8
BOTTOM: Final = 186
MOST_TICKS: Final = 5
SMALLEST: Final = 2.5
LARGEST: Final = 8.0
LINE: Final = 9.0
LETTER: Final = 4.6  # about the width of a letter, to tell what it would cover
_SVG: Final = '<svg class="picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
_LINE: Final = '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>'
_TEXT: Final = '<text class="{}" x="{}" y="{}">{}</text>'

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """A campaign in the picture; the number stands beside it and before its name below."""

    number: int
    label: str
    x: float
    y: float
    low: float
    high: float
    size: int
    tone: str


def number_dots(points: Sequence[Mapping[str, Any]]) -> list[Dot]:
    """The dots of the browser's picture, numbered from the one with the most leads."""
    ordered = sorted(points, key=lambda point: -point["x"])
    names = ("label", "x", "y", "low", "high", "size", "tone")
    return [
        Dot(number=number, **{name: point[name] for name in names})
        for number, point in enumerate(ordered, start=1)
    ]


def draw_volume(data: Mapping[str, Any], dots: Sequence[Dot], says: str) -> SafeString:
    """Volume against quality: a dot per campaign with the range of its rate."""
    ticks = find_ticks(max((dot.x for dot in dots), default=1))
    right = _Axis(ticks[-1], LEFT, RIGHT)
    up = _Axis(1.0, BOTTOM, TOP)
    largest = max((dot.size for dot in dots), default=1) or 1
    parts = [*_shares(up, find_ticks(1.0)), *_numbers(right, ticks), *_cut(data, right, up)]
    parts += [_line("ci", right.at(dot.x), up.at(dot.low), right.at(dot.x), up.at(dot.high)) for dot in dots]
    places = [(right.at(dot.x), up.at(dot.y), _radius(dot, largest)) for dot in dots]
    parts += [
        fill('<circle class="pt {}" cx="{}" cy="{}" r="{}"/>', dot.tone, *map(_write, place))
        for dot, place in zip(dots, places, strict=True)
    ]
    parts += _numbered(dots, places)
    parts.append(_text("end", RIGHT, HEIGHT - 4, data["x"]["label"]))
    return _picture(parts, says)


def draw_trend(data: Mapping[str, Any], says: str) -> SafeString:
    """Lead to deal by month: the line, its band, and dashed where leads are still too young."""
    labels: Sequence[str] = data["labels"]
    highs = [value for one in data["series"] for value in one["high"] if value is not None]
    ticks = find_ticks(min(1.0, max([0.1, *highs])))
    up = _Axis(ticks[-1], BOTTOM, TOP)
    step = (RIGHT - LEFT) / max(1, len(labels))
    xs = [LEFT + step * (at + 0.5) for at in range(len(labels))]
    parts = _shares(up, ticks)
    every = max(1, -(-len(labels) // 8))
    parts += [
        _text("mid", x, BOTTOM + 12, label)
        for at, (x, label) in enumerate(zip(xs, labels, strict=True))
        if (len(labels) - 1 - at) % every == 0
    ]
    for one in data["series"]:
        parts += _bands(one, xs, up)
    for one in data["series"]:
        parts += _runs(one, xs, up)
    parts.append(_text("end", RIGHT, HEIGHT - 4, data["x"]["label"]))
    return _picture(parts, says)


def find_ticks(highest: float) -> list[float]:
    """Round numbers from 0 to the first one that is not below the highest; six at most."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / MOST_TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    step = max(step, 1.0) if highest >= MOST_TICKS else step
    count = -(-(highest * 0.9999) // step)
    return [step * at for at in range(int(count) + 1)]


@dataclass(frozen=True, slots=True)
class _Axis:
    """From 0 at `start` to `top` at `end`."""

    top: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (self.end - self.start) * min(value, self.top) / self.top


def _shares(up: _Axis, ticks: Sequence[float]) -> list[SafeString]:
    lines = [_line("ax", LEFT, up.at(tick), RIGHT, up.at(tick)) for tick in ticks]
    said = [_text("end", LEFT - 4, up.at(tick) + 3, formats.percent(tick, places=0)) for tick in ticks]
    return [*lines, *said]


def _numbers(right: _Axis, ticks: Sequence[float]) -> list[SafeString]:
    is_whole = all(tick == int(tick) for tick in ticks)
    return [
        _text(
            "mid",
            right.at(tick),
            BOTTOM + 12,
            formats.whole(int(tick)) if is_whole else formats.decimal(tick, 1),
        )
        for tick in ticks
    ]


def _cut(data: Mapping[str, Any], right: _Axis, up: _Axis) -> list[SafeString]:
    """The dashed lines where the corners meet, and what each corner is."""
    cut = data["cut"]
    lines = (
        []
        if cut is None
        else [
            _line("cut", right.at(cut["x"]), TOP, right.at(cut["x"]), BOTTOM),
            _line("cut", LEFT, up.at(cut["y"]), RIGHT, up.at(cut["y"])),
        ]
    )
    places = (
        ("said", LEFT + 4, TOP + 9),
        ("end", RIGHT - 2, TOP + 9),
        ("said", LEFT + 4, BOTTOM - 4),
        ("end", RIGHT - 2, BOTTOM - 4),
    )
    return [*lines, *(_text(*place, text) for place, text in zip(places, data["corners"], strict=True))]


def _radius(dot: Dot, largest: int) -> float:
    return max(SMALLEST, LARGEST * sqrt(dot.size / largest))


def _numbered(dots: Sequence[Dot], places: Sequence[tuple[float, float, float]]) -> list[SafeString]:
    """Each number beside its dot, where it covers neither another number nor another dot."""
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r in places]
    said = []
    for dot, (x, y, r) in zip(dots, places, strict=True):
        wide = LETTER * len(str(dot.number))
        boxes = [
            (left, middle - LINE / 2, left + wide, middle + LINE / 2)
            for gap in (1.5, 8, 16)
            for left, middle in (
                (x + r + gap, y),
                (x - r - gap - wide, y),
                (x - wide / 2, y + r + gap + LINE / 2),
                (x - wide / 2, y - r - gap - LINE / 2),
            )
        ]
        box = next((one for one in boxes if _is_free(one, taken)), None)
        if box is None:
            continue
        taken.append(box)
        said.append(_text("number", box[0], box[3] - 1.5, str(dot.number)))
    return said


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    if left < LEFT or right > RIGHT or top < TOP or bottom > BOTTOM:
        return False
    return not any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken
    )


def _bands(one: Mapping[str, Any], xs: Sequence[float], up: _Axis) -> list[SafeString]:
    if one.get("dashed"):
        return []
    bands = []
    for run in _runs_of(one["low"]):
        above = [(xs[at], up.at(one["high"][at])) for at in run]
        below = [(xs[at], up.at(one["low"][at])) for at in reversed(run)]
        bands.append(fill('<polygon class="band {}" points="{}"/>', one["tone"], _points([*above, *below])))
    return bands


def _runs(one: Mapping[str, Any], xs: Sequence[float], up: _Axis) -> list[SafeString]:
    tone = f"{one['tone']} dashed" if one.get("dashed") else one["tone"]
    parts = []
    for run in _runs_of(one["values"]):
        points = [(xs[at], up.at(one["values"][at])) for at in run]
        parts.append(fill('<polyline class="run {}" points="{}"/>', tone, _points(points)))
        parts += [
            fill('<circle class="pt {}" cx="{}" cy="{}" r="2.5"/>', one["tone"], _write(x), _write(y))
            for x, y in points
        ]
    return parts


def _runs_of(values: Sequence[float | None]) -> list[list[int]]:
    """Where there are values, as far as they stand side by side."""
    runs: list[list[int]] = []
    for at, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_write(x)},{_write(y)}" for x, y in points)


def _line(tone: str, *ends: float) -> SafeString:
    return fill(_LINE, tone, *map(_write, ends))


def _text(tone: str, x: float, y: float, text: str) -> SafeString:
    return fill(_TEXT, tone, _write(x), _write(y), text)


def _write(number: float) -> str:
    return f"{number:.1f}"


def _picture(parts: Sequence[SafeString], says: str) -> SafeString:
    return fill(_SVG, str(WIDTH), str(HEIGHT), says, join(parts) if parts else EMPTY)
