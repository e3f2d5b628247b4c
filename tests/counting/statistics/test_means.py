from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t, ttest_ind

from counting.statistics.means import Mean, mean_of, subtract_means

amounts = st.dictionaries(st.integers(1, 10**7), st.integers(1, 20), min_size=1, max_size=12)


def spread_out(some: dict[int, int], of: int) -> list[int]:
    known = [amount for amount, times in some.items() for _ in range(times)]
    return known + [0] * (of - len(known))


def mean(some: dict[int, int], of: int) -> Mean:
    return mean_of(total=sum(spread_out(some, of)), of=of, amounts=some)


@given(some=amounts, more=st.integers(1, 500))
def test_interval_of_a_mean_is_students(some: dict[int, int], more: int) -> None:
    of = sum(some.values()) + more
    cases = np.array(spread_out(some, of), dtype=float)
    error = cases.std(ddof=1) / of**0.5
    low, high = t.interval(0.95, of - 1, loc=cases.mean(), scale=error)
    found = mean(some, of)
    assert found.value == pytest.approx(cases.mean())
    assert found.error == pytest.approx(error)
    assert (found.low, found.high) == pytest.approx((max(0, low), high), abs=1e-6 * high)


@given(now=amounts, before=amounts, more=st.integers(1, 500))
def test_difference_of_means_is_welchs(now: dict[int, int], before: dict[int, int], more: int) -> None:
    sizes = sum(now.values()) + more, sum(before.values()) + 2 * more
    expected = ttest_ind(spread_out(now, sizes[0]), spread_out(before, sizes[1]), equal_var=False)
    found = subtract_means(mean(now, sizes[0]), mean(before, sizes[1]))
    assert found.probability == pytest.approx(expected.pvalue, abs=1e-8)
    limits = expected.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=1e-6, abs=1e-6)


def test_total_is_exact_though_the_amounts_are_rounded() -> None:
    found = mean_of(total=123_456, of=3, amounts={120_000: 1})
    assert found.value == 41_152


def test_mean_of_nothing_and_of_one_have_no_interval() -> None:
    assert mean_of(total=0, of=0, amounts={}).value is None
    assert (mean_of(total=5, of=1, amounts={5: 1}).low, mean_of(total=5, of=1, amounts={5: 1}).value) == (
        None,
        5,
    )
    assert subtract_means(mean({}, 1), mean({7: 2}, 9)).probability is None


def test_means_without_any_spread_differ_for_sure_or_not_at_all() -> None:
    assert subtract_means(mean({}, 9), mean({}, 7)).probability == 1
    assert subtract_means(mean({5: 9}, 9), mean({}, 7)).probability == 0


def test_below_ten_amounts_nothing_is_concluded() -> None:
    assert mean({100: 9}, 500).is_small
    assert not mean({100: 10}, 500).is_small


@pytest.mark.parametrize(("total", "of"), [(-1, 3), (1, -1), (5, 1)])
def test_impossible_numbers_are_refused(total: int, of: int) -> None:
    with pytest.raises(ValueError, match="allowed is"):
        mean_of(total=total, of=of, amounts={5: 2})


@pytest.mark.parametrize(("now", "before"), [(300, 300), (150, 900), (900, 150)])
def test_revenues_that_are_alike_rarely_differ(now: int, before: int) -> None:
    """One lead in ten becomes a deal, and deals differ as lognormal amounts do."""
    random, runs, called = np.random.default_rng(now), 1_500, 0
    for _ in range(runs):
        said = subtract_means(*(_draw(random, size) for size in (now, before)))
        is_known = not said.now.is_small and not said.before.is_small
        called += is_known and said.probability is not None and said.probability < 0.05
    # 5 %, and what chance adds to that in 99.9 % of such runs.
    assert called / runs <= 0.05 + 3.1 * (0.05 * 0.95 / runs) ** 0.5


def _draw(random: np.random.Generator, size: int) -> Mean:
    worth = [int(value) for value in random.lognormal(12, 0.8, random.binomial(size, 0.1))]
    return mean_of(total=sum(worth), of=size, amounts={value: worth.count(value) for value in worth})
