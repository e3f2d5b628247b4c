"""Whether something that brought leads has gone silent: longer without one than chance explains.

Sources:
- R. A. Fisher (1935), "The Design of Experiments", chapter 3: a test by all orders of what was observed that
  were as likely; it needs no assumption on how often or in what bursts leads come.
- S. Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
  Statistics 6, 65-70: anything is called silent that is not in at most 5 of 100 looks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from math import comb, prod
from typing import Final

FALSE_ALARMS: Final = 0.05
DAYS_OF_WEEK: Final = 7


def probability_of_silence(active: Collection[int], *, days: int) -> float | None:
    """Return how likely the days since the last lead would all be without one, had nothing changed.

    `active` are the days with a lead among `days` whole ones, numbered from 0; how many leads, does not
    matter. Each day of the week has a pace of its own: of its n days k are active, and every choice of k is
    as likely. So none of the g newest is with probability C(n − g, k) ÷ C(n, k), and that is multiplied over
    the week. Where it was quiet for as long before, as between two newsletters, it is 1: that can only make
    alarms fewer. None where no day is active. Raises ValueError for a day that is not among them.
    """
    if any(not 0 <= day < days for day in active):
        raise ValueError(f"active days are {sorted(active)}, allowed is 0 to {days - 1}")
    if not active:
        return None
    since = max(active) + 1
    if days - since <= _longest_before(active):
        return 1.0
    return prod(_of_weekday(range(first, days, DAYS_OF_WEEK), active, since) for first in range(DAYS_OF_WEEK))


def find_silent(probabilities: Sequence[float | None]) -> list[bool]:
    """Tell which have gone silent among all that are looked at together (Holm 1979).

    With m probabilities in rising order, those are that stand before the first p(i) > 0.05 ÷ (m + 1 − i).
    None is not, and does not count.
    """
    known = sorted(probability for probability in probabilities if probability is not None)
    passing = 0
    while passing < len(known) and known[passing] <= FALSE_ALARMS / (len(known) - passing):
        passing += 1
    limit = known[passing - 1] if passing else -1.0
    return [probability is not None and probability <= limit for probability in probabilities]


def _longest_before(active: Collection[int]) -> int:
    """The most days in a row without a lead before the last one."""
    before = [-1, *sorted(active)]
    return max(later - earlier - 1 for earlier, later in pairwise(before))


def _of_weekday(days: range, active: Collection[int], since: int) -> float:
    with_lead = sum(day in active for day in days)
    silent = sum(day >= since for day in days)
    return comb(len(days) - silent, with_lead) / comb(len(days), with_lead)
