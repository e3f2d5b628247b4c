"""The distributions other modules ask for their tails and quantiles, by the standard library alone.

Sources:
- F. W. J. Olver et al. (eds., 2010), "NIST Handbook of Mathematical Functions", Cambridge, sections 8.17(ii),
  8.17(v): the regularised incomplete beta function and its continued fraction.
- W. J. Lentz (1976), Applied Optics 15, 668-671, as changed by I. J. Thompson, A. R. Barnett (1986), Journal
  of Computational Physics 64, 490-509: a continued fraction read from its front.
- M. Abramowitz, I. A. Stegun (1964), "Handbook of Mathematical Functions", 26.5.24, 26.5.26, 26.5.27: tails
  of the binomial, the negative binomial and Student's distribution are incomplete beta functions.

Tails are within 1e-8 of themselves up to a million cases: the logarithm of a factorial loses no more.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Final

Z95: Final = NormalDist().inv_cdf(0.975)
"""The two-sided normal quantile of 95 %."""
# Stands for a denominator of 0 in a continued fraction.
_TINY: Final = 1e-300
_EPSILON: Final = 1e-15


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return I_x(a, b), the share of a beta(a, b) distribution up to x.

    Raises ValueError when a or b is not above 0.
    """
    if a <= 0 or b <= 0:
        raise ValueError(f"a is {a} and b is {b}, allowed is above 0")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _continued_fraction(1 - x, b, a)
    return _continued_fraction(x, a, b)


def beta_quantile(share: float, a: float, b: float) -> float:
    """Return the x with I_x(a, b) = share, by halving until no number lies between.

    Raises ValueError when share is not from 0 to 1, or a or b is not above 0.
    """
    _check_share(share)
    if share in {0, 1}:
        return float(share)
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if incomplete_beta(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return high


def binomial_at_most(count: int, cases: int, share: float) -> float:
    """Return how likely at most so many of the cases are when each is one with this share."""
    if count < 0:
        return 0.0
    return 1.0 if count >= cases else incomplete_beta(1 - share, cases - count, count + 1)


def negative_binomial_quantile(share: float, *, mean: float, variance: float) -> int:
    """Return the smallest count that a negative binomial variable does not exceed with this probability.

    It is the distribution of counts whose variance is above their mean.
    Raises ValueError when share is not from 0 to below 1, or not 0 < mean < variance.
    """
    _check_share(share)
    if not 0 < mean < variance or share == 1:
        raise ValueError(f"mean is {mean}, variance {variance}, share {share}: there is no quantile")
    size, success = mean * mean / (variance - mean), mean / variance
    too_low, high = -1, 1
    while incomplete_beta(success, size, high + 1) < share:
        too_low, high = high, 2 * high
    while high - too_low > 1:
        middle = (too_low + high) // 2
        if incomplete_beta(success, size, middle + 1) < share:
            too_low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=1024)
def student_reach(inside: float, degrees: float) -> float:
    """Return the t with which -t to t holds this share of Student's distribution.

    Raises ValueError when inside is not from 0 to 1 or degrees is not above 0.
    """
    rest = beta_quantile(1 - inside, degrees / 2, 0.5)
    return sqrt(degrees * (1 - rest) / rest)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """I_x(a, b) by the fraction that is quick below (a + 1) / (a + b + 2), about the mean."""
    factor = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    numerator, denominator = 1.0, _invert(1 - (a + b) * x / (a + 1))
    fraction, change, step = denominator, 0.0, 1
    while abs(change - 1) > _EPSILON:
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        change = 1.0
        for part in (even, odd):
            denominator = _invert(1 + part * denominator)
            numerator = 1 + part / numerator
            change *= denominator * numerator
        fraction *= change
        step += 1
    return factor * fraction / a


def _invert(value: float) -> float:
    return 1 / (value or _TINY)


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}, allowed is 0 to 1")
