"""How long things took, counted in buckets, so that medians need no scan of the leads.

From one second on each bucket ends a tenth later than it began, and stands for its geometric middle: no
duration in it is further from that than √1.1, so any quantile is within 5 % of the exact one. Counts add up,
so the median over any set of cells is the median of their sum.

Bucket i holds EDGES_SECONDS[i - 1] <= duration < EDGES_SECONDS[i]: exactly what PostgreSQL's
width_bucket(operand, thresholds) answers for the same edges. Stored counts depend on the edges: whoever
changes them rebuilds the counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from math import ceil, isfinite, sqrt
from typing import Final

GROWTH: Final = 1.1
# 0, then 1 second to 25 years. Rounded, so that their text means the same number everywhere.
EDGES_SECONDS: Final = (0.0, *(round(GROWTH**power, 6) for power in range(216)))
BUCKETS: Final = len(EDGES_SECONDS) + 1
BEFORE: Final = 0
UNDER_A_SECOND: Final = 1


def bucket_of(seconds: float) -> int:
    """Return the bucket of a duration in seconds.

    BEFORE for a negative one (imported history knows deals won before the first contact), UNDER_A_SECOND,
    then from 2 on; the last holds 25 years and longer. Raises ValueError when seconds is not finite.
    """
    if not isfinite(seconds):
        raise ValueError(f"seconds is {seconds}, allowed is a finite number")
    return bisect_right(EDGES_SECONDS, seconds)


def duration_of(bucket: int) -> float:
    """Return the duration in seconds a bucket stands for: its geometric middle.

    -1 for BEFORE, of which no more is known than that it is negative; 0 for UNDER_A_SECOND; of the last
    bucket its lower edge, "at least". Raises ValueError when there is no such bucket.
    """
    if not 0 <= bucket < BUCKETS:
        raise ValueError(f"bucket is {bucket}, allowed is 0 to {BUCKETS - 1}")
    if bucket in {BEFORE, UNDER_A_SECOND}:
        return float(bucket - 1)
    if bucket == BUCKETS - 1:
        return EDGES_SECONDS[-1]
    return sqrt(EDGES_SECONDS[bucket - 1] * EDGES_SECONDS[bucket])


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """Return, within 5 %, the smallest duration that at least this share of all cases does not exceed.

    `counts` has the number of cases by bucket; 0.5 asks for the median. None when there is no case. What
    `duration_of` says of the first two and the last bucket holds for the answer, too.

    Raises ValueError when share is not from 0 to 1, a bucket does not exist or a count is negative.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}, allowed is 0 to 1")
    if any(count < 0 for count in counts.values()):
        raise ValueError(f"a count is {min(counts.values())}, allowed is 0 or more")
    # 0.55 * 100 is a hair above 55 in binary; without rounding that hair would move it one case further.
    rank = max(1, ceil(round(share * sum(counts.values()), 6)))
    reached = 0
    for bucket in sorted(counts):
        reached += counts[bucket]
        if reached >= rank:
            return duration_of(bucket)
    return None
