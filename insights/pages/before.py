"""How a figure stands against that of before, in words: an arrow only where it is beyond chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from counting import formats
from counting.statistics import Difference, Direction, PaceChange
from figures.before import Before

ARROWS: Final[dict[Direction, str]] = {"up": "▲", "down": "▼", "level": ""}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What it was, and by how much it differs; `sure` says the difference, "" where chance may make it."""

    was: str
    arrow: str = ""
    sure: str = ""
    text: str = ""


def say_changes(before: Before | None) -> dict[str, Change]:
    """By the step of the funnel; what ripens with age has no line."""
    if before is None:
        return {}
    changes = {
        "leads": _say_pace(before.leads) if before.leads else None,
        "good_recorded": say_difference(before.good),
        "won": say_difference(before.mature),
    }
    return {name: change for name, change in changes.items() if change}


def _say_pace(change: PaceChange) -> Change:
    was = _("before: %(count)s in %(days)s days") % {
        "count": formats.whole(change.before.count),
        "days": formats.whole(round(change.before.days)),
    }
    if change.value is None or change.low is None or change.high is None:
        return Change(was=was)
    low, high = formats.signed_percent(change.low - 1), formats.signed_percent(change.high - 1)
    return _judge(
        was,
        change.direction,
        _("%(change)s a day") % {"change": formats.signed_percent(change.value - 1)},
        _("(%(low)s to %(high)s)") % {"low": low, "high": high},
    )


def say_difference(change: Difference) -> Change | None:
    if not change.before.of:
        return None
    values = {"share": formats.percent(change.before.value), "counts": formats.counts(change.before)}
    was = _("before: %(share)s, %(counts)s") % values
    if change.value is None or change.low is None or change.high is None:
        return Change(was=was)
    low, high = formats.points(change.low), formats.points(change.high)
    return _judge(
        was,
        change.direction,
        _("%(points)s points") % {"points": formats.points(change.value)},
        _("(%(low)s to %(high)s)") % {"low": low, "high": high},
    )


def _judge(was: str, direction: Direction, sure: str, spread: str) -> Change:
    if direction == "level":
        text = _("difference %(difference)s, not certain yet")
        return Change(was=was, text=text % {"difference": f"{sure} {spread}"})
    return Change(was=was, arrow=ARROWS[direction], sure=sure, text=spread)
