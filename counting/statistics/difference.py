"""How much two periods or groups differ, how far chance could move that, and when an arrow may be drawn.

One rule for both kinds: an arrow is drawn only when the interval leaves out "no difference" and the test
calls it less likely than 5 % by chance. The interval of two shares and the test of `chance` are made
differently and disagree at times; a reader who sees an arrow beside an interval with 0 in it believes
neither, so each can forbid the arrow. For counts per day the two are one question asked twice and agree.

That is for a figure looked at by itself. Of many looked at together, `chance.discoveries` takes the
probabilities and says which stand.

Sources:
- R. G. Newcombe (1998), "Interval estimation for the difference between independent proportions: comparison
  of eleven methods", Statistics in Medicine 17, 873-890: method 10, from two Wilson intervals.
- J. Przyborowski, H. Wilenski (1940), "Homogeneity of results in testing samples from Poisson series",
  Biometrika 31, 313-323: given the sum of two Poisson counts, one of them is binomial.
- C. J. Clopper, E. S. Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of
  the binomial", Biometrika 26, 404-413: its exact interval.
- M. P. Fay (2010), "Two-sided exact tests and matching confidence intervals for discrete data", The R
  Journal 2 (1), 53-58: the test that matches it doubles the smaller tail.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

from counting.statistics.chance import probability_of_chance
from counting.statistics.distributions import beta_quantile, binomial_at_most
from counting.statistics.proportion import Band, Rate
from counting.statistics.ranges import check_above_zero, check_count

Direction = Literal["up", "down", "level"]
UNLIKELY: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`now` minus `before` as a share from -1 to 1, with the interval of 95 %.

    All of value, low, high and probability are None when either side has no case.
    """

    now: Rate
    before: Rate
    value: float | None
    low: float | None
    high: float | None
    probability: float | None

    @property
    def direction(self) -> Direction:
        """Where the arrow points; "level" is none, also where either side has fewer than ten cases."""
        if self.now.is_small or self.before.is_small:
            return "level"
        return direction_of(low=self.low, high=self.high, probability=self.probability, none=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """So many in so many days. Raises ValueError when count is negative or days is not above 0."""

    count: int
    days: float

    def __post_init__(self) -> None:
        check_count("count", self.count)
        check_above_zero("days", self.days)

    @property
    def per_day(self) -> float:
        return self.count / self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceChange:
    """How many times as many per day `now` as `before`, with the interval of 95 %.

    `value` and `high` are None where none came before (nothing is so many times none), `low` where none came
    in either. It takes the cases as coming one by one: many that came as one file are not so many cases.
    """

    now: Pace
    before: Pace
    value: float | None
    low: float | None
    high: float | None
    probability: float

    @property
    def direction(self) -> Direction:
        return direction_of(low=self.low, high=self.high, probability=self.probability, none=1)


def subtract_rates(now: Rate, before: Rate) -> Difference:
    """Return by how much the share of now is above that of before; the groups must share no case.

    Newcombe's method 10: with p, l, u the share and its Wilson limits, d = p₁ - p₂ lies from
    d - √((p₁ - l₁)² + (u₂ - p₂)²) to d + √((u₁ - p₁)² + (p₂ - l₂)²).
    """
    a, b, probability = now.band, before.band, probability_of_chance(now, before)
    if a is None or b is None:
        return Difference(now=now, before=before, value=None, low=None, high=None, probability=None)
    band = subtract_bands(a, b)
    return Difference(
        now=now, before=before, value=band.value, low=band.low, high=band.high, probability=probability
    )


def subtract_bands(a: Band, b: Band) -> Band:
    """Return a minus b, its limits from those of both by Newcombe's method 10."""
    value = a.value - b.value
    below = sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    above = sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Band(value=value, low=value - below, high=value + above)


def divide_paces(now: Pace, before: Pace) -> PaceChange:
    """Return how many times as many came per day now as before.

    Of n in all, x are of now. Were both as quick, x would be binomial with the share of the days
    (Przyborowski and Wilenski 1940); the limits of its share θ (Clopper and Pearson 1934) become those of the
    ratio by θ ÷ (1 - θ) · days before ÷ days now.
    """
    cases, share = now.count + before.count, now.days / (now.days + before.days)
    fewer = binomial_at_most(now.count, cases, share)
    more = binomial_at_most(before.count, cases, 1 - share)
    low, high = clopper_pearson(now.count, cases)
    return PaceChange(
        now=now,
        before=before,
        value=now.per_day / before.per_day if before.count else None,
        low=_odds(low) * before.days / now.days if cases else None,
        high=_odds(high) * before.days / now.days if before.count else None,
        probability=min(1.0, 2 * min(fewer, more)),
    )


def clopper_pearson(successes: int, trials: int) -> tuple[float, float]:
    """Return the limits that hold the true share in at least 95 % of cases; 0 and 1 for no trial."""
    tail = UNLIKELY / 2
    low = beta_quantile(tail, successes, trials - successes + 1) if successes else 0.0
    high = beta_quantile(1 - tail, successes + 1, trials - successes) if successes < trials else 1.0
    return low, high


def direction_of(
    *, low: float | None, high: float | None, probability: float | None, none: float
) -> Direction:
    """Return where an arrow may point: by interval and test together, `none` standing for no difference."""
    if probability is None or probability >= UNLIKELY:
        return "level"
    if low is not None and low > none:
        return "up"
    return "down" if high is not None and high < none else "level"


def _odds(share: float) -> float:
    return share / (1 - share)
