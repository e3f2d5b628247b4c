from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import nextafter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.statistics.lags import (
    BEFORE,
    BUCKETS,
    EDGES_SECONDS,
    UNDER_A_SECOND,
    bucket_of,
    duration_of,
    quantile,
)

DAY = 86_400
LONGEST = EDGES_SECONDS[-1]

durations = st.one_of(
    st.integers(-DAY, 1000 * DAY),
    st.floats(0, 40 * 365 * DAY),
    st.sampled_from(EDGES_SECONDS),
)
shares = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 1.0])
histograms = st.dictionaries(st.integers(0, BUCKETS - 1), st.integers(0, 1000))


def count(seconds: list[float]) -> Counter[int]:
    return Counter(map(bucket_of, seconds))


def test_edges_begin_at_nothing_and_grow_by_a_tenth_from_one_second() -> None:
    assert EDGES_SECONDS[:4] == (0, 1, 1.1, 1.21)
    growth = [high / low for low, high in pairwise(EDGES_SECONDS[1:])]
    assert growth == pytest.approx([1.1] * len(growth), abs=1e-6)
    assert LONGEST > 25 * 365 * DAY


@given(seconds=durations)
def test_bucket_of_agrees_with_numpy(seconds: float) -> None:
    assert bucket_of(seconds) == np.digitize(seconds, EDGES_SECONDS)


@pytest.mark.parametrize("index", [0, 1, 2, 100, len(EDGES_SECONDS) - 1])
def test_bucket_of_puts_an_edge_into_the_bucket_it_opens(index: int) -> None:
    edge = EDGES_SECONDS[index]
    assert (bucket_of(nextafter(edge, -1)), bucket_of(edge)) == (index, index + 1)


def test_bucket_of_tells_before_from_at_once() -> None:
    assert [bucket_of(seconds) for seconds in (-2 * DAY, -0.001, 0, 0.999)] == [
        BEFORE,
        BEFORE,
        UNDER_A_SECOND,
        UNDER_A_SECOND,
    ]


@pytest.mark.parametrize("seconds", [float("nan"), float("inf")])
def test_bucket_of_names_what_is_no_duration(seconds: float) -> None:
    with pytest.raises(ValueError, match=f"seconds is {seconds}, allowed is a finite number"):
        bucket_of(seconds)


@given(seconds=st.floats(1, LONGEST, exclude_max=True))
def test_bucket_stands_for_a_duration_within_5_percent_of_all_in_it(seconds: float) -> None:
    assert duration_of(bucket_of(seconds)) == pytest.approx(seconds, rel=0.05)


def test_ends_stand_for_before_for_at_once_and_for_at_least() -> None:
    assert [duration_of(bucket) for bucket in (BEFORE, UNDER_A_SECOND, BUCKETS - 1)] == [-1, 0, LONGEST]


@pytest.mark.parametrize("bucket", [-1, BUCKETS])
def test_duration_of_names_a_bucket_that_does_not_exist(bucket: int) -> None:
    with pytest.raises(ValueError, match=f"bucket is {bucket}, allowed is 0 to {BUCKETS - 1}"):
        duration_of(bucket)


@given(seconds=st.lists(st.floats(1, LONGEST, exclude_max=True), min_size=1), share=shares)
def test_quantile_is_within_5_percent_of_the_exact_one(seconds: list[float], share: float) -> None:
    exact = float(np.quantile(seconds, share, method="inverted_cdf"))
    assert quantile(count(seconds), share) == pytest.approx(exact, rel=0.05)


@given(seconds=st.lists(durations, min_size=1), share=shares)
def test_quantile_stands_in_the_bucket_of_the_exact_one(seconds: list[float], share: float) -> None:
    exact = float(np.quantile(seconds, share, method="inverted_cdf"))
    assert quantile(count(seconds), share) == duration_of(bucket_of(exact))


def test_medians_of_simulated_steps_are_within_5_percent() -> None:
    random = np.random.default_rng(5)
    for size in (1, 10, 1_000, 50_000):
        seconds = random.lognormal(mean=random.uniform(1, 14), sigma=1.5, size=size).clip(1)
        exact = float(np.quantile(seconds, 0.5, method="inverted_cdf"))
        assert quantile(count(list(seconds)), 0.5) == pytest.approx(exact, rel=0.05)


@given(histogram=histograms, low=shares, high=shares)
def test_quantile_never_falls_as_the_share_grows(histogram: dict[int, int], low: float, high: float) -> None:
    first, second = (quantile(histogram, share) for share in sorted((low, high)))
    assert first is None or second is None or first <= second


def test_quantile_takes_55_percent_of_100_as_exactly_55() -> None:
    assert quantile({10: 55, 20: 45}, 0.55) == duration_of(10)


@pytest.mark.parametrize("nothing", [{}, {7: 0}])
def test_quantile_of_no_case_is_unknown(nothing: dict[int, int]) -> None:
    assert quantile(nothing, 0.5) is None


@pytest.mark.parametrize("share", [-0.1, 1.1, 50.0])
def test_quantile_names_an_impossible_share(share: float) -> None:
    with pytest.raises(ValueError, match=f"share is {share}, allowed is 0 to 1"):
        quantile({}, share)


def test_quantile_names_a_negative_count() -> None:
    with pytest.raises(ValueError, match="a count is -1, allowed is 0 or more"):
        quantile({3: 5, 4: -1}, 0.5)
