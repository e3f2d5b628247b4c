"""Whether a share rises or falls over ordered groups, and since when it is another one than before.

Sources:
- W. G. Cochran (1954), "Some methods for strengthening the common χ² tests", Biometrics 10, 417-451, and
  P. Armitage (1955), "Tests for linear trends in proportions and frequencies", Biometrics 11, 375-386.
- N. Mantel (1963), "Chi-square tests with one degree of freedom; extensions of the Mantel-Haenszel
  procedure", Journal of the American Statistical Association 58, 690-700: its variance given all totals, and
  the sum over strata, so that groups are compared within each.
- K. J. Worsley (1983), "The power of likelihood ratio and cumulative sum tests for a change in a binomial
  probability", Biometrika 70, 455-464: how likely the greatest of all cuts is, exactly and by recursion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, comb, erfc, exp, floor, lgamma, log, log1p, sqrt
from operator import mul
from typing import Final

from counting.statistics.difference import UNLIKELY, Direction
from counting.statistics.proportion import SMALL_SAMPLE, Rate, wilson

# With fewer of the rarer outcome every division of them among the groups is counted out.
FEW: Final = 20
# What is as far out as what was seen counts as such although floating point tells them apart.
_TIE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The share in each of the ordered groups, and how likely chance alone makes it lean as much.

    `slope` is by how much the share changes from one score to the next, by least squares; both it and the
    probability are None when fewer than two groups have cases.
    """

    groups: tuple[Rate, ...]
    slope: float | None
    probability: float | None

    @property
    def direction(self) -> Direction:
        """Whether the share rises or falls with the groups by more than chance explains."""
        if self.slope is None or self.probability is None or self.probability >= UNLIKELY:
            return "level"
        return "up" if self.slope > 0 else "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendWithin(Trend):
    """The same within strata, so that what parts the strata is not taken for what the groups do.

    `groups` are those of all strata together, `slope` the common one within them, and `expected` how many
    successes each group would have were the share of each stratum the same in all of its groups. A stratum
    whose cases all lie in one group adds nothing to slope and probability.
    """

    expected: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Where a row of weeks is best cut in two: `week` is the first after it, counted from 0.

    `probability` is how likely chance alone makes any cut as good. As the best of many, the cut makes the two
    rates look further apart than they are: say that they differ and since when, not by exactly how much.
    """

    week: int
    before: Rate
    after: Rate
    probability: float

    @property
    def direction(self) -> Direction:
        if self.probability >= UNLIKELY:
            return "level"
        return "up" if self.after.count * self.before.of > self.before.count * self.after.of else "down"


def fit_trend(groups: Sequence[Rate], *, scores: Sequence[int] | None = None) -> Trend:
    """Return the trend over groups in their order, 0, 1, 2 … being their scores unless others are given.

    Raises ValueError when there are not as many scores as groups.
    """
    found = fit_trend_within([groups], scores=scores)
    return Trend(groups=found.groups, slope=found.slope, probability=found.probability)


def fit_trend_within(strata: Sequence[Sequence[Rate]], *, scores: Sequence[int] | None = None) -> TrendWithin:
    """Return the trend over groups within strata, each of which has the same groups in the same order.

    With scores s, cases n and successes x of one stratum, N = Σ n, M = Σ x, S = Σ n s, its surplus
    Σ s x - M S ÷ N has, given all totals, mean 0 and variance M (N - M) (N Σ n s² - S²) ÷ (N² (N - 1)); both
    are added up over strata (Mantel 1963). Below twenty of the rarer outcomes it is counted out.
    Raises ValueError when strata differ in their number of groups or there is not a score for each.
    """
    groups = _add_up(strata)
    given = range(len(groups)) if scores is None else scores
    if len(given) != len(groups):
        raise ValueError(f"there are {len(given)} scores, allowed is {len(groups)}, one for each group")
    leans = [lean for lean in (_Lean(groups=stratum, scores=given) for stratum in strata) if lean.spread]
    spread = sum((lean.spread for lean in leans), Fraction(0))
    surplus = sum((lean.surplus for lean in leans), Fraction(0))
    return TrendWithin(
        groups=groups,
        expected=_expect(strata, len(groups)),
        slope=float(surplus / spread) if spread else None,
        probability=_find_probability(leans, surplus) if spread else None,
    )


def find_change(weeks: Sequence[Rate], *, newest: int | None = None) -> Change | None:
    """Return the cut that parts the weeks best by the score test, with ten cases at least on both sides.

    With `newest` only the cuts before one of so many last weeks are tried, and corrected for.

    Given all totals the successes up to each week are a chain, so the probability that no cut is as good is a
    sum over its paths, week by week (Worsley 1983): exact, so that chance alone is called a change in at most
    5 % of cases whatever the number of weeks. Of equally good cuts the first. None when there is no such cut,
    or success or failure in no week.
    """
    cases = list(accumulate((rate.of for rate in weeks), initial=0))
    successes = list(accumulate((rate.count for rate in weeks), initial=0))
    share = successes[-1] / cases[-1] if cases[-1] else 0.0
    first = 0 if newest is None else len(weeks) - newest
    cuts = [at for at, of in enumerate(cases) if at >= first and min(of, cases[-1] - of) >= SMALL_SAMPLE]
    if not cuts or share in {0, 1}:
        return None
    expected = {at: share * cases[at] for at in cuts}
    errors = {at: sqrt(expected[at] * (1 - share) * (1 - cases[at] / cases[-1])) for at in cuts}
    far = {at: abs(successes[at] - expected[at]) / errors[at] for at in cuts}
    best = max(cuts, key=lambda at: far[at])
    reach = {at: far[best] * (1 - _TIE) * errors[at] for at in cuts}
    bounds = {at: (expected[at] - reach[at], expected[at] + reach[at]) for at in cuts}
    return Change(
        week=best,
        before=wilson(successes=successes[best], trials=cases[best]),
        after=wilson(successes=successes[-1] - successes[best], trials=cases[-1] - cases[best]),
        probability=min(1.0, max(0.0, 1 - _stay_within(weeks, bounds, successes[-1], share))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lean:
    """What one stratum says of the trend; all in whole numbers and fractions, so that ties are ties."""

    groups: Sequence[Rate]
    scores: Sequence[int]

    @property
    def cases(self) -> int:
        return sum(rate.of for rate in self.groups)

    @property
    def successes(self) -> int:
        return sum(rate.count for rate in self.groups)

    @property
    def rarer(self) -> int:
        return min(self.successes, self.cases - self.successes)

    @property
    def sign(self) -> int:
        """-1 where failures are the rarer outcome: they lean to the other side."""
        return 1 if self.rarer == self.successes else -1

    @property
    def mean_score(self) -> Fraction:
        scored = sum(score * rate.of for score, rate in zip(self.scores, self.groups, strict=True))
        return Fraction(scored, self.cases)

    @property
    def surplus(self) -> Fraction:
        won = sum(score * rate.count for score, rate in zip(self.scores, self.groups, strict=True))
        return won - self.successes * self.mean_score

    @property
    def spread(self) -> Fraction:
        """The squared distances of the scores from their mean; 0 where no two cases differ in theirs."""
        if not self.cases:
            return Fraction(0)
        squares = sum(score**2 * rate.of for score, rate in zip(self.scores, self.groups, strict=True))
        return squares - self.cases * self.mean_score**2

    @property
    def variance(self) -> float:
        cases, successes = self.cases, self.successes
        return successes * (cases - successes) * float(self.spread) / (cases * (cases - 1))

    def divide(self) -> Counter[int]:
        """In how many ways the rarer outcome falls on the cases, by the sum of its scores with the sign."""
        ways: Counter[tuple[int, int]] = Counter({(0, 0): 1})
        for score, rate in zip(self.scores, self.groups, strict=True):
            further: Counter[tuple[int, int]] = Counter()
            for (used, total), number in ways.items():
                for count in range(min(rate.of, self.rarer - used) + 1):
                    further[used + count, total + count * score] += number * comb(rate.of, count)
            ways = further
        return Counter(
            {self.sign * total: number for (used, total), number in ways.items() if used == self.rarer}
        )


def _find_probability(leans: Sequence[_Lean], surplus: Fraction) -> float:
    if sum(lean.rarer for lean in leans) < FEW:
        return _count_out(leans, surplus)
    return erfc(float(abs(surplus)) / sqrt(2 * sum(lean.variance for lean in leans)))


def _count_out(leans: Sequence[_Lean], surplus: Fraction) -> float:
    """The share of all divisions of the rarer outcomes among the cases of their strata that lean as much."""
    ways: Counter[int] = Counter({0: 1})
    for lean in leans:
        further: Counter[int] = Counter()
        for total, number in lean.divide().items():
            for before, many in ways.items():
                further[before + total] += number * many
        ways = further
    middle = sum((lean.sign * lean.rarer * lean.mean_score for lean in leans), Fraction(0))
    far = sum(number for total, number in ways.items() if abs(total - middle) >= abs(surplus))
    return far / sum(ways.values())


def _add_up(strata: Sequence[Sequence[Rate]]) -> tuple[Rate, ...]:
    lengths = {len(stratum) for stratum in strata}
    if len(lengths) > 1:
        raise ValueError(f"the strata have {sorted(lengths)} groups, allowed is the same number in each")
    return tuple(
        wilson(successes=sum(rate.count for rate in rates), trials=sum(rate.of for rate in rates))
        for rates in zip(*strata, strict=True)
    )


def _expect(strata: Sequence[Sequence[Rate]], length: int) -> tuple[float, ...]:
    """What each group would have were the share of each stratum the same in all of its groups."""
    expected = [0.0] * length
    for stratum in strata:
        cases, successes = sum(rate.of for rate in stratum), sum(rate.count for rate in stratum)
        for at, rate in enumerate(stratum):
            expected[at] += rate.of * successes / cases if cases else 0
    return tuple(expected)


def _stay_within(
    weeks: Sequence[Rate], bounds: dict[int, tuple[float, float]], successes: int, share: float
) -> float:
    """How likely the successes up to each week stay inside its bounds, given that they end where they do.

    Weeks are drawn as binomial with one share, and what ends elsewhere is left out: any share does.
    """
    paths, first = [1.0], 0
    for at, week in enumerate(weeks, start=1):
        low, high = bounds.get(at, (-1.0, successes + 1.0))
        drawn, least = _binomial(week.of, share)
        lowest, highest = max(first + least, floor(low) + 1), ceil(high) - 1
        paths = list(_add(paths, drawn, lowest - first - least, highest - first - least))
        if not paths:
            return 0.0
        first = lowest
    # No cut follows the last week: the paths end with the one to all successes.
    return paths[-1] / exp(_log_binomial(successes, sum(week.of for week in weeks), share))


def _add(a: Sequence[float], b: Sequence[float], first: int, last: int) -> Iterator[float]:
    """The distribution of the sum of two counts, from its `first` to its `last` value."""
    turned = b[::-1]
    for total in range(first, last + 1):
        start = max(0, total - len(b) + 1)
        yield sum(map(mul, a[start : total + 1], turned[len(b) - 1 - total + start :]))


def _binomial(cases: int, share: float) -> tuple[list[float], int]:
    """How likely each count is, from the first that ever comes on, and which that is."""
    middle, reach = cases * share, 10 * sqrt(cases * share * (1 - share)) + 20
    least, most = max(0, floor(middle - reach)), min(cases, ceil(middle + reach))
    return [exp(_log_binomial(count, cases, share)) for count in range(least, most + 1)], least


def _log_binomial(count: int, cases: int, share: float) -> float:
    ways = lgamma(cases + 1) - lgamma(count + 1) - lgamma(cases - count + 1)
    return ways + count * log(share) + (cases - count) * log1p(-share)
