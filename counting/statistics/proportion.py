"""Rates with their uncertainty: what share of something, and how far chance alone could move it.

Source:
- E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference",
  Journal of the American Statistical Association 22, 209-212: the score interval of one proportion.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

SMALL_SAMPLE: Final = 10
"""Below this many cases a share is shown grey and no verdict is given."""
# The two-sided normal quantile of 95 %.
_Z: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A share, or a difference of two, that is no plain count of cases, with its interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`count` of `of` cases, with the interval that holds the true share in 95 % of cases.

    `value`, `low` and `high` are shares from 0 to 1, never percent; all three are None when there is no case.
    """

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def is_small(self) -> bool:
        """Whether there are fewer than ten cases: show it, draw no conclusion."""
        return self.of < SMALL_SAMPLE

    @property
    def band(self) -> Band | None:
        """The share and its limits without the counts; None when there is no case."""
        if self.value is None or self.low is None or self.high is None:
            return None
        return Band(value=self.value, low=self.low, high=self.high)


def wilson(*, successes: int, trials: int) -> Rate:
    """Return the share of successes with its 95 % Wilson score interval (Wilson 1927, p. 210).

    With p = successes / trials and z the normal quantile of 0.975:
    (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n). It stays inside 0 to 1 and is meaningful
    for few cases and for 0 or all successes.

    Raises ValueError when a count is negative or successes exceed trials.
    """
    _check_counts(successes=successes, trials=trials)
    if trials == 0:
        return Rate(count=0, of=0, value=None, low=None, high=None)
    share = successes / trials
    low, high = wilson_limits(share, trials)
    return Rate(
        count=successes,
        of=trials,
        value=share,
        # The formula is exactly 0 or 1 at the ends; floating point would miss it by a hair.
        low=0.0 if successes == 0 else min(share, low),
        high=1.0 if successes == trials else max(share, high),
    )


def wilson_limits(share: float, cases: float) -> tuple[float, float]:
    """Return the limits of Wilson's interval for a share of so many cases, a whole number or not."""
    scale = 1 + _Z * _Z / cases
    centre = (share + _Z * _Z / (2 * cases)) / scale
    reach = _Z * sqrt(share * (1 - share) / cases + (_Z / (2 * cases)) ** 2) / scale
    return centre - reach, centre + reach


def _check_counts(*, successes: int, trials: int) -> None:
    if trials < 0:
        raise ValueError(f"trials is {trials}, allowed is 0 or more")
    if not 0 <= successes <= trials:
        raise ValueError(f"successes is {successes}, allowed is 0 to {trials} (the trials)")
