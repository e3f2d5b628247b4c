"""Whether marketing's grade and sales' rating of the same lead agree, and who is the more optimistic.

Sources:
- J. Cohen (1968), "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial
  credit", Psychological Bulletin 70, 213-220: here with linear weights, two grades apart twice as bad as one.
- J. L. Fleiss, J. Cohen, B. S. Everitt (1969), "Large sample standard errors of kappa and weighted kappa",
  Psychological Bulletin 72, 323-327: its variance, equation 13.
- R. A. Fisher (1921), "On the 'probable error' of a coefficient of correlation deduced from a small sample",
  Metron 1 (4), 3-32: the transformation z = artanh κ, in which the interval is symmetric.
- W. J. Dixon, A. M. Mood (1946), "The statistical sign test", Journal of the American Statistical Association
  41, 557-566.

The large-sample interval alone holds the true kappa of 30 pairs in as few as 70 of 100 cases. So its variance
is read off the counts with one further pair spread evenly over the cells (no cell is known to be impossible),
and it is as wide as Student's distribution with half as many degrees of freedom as pairs asks for. That
number was found by simulation; tests/counting/statistics/test_simulated_intervals.py holds what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import Final, Literal

from counting.statistics.difference import UNLIKELY
from counting.statistics.distributions import binomial_at_most, student_reach
from counting.statistics.proportion import Rate, wilson
from counting.statistics.ranges import check_count

GRADES: Final = 4
# Below this many pairs the matrix is shown and no kappa.
ENOUGH_PAIRS: Final = 30
_EXTRA_PAIRS: Final = 1.0
Matrix = Sequence[Sequence[float]]
Lean = Literal["optimistic", "pessimistic", "level"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Agreement beyond that of chance: 1 is always, 0 as often as by chance; with its interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the pairs of a grade and a rating say.

    `same`, `optimistic` (marketing's grade is the better) and `pessimistic` are shares of all pairs;
    `probability` is how likely chance alone makes the latter two as unequal, None when they have no pair.
    `kappa` is None under 30 pairs, and where both know but one and the same grade: chance agrees as well.
    """

    same: Rate
    optimistic: Rate
    pessimistic: Rate
    probability: float | None
    kappa: Kappa | None

    @property
    def lean(self) -> Lean:
        """To which side marketing's grades lean by more than chance explains; "level" below ten pairs."""
        if self.same.is_small or self.probability is None or self.probability >= UNLIKELY:
            return "level"
        return "optimistic" if self.optimistic.count > self.pessimistic.count else "pessimistic"


def compare_grades(matrix: Sequence[Sequence[int]]) -> Agreement:
    """Return how far grades and ratings agree: `matrix[grade][rating]` counts pairs, the best grade first.

    Raises ValueError when it is not four by four or a count is negative.
    """
    _check(matrix)
    pairs = sum(map(sum, matrix))
    same = sum(matrix[at][at] for at in range(GRADES))
    optimistic = sum(sum(row[at + 1 :]) for at, row in enumerate(matrix))
    pessimistic = pairs - same - optimistic
    return Agreement(
        same=wilson(successes=same, trials=pairs),
        optimistic=wilson(successes=optimistic, trials=pairs),
        pessimistic=wilson(successes=pessimistic, trials=pairs),
        probability=_sign_test(optimistic, pessimistic),
        kappa=weigh_kappa(matrix) if pairs >= ENOUGH_PAIRS else None,
    )


def weigh_kappa(matrix: Matrix) -> Kappa | None:
    """Return Cohen's kappa with linear weights, however few the pairs; None where chance always agrees.

    1 - Σ |i - j| pᵢⱼ ÷ Σ |i - j| pᵢ· p·ⱼ. The interval is tanh(artanh κ' ± t s' ÷ (1 - κ'²)), κ' and its
    standard error s' with the further pair, and always holds κ itself.
    """
    plain = _estimate(matrix)
    if plain is None:
        return None
    value, _ = plain
    extra = _EXTRA_PAIRS / GRADES**2
    smooth, error = _estimate([[count + extra for count in row] for row in matrix]) or plain
    reach = student_reach(1 - UNLIKELY, sum(map(sum, matrix)) / 2) * error / (1 - smooth * smooth)
    return Kappa(
        value=value,
        low=min(value, tanh(atanh(smooth) - reach)),
        high=max(value, tanh(atanh(smooth) + reach)),
    )


def _estimate(matrix: Matrix) -> tuple[float, float] | None:
    """Kappa and its standard error by Fleiss, Cohen, Everitt; None without a pair or a grade to differ by.

    With weights w = 1 - |i - j| ÷ 3, agreement pₒ, that of chance pₑ, and the mean weights w̄ᵢ· of a row under
    the shares of the columns and w̄·ⱼ of a column under those of the rows, n (1 - pₑ)⁴ times the variance is
    Σ pᵢⱼ (wᵢⱼ (1 - pₑ) - (w̄ᵢ· + w̄·ⱼ)(1 - pₒ))² - (pₒ pₑ - 2 pₑ + pₒ)².
    """
    pairs, every = sum(map(sum, matrix)), range(GRADES)
    if not pairs:
        return None
    rows = [sum(row) / pairs for row in matrix]
    columns = [sum(row[at] for row in matrix) / pairs for at in every]
    weights = [[1 - abs(row - column) / (GRADES - 1) for column in every] for row in every]
    of_row = [sum(map(_product, weights[at], columns)) for at in every]
    of_column = [sum(map(_product, weights[at], rows)) for at in every]
    agreed = sum(sum(map(_product, weights[at], matrix[at])) for at in every) / pairs
    chance = sum(map(_product, rows, of_row))
    if 1 - chance < 1e-12:
        return None
    spread = sum(
        matrix[i][j] / pairs * (weights[i][j] * (1 - chance) - (of_row[i] + of_column[j]) * (1 - agreed)) ** 2
        for i in every
        for j in every
    )
    variance = spread - (agreed * chance - 2 * chance + agreed) ** 2
    return (agreed - chance) / (1 - chance), sqrt(max(0.0, variance) / pairs) / (1 - chance) ** 2


def _sign_test(more: int, less: int) -> float | None:
    """How likely chance alone makes two equally likely sides as unequal, both tails; None without a case."""
    if more + less == 0:
        return None
    return min(1.0, 2 * binomial_at_most(min(more, less), more + less, 0.5))


def _product(a: float, b: float) -> float:
    return a * b


def _check(matrix: Sequence[Sequence[int]]) -> None:
    lengths = [len(row) for row in matrix]
    if lengths != [GRADES] * GRADES:
        raise ValueError(f"the rows have {lengths} counts, allowed is {GRADES} by {GRADES}")
    for grade, row in enumerate(matrix):
        for rating, count in enumerate(row):
            check_count(f"the count of grade {grade} and rating {rating}", count)
