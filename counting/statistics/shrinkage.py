"""Shrunken rates for ordering a list, so that 3 of 3 does not stand above 180 of 200.

Every group's true share is thought of as drawn from one beta distribution, the prior, which is read off
all groups together (empirical Bayes). A small group is then pulled far towards the common mean, a large
one hardly.

Sources:
- J. C. Kleinman (1973), "Proportions with extraneous variance: single and independent samples",
  Journal of the American Statistical Association 68, 46-54, section 2: moments with unequal group sizes.
- A. Gelman et al. (2013), "Bayesian Data Analysis", 3rd ed., section 2.4: the mean of the beta posterior.

A shrunken value orders; what is shown beside it is the plain `Rate` with its counts and interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from counting.statistics.proportion import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed of a group before its own cases: beta(mean · strength, (1 - mean) · strength).

    `mean` is a share from 0 to 1. `strength` counts in cases: the group's own cases weigh as much as the
    prior when there are this many. 0 leaves each group alone; infinite gives all groups the mean.
    """

    mean: float
    strength: float

    def estimate(self, rate: Rate) -> float:
        """Return the mean of the posterior, (count + mean · strength) / (of + strength), from 0 to 1."""
        if rate.of == 0 or self.strength == inf:
            return self.mean
        return (rate.count + self.mean * self.strength) / (rate.of + self.strength)


def fit_prior(rates: Sequence[Rate]) -> Prior | None:
    """Fit the prior by the method of moments (Kleinman 1973, weights equal to the group sizes).

    With k groups that have cases, N cases in all, pooled mean p and S = Σ nᵢ (pᵢ - p)², the expected S is
    p(1 - p) · (k - 1 + γ · (N - Σ nᵢ²/N - (k - 1))). Solved for γ, the correlation within a group;
    the strength is (1 - γ) / γ.

    Where the groups spread no more than chance would spread them (γ ≤ 0), and where the spread cannot be
    read at all (one group, all successes or none, one case each), the strength is infinite: no order is
    better than a wrong one. None when no group has a case.
    """
    groups = [rate for rate in rates if rate.of > 0]
    if not groups:
        return None
    total = sum(rate.of for rate in groups)
    mean = sum(rate.count for rate in groups) / total
    binomial = mean * (1 - mean)
    room = total - sum(rate.of**2 for rate in groups) / total - (len(groups) - 1)
    if binomial == 0 or room <= 0:
        return Prior(mean=mean, strength=inf)
    spread = sum(rate.of * (rate.count / rate.of - mean) ** 2 for rate in groups)
    correlation = (spread / binomial - (len(groups) - 1)) / room
    return Prior(mean=mean, strength=_strength(correlation))


def shrink(rates: Sequence[Rate]) -> list[float | None]:
    """Return the shrunken share of each rate, in the order given, to sort by.

    A group without cases gets the common mean; when no group has a case, every answer is None.
    """
    prior = fit_prior(rates)
    return [None if prior is None else prior.estimate(rate) for rate in rates]


def _strength(correlation: float) -> float:
    if correlation <= 0:
        return inf
    return max(0.0, (1 - correlation) / correlation)
