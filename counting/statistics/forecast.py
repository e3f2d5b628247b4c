"""How many deals a young cohort of leads will end with, from how older ones went on from the same age.

Each past cohort (the leads of a month, say) is known twice: by the age the young one has now, and at the end.
Taking its deals so far by the usual share (the chain ladder) makes nothing of nothing and much of one lucky
deal; taking the usual rate ignores what is known of it. Between the two stands the forecast of a rate that
differs from cohort to cohort: the more they have differed, the more the deals so far count.

The interval is as wide as past forecasts were wrong: every past cohort is forecast from the others, and their
errors scale the variance. It knows no change that no past cohort has seen.

Sources:
- T. Mack (1993), "Distribution-free calculation of the standard error of chain ladder reserve estimates",
  ASTIN Bulletin 23, 213-225; R. L. Bornhuetter, R. E. Ferguson (1972), "The actuary and IBNR", Proceedings of
  the Casualty Actuarial Society 59, 181-195: the two ends.
- R. J. Verrall (2004), "A Bayesian generalized linear model for the Bornhuetter-Ferguson method of claims
  reserving", North American Actuarial Journal 8 (3), 67-89: what lies between, a gamma rate of Poisson
  counts, so that what is to come is negative binomial.
- P. D. England, R. J. Verrall (2002), "Stochastic claims reserving in general insurance", British Actuarial
  Journal 8, 443-518, section 2: over-dispersion as a factor on the variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from counting.statistics.distributions import Z95, negative_binomial_quantile, student_reach
from counting.statistics.proportion import SMALL_SAMPLE
from counting.statistics.ranges import check_count

ENOUGH_COHORTS: Final = 6
_Z80: Final = NormalDist().inv_cdf(0.9)
# No late deal yet is no proof that none ever comes.
_HALF: Final = 0.5
# A negative binomial distribution this close to Poisson's is one.
_POISSON: Final = 1.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The leads of one period that have come to their end.

    `early` of them were won by the age the young cohort has now, `won` in all.
    Raises ValueError when a number is negative or above the one it is a part of.
    """

    leads: int
    early: int
    won: int

    def __post_init__(self) -> None:
        check_count("leads", self.leads)
        check_count("won", self.won, at_most=self.leads, whole="leads")
        check_count("early", self.early, at_most=self.won, whole="won")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From so many deals to so many."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The deals a young cohort will end with: `expected`, the spans that hold them in 80 and 95 % of cases.

    `cohorts` is of how many past ones it was learned.
    """

    expected: float
    likely: Span
    nearly_certain: Span
    cohorts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """Deals per lead by the age of the young cohort and after it, and how much the rate of cohorts varies.

    `spread` is the variance of a cohort's rate over the square of their mean.
    """

    early: float
    late: float
    spread: float

    def expect(self, leads: int, won: int) -> tuple[float, float]:
        """Mean and variance of the deals to come when so many of the leads are won by now.

        With the rate gamma of mean 1 and variance s, E and L deals expected by now and after it, the mean is
        L (1 + s won) ÷ (1 + s E), and the variance m + m² s ÷ (1 + s won).
        """
        known = 1 + self.spread * won
        mean = leads * self.late * known / (1 + self.spread * leads * self.early)
        return mean, mean + mean * mean * self.spread / known


def forecast_deals(past: Sequence[Cohort], *, leads: int, won: int) -> Forecast | None:
    """Return what a cohort of so many leads, so many of them won by now, will end with.

    None unless six past cohorts with leads and ten deals support it. Raises ValueError when won is not from 0
    to leads.
    """
    check_count("leads", leads)
    check_count("won", won, at_most=leads, whole="leads")
    known = [cohort for cohort in past if cohort.leads]
    if len(known) < ENOUGH_COHORTS or sum(cohort.won for cohort in known) < SMALL_SAMPLE:
        return None
    mean, variance = _learn(known).expect(leads, won)
    variance *= _errors(known)
    likely, nearly_certain = (
        _span(mean, variance * (student_reach(inside, len(known) - 1) / z) ** 2, inside, leads=leads, won=won)
        for inside, z in ((0.8, _Z80), (0.95, Z95))
    )
    return Forecast(
        expected=min(won + mean, float(leads)),
        likely=likely,
        nearly_certain=nearly_certain,
        cohorts=len(known),
    )


def _learn(past: Sequence[Cohort]) -> _Pattern:
    """The pattern of these cohorts. The spread is solved for from what χ² over cohorts is expected to be."""
    leads, won = sum(cohort.leads for cohort in past), sum(cohort.won for cohort in past)
    early = sum(cohort.early for cohort in past)
    by_now, to_come = early / leads, (won - early + _HALF) / leads
    if not won:
        return _Pattern(early=by_now, late=to_come, spread=0.0)
    expected = [cohort.leads * won / leads for cohort in past]
    chi = sum((cohort.won - mean) ** 2 / mean for cohort, mean in zip(past, expected, strict=True))
    room = won - sum(mean * mean for mean in expected) / won
    return _Pattern(early=by_now, late=to_come, spread=max(0.0, (chi - (len(past) - 1)) / room))


def _errors(past: Sequence[Cohort]) -> float:
    """The mean squared error of forecasting each cohort from the others, over the variance it was given."""
    total = 0.0
    for at, cohort in enumerate(past):
        mean, variance = _learn([*past[:at], *past[at + 1 :]]).expect(cohort.leads, cohort.early)
        total += (cohort.won - cohort.early - mean) ** 2 / variance
    return total / len(past)


def _span(mean: float, variance: float, inside: float, *, leads: int, won: int) -> Span:
    if not mean:
        return Span(low=won, high=won)
    enough = max(variance, _POISSON * mean)
    low, high = (
        won + negative_binomial_quantile(share, mean=mean, variance=enough)
        for share in ((1 - inside) / 2, (1 + inside) / 2)
    )
    return Span(low=min(low, leads), high=min(high, leads))
