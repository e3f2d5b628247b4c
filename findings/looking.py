"""All that is compared in one look, each with the leads it is about; what stands of it, statistics say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from counting.statistics import Signal, find_shift, find_signals, hold_against, hold_named
from counting.weeks import WEEK, last_ripe_week
from findings.models import CHANGES, FindingDirection, FindingKind
from findings.series import Series, Who, add_weeks, age_of, days_of, line_up, read_series, rest_of

# Kind, campaign, promise.
Key = tuple[FindingKind, int | None, int | None]
WEEKS_OF_LOOK: Final = 52
# What is told of on one side only: nobody need be warned of a campaign that does better than the rest.
ONLY: Final = {
    FindingKind.FEW_DEALS: FindingDirection.DOWN,
    FindingKind.TOO_MUCH: FindingDirection.UP,
    FindingKind.PROMISE: FindingDirection.UP,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One comparison: leads that came in from `start` to before `end`."""

    key: Key
    signal: Signal
    start: date
    end: date
    days: int

    @property
    def since(self) -> date | None:
        """The Monday from which on it is another share than before."""
        return None if self.signal.week is None else self.start + WEEK * self.signal.week

    @property
    def is_told(self) -> bool:
        """Whether anybody is told of this side of it."""
        kind = self.key[0]
        return kind not in ONLY or self.signal.direction == ONLY[kind]


def compare_all(monday: date, begins: Mapping[Key, date | None]) -> list[Compared]:
    """Everything that can be compared on a Monday.

    `begins` says of what was found before where new data begin: the first Monday after it was closed; None
    while it is open, then it is not compared.
    """
    return [one for kind in FindingKind for one in _compare_kind(kind, monday, begins)]


def find_all(compared: list[Compared]) -> list[Compared]:
    """What stands among all that was compared in one look."""
    stands = find_signals([one.signal for one in compared])
    return [one for one, is_found in zip(compared, stands, strict=True) if is_found and one.is_told]


def _compare_kind(kind: FindingKind, monday: date, begins: Mapping[Key, date | None]) -> Iterator[Compared]:
    end = last_ripe_week(monday, age_of(kind)) + WEEK
    start = end - WEEK * WEEKS_OF_LOOK
    series = read_series(kind, start, end)
    for who in sorted(series, key=lambda one: (one[0] or 0, one[1] or 0)):
        key = (kind, *who)
        begin = begins.get(key, start)
        if begin is None or (kind == FindingKind.FEW_DEALS and not _brings_many(series, who, start, end)):
            continue
        first = max(start, begin)
        signal = _compare(kind, series, who, first, end)
        if signal is not None:
            yield Compared(key=key, signal=signal, start=first, end=end, days=days_of(kind))


def _compare(kind: FindingKind, series: Series, who: Who, first: date, end: date) -> Signal | None:
    if kind in CHANGES:
        return find_shift(line_up(series[who], first, end))
    own, rest = add_weeks([series[who]], first, end), add_weeks(rest_of(series, who), first, end)
    return hold_named(own, rest) if kind == FindingKind.PROMISE else hold_against(own, rest)


def _brings_many(series: Series, who: Who, start: date, end: date) -> bool:
    """At least the median of the campaigns that brought any."""
    leads = {one: add_weeks([weekly], start, end).of for one, weekly in series.items()}
    return leads[who] > 0 and leads[who] >= median(number for number in leads.values() if number)
