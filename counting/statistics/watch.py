"""What has changed or stands out by more than chance explains, when all of it is looked at week after week.

Testing the same figure again each night and stopping at the first success is optional stopping: at 5 % a time
something is found sooner or later in every company. So there is one look a week, and the 5 % of a calendar
quarter are shared out over the at most 14 looks in it. Within a look everything tested is one family of
Benjamini and Hochberg at that share of 5 %. The looks see the same leads again and depend on each other in
ways nobody knows, hence no more than this is used of them: what is false of all that is said in a quarter is
at most the sum of what is false of each look, since V ÷ R ≤ Σ V(t) ÷ R(t). So of all that is found in a
quarter at most 5 % is false on average, and a company in which all is alike gets anything at all in at most
5 of 100 quarters.

Sources:
- P. Armitage, C. K. McPherson, B. C. Rowe (1969), "Repeated significance tests on accumulating data", Journal
  of the Royal Statistical Society A 132, 235-244: how often chance succeeds when one looks again and again.
- Y. Benjamini, Y. Hochberg (1995), as in `chance`; K. J. Worsley (1983), as in `trend`; R. G. Newcombe (1998)
  and J. Przyborowski, H. Wilenski (1940), as in `difference`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from counting.statistics.chance import FALSE_DISCOVERIES, discoveries
from counting.statistics.difference import Direction, Pace, divide_paces, subtract_rates
from counting.statistics.proportion import SMALL_SAMPLE, Rate, wilson
from counting.statistics.trend import find_change

LOOKS: Final = 14
"""No calendar quarter has more Mondays."""
SHARE_OF_LOOK: Final = FALSE_DISCOVERIES / LOOKS
WORTH: Final = 0.8
"""The lower share is at most so much of the higher one: what is sure but small is not worth a meeting."""
NEWEST: Final = 13
"""A change is looked for in so many newest weeks: older ones were looked at when they were new."""
METHOD: Final = 1
"""Kept with what was found; another number for another way to find it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A share beside the one it is held against, before anybody knows how much else is looked at.

    `low` and `high` are the 95 % limits of `rate` minus `other`, or where `is_ratio` of how many times as
    often. `week` is the first after a change, counted from 0; None where nothing is compared over time.
    """

    rate: Rate
    other: Rate
    low: float
    high: float
    probability: float
    week: int | None = None
    is_ratio: bool = False

    @property
    def direction(self) -> Direction:
        """On which side the whole interval lies, where the difference is also large enough to matter."""
        none = 1 if self.is_ratio else 0
        here, there = self.rate.value or 0.0, self.other.value or 0.0
        if min(here, there) > WORTH * max(here, there):
            return "level"
        if self.low > none:
            return "up"
        return "down" if self.high < none else "level"


def hold_against(rate: Rate, rest: Rate) -> Signal | None:
    """Return a share beside that of others that share no case with it; None under ten cases on a side."""
    if rate.is_small or rest.is_small:
        return None
    difference = subtract_rates(rate, rest)
    assert difference.low is not None
    assert difference.high is not None
    assert difference.probability is not None
    return Signal(
        rate=rate,
        other=rest,
        low=difference.low,
        high=difference.high,
        probability=difference.probability,
    )


def find_shift(weeks: Sequence[Rate]) -> Signal | None:
    """Return what came after the best cut before one of the newest weeks, beside what came before it.

    The probability is that of any such cut as good (Worsley 1983); the limits are those of this one, which as
    the best of many looks larger than it is. None where no cut leaves ten cases on both sides.
    """
    change = find_change(weeks, newest=NEWEST)
    if change is None:
        return None
    signal = hold_against(change.after, change.before)
    assert signal is not None
    return Signal(
        rate=signal.rate,
        other=signal.other,
        low=signal.low,
        high=signal.high,
        probability=change.probability,
        week=change.week,
    )


def hold_named(named: Rate, others: Rate) -> Signal | None:
    """Return how many times as often one of several things is named as the others, by whoever knew them.

    Given how often any was named, this one has a binomial share by how many knew it (Przyborowski and
    Wilenski 1940), also where each names one at most; who names several makes it only safer. None under ten
    who knew on a side, or where the others are named by nobody less than ten times together.
    """
    if named.is_small or others.is_small or named.count + others.count < SMALL_SAMPLE:
        return None
    times = divide_paces(Pace(count=named.count, days=named.of), Pace(count=others.count, days=others.of))
    return Signal(
        rate=named,
        other=others,
        low=times.low or 0.0,
        high=float("inf") if times.high is None else times.high,
        probability=times.probability,
        is_ratio=True,
    )


def find_signals(signals: Sequence[Signal | None]) -> list[bool]:
    """Tell which of all that is looked at in one week stand: a discovery that its own interval carries."""
    found = discoveries(
        [None if signal is None else signal.probability for signal in signals], share=SHARE_OF_LOOK
    )
    return [
        is_found and signal is not None and signal.direction != "level"
        for signal, is_found in zip(signals, found, strict=True)
    ]


def add_rates(rates: Sequence[Rate]) -> Rate:
    """Return the share of all of them together."""
    return wilson(successes=sum(rate.count for rate in rates), trials=sum(rate.of for rate in rates))
