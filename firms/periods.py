"""From which day to which a firm was a customer, as its facts say. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

# From a day on, and from the other on no more; None is until today.
Period = tuple[date, date | None]


class Said(Protocol):
    kind: str
    day: date | None


def fold_periods(facts: Iterable[Said]) -> list[Period]:
    """What the facts of one firm come to, in the order in which they were said.

    "Since" of a customer says its day anew; after an end it begins again, or if its day lies before that end
    the firm never ceased to be one. "No longer" ends what is open. "Never" takes all back.
    """
    periods: list[Period] = []
    for fact in facts:
        if fact.kind == "never" or fact.day is None:
            periods = []
        elif fact.kind == "since":
            periods = _begin(periods, fact.day)
        elif periods and periods[-1][1] is None:
            start = periods.pop()[0]
            periods += [(start, fact.day)] if start < fact.day else []
    return unite(periods)


def _begin(periods: list[Period], day: date) -> list[Period]:
    if not periods:
        return [(day, None)]
    *before, (start, until) = periods
    if until is None:
        return [*before, (day, None)]
    return [*before, (min(start, day), None)] if day <= until else [*periods, (day, None)]


def unite(periods: Iterable[Period]) -> list[Period]:
    """The days of all of them, in order and without overlaps."""
    united: list[Period] = []
    for start, until in sorted(periods, key=lambda period: period[0]):
        if not united or not _reaches(united[-1], start):
            united.append((start, until))
            continue
        first, last = united[-1]
        united[-1] = (first, None if last is None or until is None else max(last, until))
    return united


def _reaches(period: Period, day: date) -> bool:
    return period[1] is None or day <= period[1]
