"""The trend of the joint page as SVG, from the figures the browser draws; what pictures on paper share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final

from django.utils.safestring import SafeString

from counting import formats
from values.html import EMPTY, fill, join

WIDTH: Final = 360
HEIGHT: Final = 212
LEFT: Final = 34
RIGHT: Final = 344
TOP: Final = 8
BOTTOM: Final = 186
MOST_TICKS: Final = 5
_SVG: Final = '<svg class="picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
_LINE: Final = '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>'
_TEXT: Final = '<text class="{}" x="{}" y="{}">{}</text>'


def draw_trend(data: Mapping[str, Any], marks: Mapping[str, str], says: str) -> SafeString:
    """Lead to deal by month: the line, its band, and dashed where leads are still too young.

    `marks` are the numbers of what happened in a month, by its label.
    """
    labels: Sequence[str] = data["labels"]
    highs = [value for one in data["series"] for value in one["high"] if value is not None]
    ticks = find_ticks(min(1.0, max([0.1, *highs])))
    up = Axis(ticks[-1], BOTTOM, TOP)
    step = (RIGHT - LEFT) / max(1, len(labels))
    xs = [LEFT + step * (at + 0.5) for at in range(len(labels))]
    parts = draw_shares(up, ticks)
    every = max(1, -(-len(labels) // 8))
    parts += [
        draw_text("mid", x, BOTTOM + 12, label)
        for at, (x, label) in enumerate(zip(xs, labels, strict=True))
        if (len(labels) - 1 - at) % every == 0
    ]
    for x, label in zip(xs, labels, strict=True):
        if label in marks:
            parts += [draw_line("mark", x, TOP, x, BOTTOM), draw_text("mid", x, TOP - 1, marks[label])]
    for one in data["series"]:
        parts += _bands(one, xs, up)
    for one in data["series"]:
        parts += _runs(one, xs, up)
    parts.append(draw_text("end", RIGHT, HEIGHT - 3, data["x"]["label"]))
    return draw_picture(parts, says)


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
class Axis:
    """From 0 at `start` to `top` at `end`."""

    top: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (self.end - self.start) * min(value, self.top) / self.top


def draw_shares(up: Axis, ticks: Sequence[float]) -> list[SafeString]:
    lines = [draw_line("ax", LEFT, up.at(tick), RIGHT, up.at(tick)) for tick in ticks]
    said = [draw_text("end", LEFT - 4, up.at(tick) + 3, formats.percent(tick, places=0)) for tick in ticks]
    return [*lines, *said]


def _bands(one: Mapping[str, Any], xs: Sequence[float], up: Axis) -> list[SafeString]:
    bands = []
    for run in _runs_of(one["low"]):
        above = [(xs[at], up.at(one["high"][at])) for at in run]
        below = [(xs[at], up.at(one["low"][at])) for at in reversed(run)]
        bands.append(fill('<polygon class="band {}" points="{}"/>', one["tone"], _points([*above, *below])))
    return bands


def _runs(one: Mapping[str, Any], xs: Sequence[float], up: Axis) -> list[SafeString]:
    tone = f"{one['tone']} dashed" if one.get("dashed") else one["tone"]
    parts = []
    for run in _runs_of(one["values"]):
        points = [(xs[at], up.at(one["values"][at])) for at in run]
        parts.append(fill('<polyline class="run {}" points="{}"/>', tone, _points(points)))
        parts += [
            fill('<circle class="pt {}" cx="{}" cy="{}" r="2.5"/>', one["tone"], write(x), write(y))
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
    return " ".join(f"{write(x)},{write(y)}" for x, y in points)


def draw_line(tone: str, *ends: float) -> SafeString:
    return fill(_LINE, tone, *map(write, ends))


def draw_text(tone: str, x: float, y: float, text: str) -> SafeString:
    return fill(_TEXT, tone, write(x), write(y), text)


def write(number: float) -> str:
    return f"{number:.1f}"


def draw_picture(parts: Sequence[SafeString], says: str) -> SafeString:
    return fill(_SVG, str(WIDTH), str(HEIGHT), says, join(parts) if parts else EMPTY)
