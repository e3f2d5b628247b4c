from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from counting.statistics.distributions import (
    beta_quantile,
    binomial_at_most,
    incomplete_beta,
    negative_binomial_quantile,
    student_reach,
)

inside = st.floats(0.001, 0.999)
shapes = st.floats(0.1, 2_000)


@given(x=inside, a=shapes, b=shapes)
def test_incomplete_beta_agrees_with_scipy(x: float, a: float, b: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(special.betainc(a, b, x), rel=1e-10, abs=1e-250)


@pytest.mark.parametrize(
    ("x", "a", "b"), [(0.3001, 300_000, 700_000), (0.2, 2, 8), (1e-9, 0.5, 1e5), (0.5, 1, 1), (0.75, 2, 2)]
)
def test_incomplete_beta_agrees_at_its_edges(x: float, a: float, b: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(special.betainc(a, b, x), rel=1e-8)


@pytest.mark.parametrize(("x", "expected"), [(-0.5, 0.0), (0.0, 0.0), (1.0, 1.0), (1.5, 1.0)])
def test_nothing_lies_below_0_and_all_below_1(x: float, expected: float) -> None:
    assert incomplete_beta(x, 2, 3) == expected


@pytest.mark.parametrize(("a", "b"), [(0, 1), (1, 0), (-2, 1)])
def test_shape_that_is_none_is_named(a: float, b: float) -> None:
    with pytest.raises(ValueError, match=f"^a is {a} and b is {b}, allowed is above 0$"):
        incomplete_beta(0.5, a, b)


@given(share=inside, a=st.floats(0.5, 500), b=st.floats(0.5, 500))
def test_beta_quantile_agrees_with_scipy(share: float, a: float, b: float) -> None:
    assert beta_quantile(share, a, b) == pytest.approx(special.betaincinv(a, b, share), rel=1e-9)


def test_beta_quantile_of_nothing_and_of_all_are_the_ends() -> None:
    assert (beta_quantile(0, 2, 3), beta_quantile(1, 2, 3)) == (0.0, 1.0)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_share_that_is_none_is_named(share: float) -> None:
    with pytest.raises(ValueError, match=f"^share is {share}, allowed is 0 to 1$"):
        beta_quantile(share, 1, 1)
    with pytest.raises(ValueError, match=f"^share is {share}, allowed is 0 to 1$"):
        negative_binomial_quantile(share, mean=1, variance=2)


@given(cases=st.integers(0, 300), share=inside, data=st.data())
def test_binomial_tail_agrees_with_scipy(cases: int, share: float, data: st.DataObject) -> None:
    count = data.draw(st.integers(-1, cases + 1))
    expected = stats.binom.cdf(count, cases, share)
    assert binomial_at_most(count, cases, share) == pytest.approx(expected, rel=1e-9, abs=1e-250)


def test_fewer_than_none_never_are_and_all_always() -> None:
    assert [binomial_at_most(count, 5, 0.3) for count in (-1, 5, 6)] == [0, 1, 1]


@given(share=st.floats(0.001, 0.999), mean=st.floats(0.05, 500), above=st.floats(1.01, 20))
def test_negative_binomial_quantile_agrees_with_scipy(share: float, mean: float, above: float) -> None:
    size, success = mean / (above - 1), 1 / above
    found = negative_binomial_quantile(share, mean=mean, variance=mean * above)
    assert isinstance(found, int)
    # Where the probability up to a count meets the share to the last digits, either count is right.
    assert stats.nbinom.cdf(found, size, success) >= share * (1 - 1e-9)
    assert found == 0 or stats.nbinom.cdf(found - 1, size, success) < share * (1 + 1e-9)


@pytest.mark.parametrize(("mean", "variance", "share"), [(0, 1, 0.5), (2, 2, 0.5), (3, 2, 0.5), (1, 2, 1)])
def test_negative_binomial_without_a_quantile_is_named(mean: float, variance: float, share: float) -> None:
    message = f"^mean is {mean}, variance {variance}, share {share}: there is no quantile$"
    with pytest.raises(ValueError, match=message):
        negative_binomial_quantile(share, mean=mean, variance=variance)


@pytest.mark.parametrize("degrees", [1, 4, 7.5, 200])
@pytest.mark.parametrize("share", [0.8, 0.95])
def test_students_reach_agrees_with_scipy(share: float, degrees: float) -> None:
    expected = stats.t.ppf((1 + share) / 2, degrees)
    assert student_reach(share, degrees) == pytest.approx(expected, rel=1e-12)
