"""How many more cases it takes until a difference that stays as it is would be more than chance explains.

It is no forecast: the share may come to be another one with every further case. It says whether waiting can
help at all, since beside few cases of before no number of new ones is enough.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

from counting.statistics.difference import UNLIKELY, Difference
from counting.statistics.distributions import Z95
from counting.statistics.proportion import SMALL_SAMPLE

# More than so many times the cases there are is no use to anybody.
MOST_TIMES: Final = 100


def cases_needed(difference: Difference) -> int | None:
    """Return how many further cases of now it takes at least, by the score test of `chance`.

    None where it is more than chance already, where there is no difference, where either side has fewer than
    ten cases, and where a hundred times the cases of now would not be enough.
    """
    now, before = difference.now, difference.before
    if now.is_small or before.is_small or not difference.value:
        return None
    if difference.probability is None or difference.probability < UNLIKELY:
        return None
    share_now, share_before = now.count / now.of, before.count / before.of

    def is_enough(cases: int) -> bool:
        pooled = (share_now * cases + share_before * before.of) / (cases + before.of)
        error = sqrt(pooled * (1 - pooled) * (1 / cases + 1 / before.of))
        return abs(share_now - share_before) >= Z95 * error

    if not is_enough(MOST_TIMES * now.of):
        return None
    too_few, enough = now.of, MOST_TIMES * now.of
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if is_enough(middle) else (middle, enough)
    # Of few cases the exact test says when it is sure, which may be a little later.
    return max(SMALL_SAMPLE, enough - now.of)
