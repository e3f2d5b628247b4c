"""Whether a difference is more than chance explains, also when many are looked at together.

Sources:
- R. A. Fisher (1935), "The logic of inductive inference", Journal of the Royal Statistical Society 98, 39-82:
  the exact test of a table of two by two.
- K. Pearson (1900), Philosophical Magazine 50, 157-175: its large-sample form, here as the score test of two
  proportions with their pooled share.
- W. G. Cochran (1954), "Some methods for strengthening the common χ² tests", Biometrics 10, 417-451: the
  large-sample form asks for enough expected cases in every cell.
- Y. Benjamini, Y. Hochberg (1995), "Controlling the false discovery rate", Journal of the Royal Statistical
  Society B 57, 289-300: of all that is called a difference, at most 5 % is none on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt
from typing import Final

from counting.statistics.proportion import Rate

FALSE_DISCOVERIES: Final = 0.05
# Expected cases per cell below which the exact test is asked.
FEW_EXPECTED: Final = 10
# Tables as likely as the observed one count as such although floating point tells them apart.
_TIE: Final = 1e-7


def probability_of_chance(a: Rate, b: Rate) -> float | None:
    """Return how likely two shares differ at least as much as these when the true ones are the same.

    From 0 to 1, two-sided. The groups must share no case. None when either has no case.
    """
    if a.of == 0 or b.of == 0:
        return None
    successes, cases = a.count + b.count, a.of + b.of
    if successes in {0, cases}:
        return 1.0
    least = min(a.of, b.of) * min(successes, cases - successes) / cases
    return _exact(a, b) if least < FEW_EXPECTED else _score(a, b)


def discoveries(probabilities: Sequence[float | None], *, share: float = FALSE_DISCOVERIES) -> list[bool]:
    """Tell for each probability whether it is a discovery among all of them (Benjamini and Hochberg 1995).

    With m probabilities in rising order, those up to the last p(i) ≤ share · i / m are: at most that share of
    them is false on average. None is none, and does not count.
    """
    known = sorted(probability for probability in probabilities if probability is not None)
    passing = [value for rank, value in enumerate(known, start=1) if value <= rank * share / len(known)]
    limit = passing[-1] if passing else -1.0
    return [probability is not None and probability <= limit for probability in probabilities]


def _score(a: Rate, b: Rate) -> float:
    pooled = (a.count + b.count) / (a.of + b.of)
    error = sqrt(pooled * (1 - pooled) * (1 / a.of + 1 / b.of))
    return erfc(abs(a.count / a.of - b.count / b.of) / error / sqrt(2))


def _exact(a: Rate, b: Rate) -> float:
    """The share of all tables with these margins that are no likelier than the observed one."""
    successes = a.count + b.count
    first, last = max(0, successes - b.of), min(a.of, successes)
    tables = _weigh(a.of, b.of, successes, first, last)
    observed = tables[a.count - first] * (1 + _TIE)
    return min(1.0, sum(table for table in tables if table <= observed) / sum(tables))


def _weigh(a: int, b: int, successes: int, first: int, last: int) -> list[float]:
    """How likely each table is beside the likeliest: `first` to `last` successes among a, the others among b.

    Each follows from its neighbour by a fraction, so no logarithm of a factorial loses digits.
    """
    likeliest = (a + 1) * (successes + 1) // (a + b + 2)
    left = b - successes
    before, after = [1.0], [1.0]
    for count in range(likeliest, first, -1):
        before.append(before[-1] * count * (left + count) / ((a - count + 1) * (successes - count + 1)))
    for count in range(likeliest, last):
        after.append(after[-1] * (a - count) * (successes - count) / ((count + 1) * (left + count + 1)))
    return [*before[:0:-1], *after]
