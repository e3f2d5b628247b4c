"""Rates with their uncertainty: what share of something, and how far chance alone could move it.

Source:
- E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference",
  Journal of the American Statistical Association 22, 209-212: the score interval of one proportion.
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
