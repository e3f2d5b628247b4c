"""How long things took, kept as a small histogram, so that medians need no scan of the leads.

Bounded buckets are spaced evenly on a logarithmic scale: 24 of them from 5 minutes to 400 days, each 1.6252
times as long as the one before, plus one below and one above. Histograms add up, so the median over any
set of cells is the median of their sum.

Bucket i holds EDGES_SECONDS[i - 1] <= duration < EDGES_SECONDS[i]: exactly what PostgreSQL's
width_bucket(operand, thresholds) answers for the same edges, which SQL gets as `list(EDGES_SECONDS)`.
Stored counts depend on the edges: whoever changes them rebuilds the counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from math import isfinite
from typing import Final

# fmt: off
EDGES_SECONDS: Final[tuple[int, ...]] = (
    300, 488, 792, 1_288, 2_093, 3_401,                                       # 5 minutes to 1 hour
    5_527, 8_982, 14_597, 23_723, 38_553, 62_655,                             # 1.5 to 17 hours
    101_823, 165_478, 268_927, 437_048, 710_269, 1_154_295,                   # 1.2 to 13 days
    1_875_904, 3_048_628, 4_954_483, 8_051_785, 13_085_371, 21_265_710,       # 22 to 246 days
    34_560_000,                                                               # 400 days
)
# fmt: on
BUCKETS: Final = len(EDGES_SECONDS) + 1
EMPTY: Final[tuple[int, ...]] = (0,) * BUCKETS


def bucket_of(seconds: float) -> int:
    """Return the bucket of a duration in seconds, from 0 (under 5 minutes) to 25 (400 days and longer).

    A negative duration, as imported history has them (won before the first contact), falls into bucket 0.
    Raises ValueError when seconds is not a finite number.
    """
    if not isfinite(seconds):
        raise ValueError(f"seconds is {seconds}, allowed is a finite number")
    return bisect_right(EDGES_SECONDS, seconds)


def histogram_of(counts: Mapping[int, int]) -> tuple[int, ...]:
    """Return the histogram with the given count in each bucket named and 0 elsewhere.

    Raises ValueError when a bucket is not one of 0 to 25 or a count is negative.
    """
    for bucket in counts:
        if not 0 <= bucket < BUCKETS:
            raise ValueError(f"bucket is {bucket}, allowed is 0 to {BUCKETS - 1}")
    return _checked([counts.get(bucket, 0) for bucket in range(BUCKETS)])


def merge(histograms: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Return the sum of the histograms, bucket by bucket; all zeros when there is none.

    Raises ValueError when one has not 26 buckets or a negative count.
    """
    return tuple(map(sum, zip(EMPTY, *map(_checked, histograms), strict=True)))


def quantile(histogram: Sequence[int], share: float) -> float | None:
    """Return the duration in seconds that the given share of all cases does not exceed; 0.5 is the median.

    None when the histogram is empty. Inside a bucket the cases are taken as evenly spread: on the
    logarithmic scale in a bounded bucket, on the plain one below 5 minutes (the median of grouped data:
    M. G. Kendall, A. Stuart (1977), "The Advanced Theory of Statistics", vol. 1, 4th ed., ch. 2).

    Error: the result lies in the bucket of the true quantile, at most at its upper edge; the true one is the
    smallest duration that at least that share of the cases does not exceed. So it is off by at most 300
    seconds below 5 minutes (no duration negative), by a factor of at most 1.627 up to 400 days, and above
    that only "at least 400 days", 34,560,000 seconds, is known.

    Raises ValueError when share is not from 0 to 1, there are not 26 buckets, or a count is negative.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}, allowed is 0 to 1")
    counts = _checked(histogram)
    total = sum(counts)
    if total == 0:
        return None
    # 0.55 * 100 is a hair above 55 in binary; without rounding that hair would move it one case further.
    rank = round(share * total, 6)
    bucket, reached = next(
        (bucket, reached)
        for bucket, reached in enumerate(accumulate(counts))
        if counts[bucket] > 0 and reached >= rank
    )
    return _interpolate(bucket, (rank - (reached - counts[bucket])) / counts[bucket])


def _interpolate(bucket: int, part: float) -> float:
    """Return the duration at the given part, 0 to 1, of the way through a bucket."""
    if bucket == 0:
        return part * EDGES_SECONDS[0]
    low = EDGES_SECONDS[bucket - 1]
    if bucket == BUCKETS - 1:
        return float(low)
    return float(low * (EDGES_SECONDS[bucket] / low) ** part)


def _checked(histogram: Sequence[int]) -> tuple[int, ...]:
    if len(histogram) != BUCKETS:
        raise ValueError(f"histogram has {len(histogram)} buckets, allowed is {BUCKETS}")
    if min(histogram) < 0:
        raise ValueError(f"histogram has a count of {min(histogram)}, allowed is 0 or more")
    return tuple(histogram)
