"""Whether a share rises or falls over ordered groups, and since when it is another one than before.

Sources:
- W. G. Cochran (1954), "Some methods for strengthening the common χ² tests", Biometrics 10, 417-451, and
  P. Armitage (1955), "Tests for linear trends in proportions and frequencies", Biometrics 11, 375-386.
- N. Mantel (1963), "Chi-square tests with one degree of freedom; extensions of the Mantel-Haenszel
  procedure", Journal of the American Statistical Association 58, 690-700: its variance given all totals.
- K. J. Worsley (1983), "The power of likelihood ratio and cumulative sum tests for a change in a binomial
  probability", Biometrika 70, 455-464: how likely the greatest of all cuts is, exactly and by recursion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

    With scores s, cases n and successes x, N = Σ n, M = Σ x, S = Σ n s, the surplus N Σ s x - M S has, given
    all totals, mean 0 and variance M (N - M) (N Σ n s² - S²) ÷ (N - 1) (Mantel 1963). Below twenty of the
    rarer outcome it is counted out. Raises ValueError when there are not as many scores as groups.
    """
    given = range(len(groups)) if scores is None else scores
    if len(given) != len(groups):
        raise ValueError(f"there are {len(given)} scores, allowed is {len(groups)}, one for each group")
    cases, successes = sum(rate.of for rate in groups), sum(rate.count for rate in groups)
    pairs = list(zip(given, groups, strict=True))
    scored = sum(score * rate.of for score, rate in pairs)
    spread = cases * sum(score**2 * rate.of for score, rate in pairs) - scored**2
    if not spread:
        return Trend(groups=tuple(groups), slope=None, probability=None)
    surplus = cases * sum(score * rate.count for score, rate in pairs) - successes * scored
    rarer = min(successes, cases - successes)
    if rarer < FEW:
        # The surplus of failures is that of successes the other way round.
        ways = _divide(rarer, pairs)
        far = sum(number for won, number in ways.items() if abs(cases * won - rarer * scored) >= abs(surplus))
        probability = far / comb(cases, rarer)
    else:
        variance = successes * (cases - successes) * spread / (cases - 1)
        probability = erfc(abs(surplus) / sqrt(2 * variance))
    return Trend(groups=tuple(groups), slope=surplus / spread, probability=probability)


def find_change(weeks: Sequence[Rate]) -> Change | None:
    """Return the cut that parts the weeks best by the score test, with ten cases at least on both sides.

    Given all totals the successes up to each week are a chain, so the probability that no cut is as good is a
    sum over its paths, week by week (Worsley 1983): exact, so that chance alone is called a change in at most
    5 % of cases whatever the number of weeks. Of equally good cuts the first. None when there is no such cut,
    or success or failure in no week.
    """
    cases = list(accumulate((rate.of for rate in weeks), initial=0))
    successes = list(accumulate((rate.count for rate in weeks), initial=0))
    share = successes[-1] / cases[-1] if cases[-1] else 0.0
    cuts = [at for at, of in enumerate(cases) if min(of, cases[-1] - of) >= SMALL_SAMPLE]
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


def _divide(many: int, groups: Sequence[tuple[int, Rate]]) -> dict[int, int]:
    """In how many ways so many can fall to the cases of the groups, by the sum of their scores."""
    ways: Counter[tuple[int, int]] = Counter({(0, 0): 1})
    for score, rate in groups:
        further: Counter[tuple[int, int]] = Counter()
        for (used, total), number in ways.items():
            for count in range(min(rate.of, many - used) + 1):
                further[used + count, total + count * score] += number * comb(rate.of, count)
        ways = further
    return {total: number for (used, total), number in ways.items() if used == many}


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
