"""Rates with their uncertainty: what share of something, and how far chance alone could move it.

Sources:
- E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference",
  Journal of the American Statistical Association 22, 209-212: the score interval of one proportion.
- R. G. Newcombe (1998), "Interval estimation for the difference between independent proportions",
  Statistics in Medicine 17, 873-890, method 10: the hybrid score interval, without continuity correction.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import Final

SMALL_SAMPLE: Final = 10
"""Below this many cases a share is shown grey and no verdict is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`count` of `of` cases, with the interval that holds the true share at the given confidence.

    `value`, `low` and `high` are shares from 0 to 1, never percent; all three are None when there is no case.
    """

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None
    confidence: float = 0.95

    @property
    def is_small(self) -> bool:
        """Whether there are fewer than ten cases: show it, draw no conclusion."""
        return self.of < SMALL_SAMPLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One share minus another, from -1 to 1, with its interval."""

    value: float
    low: float
    high: float

    @property
    def is_positive(self) -> bool:
        """Whether the first share is higher by more than chance explains."""
        return self.low > 0

    @property
    def is_negative(self) -> bool:
        """Whether the first share is lower by more than chance explains."""
        return self.high < 0


def wilson(*, successes: int, trials: int, confidence: float = 0.95) -> Rate:
    """Return the share of successes with its Wilson score interval (Wilson 1927, p. 210).

    With p = successes / trials and z the normal quantile of (1 + confidence) / 2:
    (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n). It stays inside 0 to 1 and is meaningful
    for few cases and for 0 or all successes.

    Raises ValueError when a count is negative, successes exceed trials, or confidence is not between 0 and 1.
    """
    _check_counts(successes=successes, trials=trials)
    z = _critical_value(confidence)
    if trials == 0:
        return Rate(count=0, of=0, value=None, low=None, high=None, confidence=confidence)
    share = successes / trials
    scale = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    reach = z * sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2) / scale
    return Rate(
        count=successes,
        of=trials,
        value=share,
        # The formula is exactly 0 or 1 at the ends; floating point would miss it by a hair.
        low=0.0 if successes == 0 else min(share, centre - reach),
        high=1.0 if successes == trials else max(share, centre + reach),
        confidence=confidence,
    )


def difference(a: Rate, b: Rate) -> Difference | None:
    """Return share a minus share b with Newcombe's hybrid score interval (1998, method 10).

    With d = p₁ - p₂ and Wilson intervals (l, u): d - √((p₁ - l₁)² + (u₂ - p₂)²) to
    d + √((u₁ - p₁)² + (p₂ - l₂)²). The two groups must share no case: compare a campaign with the
    rest, not with a total it is part of. None when either rate has no case.

    Raises ValueError when the rates were made at different confidences.
    """
    if a.confidence != b.confidence:
        raise ValueError(
            f"confidences are {a.confidence} and {b.confidence}, allowed is the same for both rates"
        )
    first, second = _known(a), _known(b)
    if first is None or second is None:
        return None
    (p1, low1, high1), (p2, low2, high2) = first, second
    value = p1 - p2
    return Difference(
        value=value,
        low=value - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2),
        high=value + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2),
    )


def differs(a: Rate, b: Rate) -> bool:
    """Tell whether two independent rates differ by more than chance explains: the interval excludes 0.

    Without a case on one side nothing is known, so the answer is no.
    Raises ValueError when the rates were made at different confidences.
    """
    gap = difference(a, b)
    return gap is not None and (gap.is_positive or gap.is_negative)


def _check_counts(*, successes: int, trials: int) -> None:
    if trials < 0:
        raise ValueError(f"trials is {trials}, allowed is 0 or more")
    if not 0 <= successes <= trials:
        raise ValueError(f"successes is {successes}, allowed is 0 to {trials} (the trials)")


@lru_cache(maxsize=32)
def _critical_value(confidence: float) -> float:
    """Return the two-sided normal quantile, 1.959964 for 0.95."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, allowed is above 0 and below 1, such as 0.95")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _known(rate: Rate) -> tuple[float, float, float] | None:
    if rate.value is None or rate.low is None or rate.high is None:
        return None
    return rate.value, rate.low, rate.high
