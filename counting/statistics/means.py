"""The mean of an amount over cases most of which have none, and how much two of them differ.

What a lead brought is such an amount: few leads become deals, and the deals differ a hundredfold. The
interval is Student's, which needs the mean of many to be about normal; below ten cases with an amount it is
not, so that nothing is concluded from fewer.

Sources:
- Student (1908), "The probable error of a mean", Biometrika 6, 1-25.
- B. L. Welch (1947), "The generalization of 'Student's' problem when several different population variances
  are involved", Biometrika 34, 28-35, with the degrees of freedom of F. E. Satterthwaite (1946), Biometrics
  Bulletin 2, 110-114.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from counting.statistics.distributions import incomplete_beta, student_reach
from counting.statistics.proportion import SMALL_SAMPLE
from counting.statistics.ranges import check_count

_INSIDE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """`total` over `of` cases, `with_amount` of which have one; the interval of 95 %, never below 0.

    `error` is the standard error. Interval and error are None where there are fewer than two cases, `value`
    where there is none.
    """

    total: int
    of: int
    with_amount: int
    value: float | None
    low: float | None
    high: float | None
    error: float | None

    @property
    def is_small(self) -> bool:
        """Whether fewer than ten cases have an amount: show it, draw no conclusion."""
        return self.with_amount < SMALL_SAMPLE


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanDifference:
    """`now` minus `before`, with Welch's interval of 95 % and test; all None where either has no error."""

    now: Mean
    before: Mean
    value: float | None
    low: float | None
    high: float | None
    probability: float | None


def mean_of(*, total: int, of: int, amounts: Mapping[int, int]) -> Mean:
    """Return the mean of `of` cases that have `total` together; those in none of the `amounts` have 0.

    `amounts` are how many cases have which amount. They may be rounded: from them only the spread is taken.
    Raises ValueError when there are more amounts than cases, or a number is negative.
    """
    with_amount = sum(amounts.values())
    check_count("of", of)
    check_count("total", total)
    check_count("amounts", with_amount, at_most=of, whole="the cases")
    if of == 0:
        return Mean(total=total, of=0, with_amount=0, value=None, low=None, high=None, error=None)
    value = total / of
    error = _standard_error(amounts, of)
    reach = None if error is None else student_reach(_INSIDE, of - 1) * error
    return Mean(
        total=total,
        of=of,
        with_amount=with_amount,
        value=value,
        low=None if reach is None else max(0.0, value - reach),
        high=None if reach is None else value + reach,
        error=error,
    )


def subtract_means(now: Mean, before: Mean) -> MeanDifference:
    """Return by how much the mean of now is above that of before; the groups must share no case.

    t = (m₁ - m₂) / √(e₁² + e₂²) has (e₁² + e₂²)² / (e₁⁴/(n₁ - 1) + e₂⁴/(n₂ - 1)) degrees of freedom.
    """
    if now.value is None or before.value is None or now.error is None or before.error is None:
        return MeanDifference(now=now, before=before, value=None, low=None, high=None, probability=None)
    value, error = now.value - before.value, sqrt(now.error**2 + before.error**2)
    if error == 0:
        probability = 1.0 if value == 0 else 0.0
        return MeanDifference(
            now=now, before=before, value=value, low=value, high=value, probability=probability
        )
    degrees = error**4 / (now.error**4 / (now.of - 1) + before.error**4 / (before.of - 1))
    reach = student_reach(_INSIDE, degrees) * error
    return MeanDifference(
        now=now,
        before=before,
        value=value,
        low=value - reach,
        high=value + reach,
        probability=incomplete_beta(degrees / (degrees + (value / error) ** 2), degrees / 2, 0.5),
    )


def _standard_error(amounts: Mapping[int, int], of: int) -> float | None:
    """√(s²/n) with s² = (Σx² - (Σx)²/n) / (n - 1), in whole numbers until the end."""
    if of < 2:  # one case has no spread
        return None
    total = sum(amount * times for amount, times in amounts.items())
    squares = sum(amount * amount * times for amount, times in amounts.items())
    return sqrt((of * squares - total * total) / (of * (of - 1)) / of)
