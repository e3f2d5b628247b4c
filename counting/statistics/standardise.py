"""What a campaign's rate would be had its leads gone to the same people as all others' did.

A campaign whose leads all went to the best rep looks better than it is. Within each rep (a stratum) campaign
and rest have met the same person; the shares within are put together again with the weights of the whole
company. Only strata where both have leads can be compared, so how many leads those are is said beside it.

Sources:
- S. Greenland, K. J. Rothman (2008), "Introduction to stratified analysis", chapter 15 of K. J. Rothman,
  S. Greenland, T. L. Lash, "Modern Epidemiology", 3rd ed.: pooling by the weights of Mantel and Haenszel.
- X. Yan, X. G. Su (2010), "Stratified Wilson and Newcombe confidence intervals for multiple binomial
  proportions", Statistics in Biopharmaceutical Research 2 (3), 329-335: their idea, Wilson's interval for a
  weighted share.
- E. L. Korn, B. I. Graubard (1998), "Confidence intervals for proportions with small expected number of
  positive counts estimated from survey data", Survey Methodology 24, 193-201: as of as many cases as would
  give it the variance it has.
- N. Mantel, W. Haenszel (1959), "Statistical aspects of the analysis of data from retrospective studies of
  disease", Journal of the National Cancer Institute 22, 719-748; W. G. Cochran (1954), Biometrics 10,
  417-451: the test, here without the correction for continuity.

The gamma interval of M. P. Fay, E. J. Feuer (1997), Statistics in Medicine 16, 791-801, is for rates without
an upper end; a share has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final

from counting.statistics.difference import Direction, direction_of, subtract_bands
from counting.statistics.proportion import Band, Rate, wilson, wilson_limits

# So many cases at the common share are lent to a stratum, so that 0 of 2 is not taken as certain.
_LENT: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """What one person made of the campaign's leads and of all others'."""

    campaign: Rate
    rest: Rate

    @property
    def is_comparable(self) -> bool:
        return self.campaign.of > 0 and self.rest.of > 0

    @property
    def leads(self) -> int:
        return self.campaign.of + self.rest.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardised:
    """A campaign beside the rest: as counted (`raw`), and as it would be with the company's mix of strata.

    `compared_leads` of the campaign's raw.of leads lie in strata that can be compared, and only those are in
    what follows. `difference` weighs strata by how much they can tell (Mantel and Haenszel), `probability` is
    how likely chance makes one within the strata as large. All are None when no stratum can be compared.
    """

    raw: Rate
    raw_rest: Rate
    compared_leads: int
    campaign: Band | None
    rest: Band | None
    difference: Band | None
    probability: float | None

    @property
    def direction(self) -> Direction:
        """Where the campaign lies beside the rest: by interval, test and the figures shown, or "level"."""
        if self.campaign is None or self.rest is None or self.difference is None:
            return "level"
        if (self.campaign.value - self.rest.value) * self.difference.value <= 0:
            return "level"
        return direction_of(
            low=self.difference.low, high=self.difference.high, probability=self.probability, none=0
        )


def standardise(strata: Sequence[Stratum]) -> Standardised:
    """Hold a campaign against the rest within strata; the rates of all strata must share no lead."""
    known = [stratum for stratum in strata if stratum.is_comparable]
    campaigns, rests = [stratum.campaign for stratum in known], [stratum.rest for stratum in known]
    company = [float(stratum.leads) for stratum in known]
    telling = [stratum.campaign.of * stratum.rest.of / stratum.leads for stratum in known]
    return Standardised(
        raw=_add_up([stratum.campaign for stratum in strata]),
        raw_rest=_add_up([stratum.rest for stratum in strata]),
        compared_leads=sum(rate.of for rate in campaigns),
        campaign=weigh(campaigns, company) if known else None,
        rest=weigh(rests, company) if known else None,
        difference=subtract_bands(weigh(campaigns, telling), weigh(rests, telling)) if known else None,
        probability=mantel_haenszel(known) if known else None,
    )


def weigh(rates: Sequence[Rate], weights: Sequence[float]) -> Band:
    """Return the mean share by these weights, with the interval of Wilson for as many cases as it is worth.

    With w the weights as shares of 1 and p' = (count + 2 P) ÷ (of + 2), P the common share, the variance is
    V = Σ w² p' (1 - p') ÷ of, and m' (1 - m') ÷ V cases would give it, m' = Σ w p'. Where P is 0 or 1 that is
    1 ÷ Σ w² ÷ of. Each rate must have a case, and some weight be above 0.
    """
    total = sum(weights)
    shares = [weight / total for weight in weights]
    common = sum(rate.count for rate in rates) / sum(rate.of for rate in rates)
    lent = [(rate.count + _LENT * common) / (rate.of + _LENT) for rate in rates]
    mean = sum(weight * share for weight, share in zip(shares, lent, strict=True))
    pieces = [weight * weight / rate.of for weight, rate in zip(shares, rates, strict=True)]
    variance = sum(piece * share * (1 - share) for piece, share in zip(pieces, lent, strict=True))
    cases = mean * (1 - mean) / variance if variance > 0 else 1 / sum(pieces)
    value = sum(weight * rate.count / rate.of for weight, rate in zip(shares, rates, strict=True))
    low, high = wilson_limits(value, cases)
    # At 0 and 1 floating point misses them by a hair.
    return Band(value=value, low=min(value, max(0.0, low)), high=max(value, min(1.0, high)))


def mantel_haenszel(strata: Sequence[Stratum]) -> float:
    """Return how likely chance alone parts campaign and rest as much within the strata, two-sided.

    Of a stratum's N leads n are the campaign's, and t were successes: a of them the campaign's, where chance
    expects n t ÷ N with variance n (N - n) t (N - t) ÷ (N² (N - 1)). The sum of all a less what is expected,
    squared and by the sum of the variances, is χ² with one degree of freedom. Strata without a lead on either
    side add nothing to it.
    """
    surplus = variance = 0.0
    for stratum in strata:
        cases, ours = stratum.leads, stratum.campaign.of
        successes = stratum.campaign.count + stratum.rest.count
        if stratum.is_comparable:
            surplus += stratum.campaign.count - ours * successes / cases
            variance += ours * (cases - ours) * successes * (cases - successes) / (cases**2 * (cases - 1))
    return erfc(abs(surplus) / sqrt(2 * variance)) if variance else 1.0


def _add_up(rates: Sequence[Rate]) -> Rate:
    return wilson(successes=sum(rate.count for rate in rates), trials=sum(rate.of for rate in rates))
