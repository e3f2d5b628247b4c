from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.statistics.lags import BUCKETS, EDGES_SECONDS, EMPTY, bucket_of, histogram_of, merge, quantile

MINUTE, DAY = 60, 86_400
GROWTH = max(high / low for low, high in pairwise(EDGES_SECONDS))

durations = st.one_of(
    st.integers(-DAY, 1000 * DAY),
    st.floats(0, 800 * DAY),
    st.sampled_from(EDGES_SECONDS),
)
shares = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0])
histograms = st.lists(st.integers(0, 1000), min_size=BUCKETS, max_size=BUCKETS)


def count(seconds: list[float]) -> tuple[int, ...]:
    return histogram_of(Counter(map(bucket_of, seconds)))


def test_edges_are_spaced_evenly_on_a_logarithmic_scale() -> None:
    assert list(EDGES_SECONDS) == [round(x) for x in np.geomspace(5 * MINUTE, 400 * DAY, num=25)]


@given(seconds=durations)
def test_bucket_of_counts_the_edges_at_or_below(seconds: float) -> None:
    assert bucket_of(seconds) == sum(edge <= seconds for edge in EDGES_SECONDS)


@given(seconds=durations)
def test_bucket_of_agrees_with_numpy(seconds: float) -> None:
    assert bucket_of(seconds) == np.digitize(seconds, EDGES_SECONDS)


@pytest.mark.parametrize("index", range(len(EDGES_SECONDS)))
def test_bucket_of_puts_an_edge_into_the_bucket_it_opens(index: int) -> None:
    edge = EDGES_SECONDS[index]
    assert (bucket_of(edge - 1), bucket_of(edge)) == (index, index + 1)


def test_bucket_of_takes_a_deal_dated_before_its_contact_as_immediate() -> None:
    assert bucket_of(-2 * DAY) == 0


@pytest.mark.parametrize("seconds", [float("nan"), float("inf")])
def test_bucket_of_names_what_is_no_duration(seconds: float) -> None:
    with pytest.raises(ValueError, match=f"seconds is {seconds}, allowed is a finite number"):
        bucket_of(seconds)


def test_histogram_of_fills_missing_buckets_with_zero() -> None:
    assert histogram_of({0: 2, BUCKETS - 1: 1}) == (2, *[0] * (BUCKETS - 2), 1)


@pytest.mark.parametrize("bucket", [-1, BUCKETS])
def test_histogram_of_names_a_bucket_that_does_not_exist(bucket: int) -> None:
    with pytest.raises(ValueError, match=f"bucket is {bucket}, allowed is 0 to 25"):
        histogram_of({bucket: 1})


@given(a=st.lists(durations), b=st.lists(durations))
def test_merge_equals_counting_everything_at_once(a: list[float], b: list[float]) -> None:
    assert merge([count(a), count(b)]) == count(a + b)


def test_merge_of_nothing_is_empty() -> None:
    assert merge([]) == EMPTY


def test_merge_names_a_histogram_of_another_length() -> None:
    with pytest.raises(ValueError, match="histogram has 3 buckets, allowed is 26"):
        merge([EMPTY, [1, 2, 3]])


@given(seconds=st.lists(durations, min_size=1), share=shares)
def test_quantile_lies_within_one_bucket_of_the_true_one(seconds: list[float], share: float) -> None:
    true = float(np.quantile(seconds, share, method="inverted_cdf"))
    estimate = quantile(count(seconds), share)
    assert estimate is not None
    assert abs(bucket_of(estimate) - bucket_of(true)) <= 1


@given(seconds=st.lists(st.integers(300, 400 * DAY - 1), min_size=1), share=shares)
def test_quantile_is_off_by_less_than_the_growth_of_a_bucket(seconds: list[float], share: float) -> None:
    true = float(np.quantile(seconds, share, method="inverted_cdf"))
    estimate = quantile(count(seconds), share)
    assert estimate is not None
    assert 1 / GROWTH <= estimate / true <= GROWTH * (1 + 1e-12)


@given(seconds=st.lists(st.integers(0, 299), min_size=1), share=shares)
def test_quantile_below_five_minutes_is_off_by_at_most_300_seconds(
    seconds: list[float], share: float
) -> None:
    true = float(np.quantile(seconds, share, method="inverted_cdf"))
    estimate = quantile(count(seconds), share)
    assert estimate is not None
    assert abs(estimate - true) <= 300


@given(histogram=histograms, low=shares, high=shares)
def test_quantile_never_falls_as_the_share_grows(histogram: list[int], low: float, high: float) -> None:
    first, second = (quantile(histogram, share) for share in sorted((low, high)))
    assert first is None or second is None or first <= second


def test_quantile_stands_at_the_geometric_middle_of_a_lone_bucket() -> None:
    middle = (EDGES_SECONDS[3] * EDGES_SECONDS[4]) ** 0.5
    assert quantile(histogram_of({4: 10}), 0.5) == pytest.approx(middle, rel=1e-12)


def test_quantile_is_linear_below_five_minutes() -> None:
    assert quantile(histogram_of({0: 4}), 0.25) == 75


def test_quantile_beyond_the_last_edge_says_at_least_400_days() -> None:
    assert quantile(histogram_of({BUCKETS - 1: 3}), 0.5) == 400 * DAY


def test_quantile_takes_55_percent_of_100_as_exactly_55() -> None:
    assert quantile(histogram_of({1: 55, 20: 45}), 0.55) == EDGES_SECONDS[1]


def test_quantile_of_an_empty_histogram_is_unknown() -> None:
    assert quantile(EMPTY, 0.5) is None


@pytest.mark.parametrize("share", [-0.1, 1.1, 50.0])
def test_quantile_names_an_impossible_share(share: float) -> None:
    with pytest.raises(ValueError, match=f"share is {share}, allowed is 0 to 1"):
        quantile(EMPTY, share)


def test_quantile_names_a_negative_count() -> None:
    with pytest.raises(ValueError, match="histogram has a count of -1, allowed is 0 or more"):
        quantile([-1, *EMPTY[1:]], 0.5)
