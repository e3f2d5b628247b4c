"""Companies that are watched week after week: all alike, of unequal age, and one in which quality falls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any

import numpy as np
import pytest

from counting.statistics import Rate, Signal, find_shift, find_signals, hold_against, watch, wilson

LOOKS = 13
WINDOW = 52
AGE_OF_DEALS = 13
AGE_OF_RATINGS = 4
ALIKE = hold_against(wilson(successes=50, trials=100), wilson(successes=50, trials=100))


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """Hits and sizes by campaign and week."""

    hits: Any
    sizes: Any

    def window(self, now: int, age: int) -> Weeks:
        """The weeks that are old enough."""
        span = slice(max(0, now - age - WINDOW), now - age)
        return Weeks(hits=self.hits[:, span], sizes=self.sizes[:, span])


def draw(
    random: np.random.Generator, *, campaigns: int, weeks: int, leads: float, share: float, is_young: bool
) -> Weeks:
    """Weekly shares that are the same in every campaign; some campaigns begin in the midst of it."""
    begins = random.integers(0, weeks - 26, campaigns) if is_young else np.zeros(campaigns, int)
    sizes = random.poisson(leads, (campaigns, weeks)) * (np.arange(weeks) >= begins[:, None])
    return Weeks(hits=random.binomial(sizes, share), sizes=sizes)


def compare(deals: Weeks, good: Weeks, too_high: Weeks, *, now: int) -> Iterator[Signal | None]:
    """All that is compared in the week `now`: of weeks that are old enough, each campaign and the rest."""
    for weeks in (deals.window(now, AGE_OF_DEALS), too_high.window(now, AGE_OF_RATINGS)):
        hits, sizes = weeks.hits.sum(axis=1), weeks.sizes.sum(axis=1)
        for hit, size in zip(hits, sizes, strict=True):
            yield hold_against(rate(hit, size), rate(hits.sum() - hit, sizes.sum() - size))
    for weeks in (deals.window(now, AGE_OF_DEALS), good.window(now, AGE_OF_RATINGS)):
        for hit, size in zip(weeks.hits, weeks.sizes, strict=True):
            yield shift(hit, size)


def shift(hits: Any, sizes: Any) -> Signal | None:
    """The change in these weeks; where even its best cut by itself is far from certain, none is computed."""
    if least_probability(hits, sizes) > 3 * watch.SHARE_OF_LOOK:
        return ALIKE
    return find_shift([rate(hit, size) for hit, size in zip(hits, sizes, strict=True)])


def least_probability(hits: Any, sizes: Any) -> float:
    """That of the best cut, as if it were the only one."""
    before, whole = np.cumsum(sizes)[:-1], sizes.sum()
    if not whole or hits.sum() in {0, whole}:
        return 1.0
    share = hits.sum() / whole
    error = np.sqrt(np.maximum(share * (1 - share) * before * (1 - before / whole), 1e-9))
    far = np.abs(np.cumsum(hits)[:-1] - share * before) / error
    far[(before < 10) | (whole - before < 10)] = 0
    return erfc(float(far[-watch.NEWEST :].max()) / sqrt(2))


def rate(hits: Any, sizes: Any) -> Rate:
    return wilson(successes=int(hits), trials=int(sizes))


def count_quarters_with_findings(*, seed: int, quarters: int, is_young: bool) -> int:
    """Each quarter is that of another company, looked at every week."""
    random, weeks, found = np.random.default_rng(seed), WINDOW + AGE_OF_DEALS + LOOKS, 0
    for _ in range(quarters):
        deals, good, too_high = (
            draw(random, campaigns=6, weeks=weeks, leads=leads, share=share, is_young=is_young)
            for leads, share in ((8, 0.15), (6, 0.4), (6, 0.2))
        )
        looks = (
            find_signals(list(compare(deals, good, too_high, now=now))) for now in range(weeks - LOOKS, weeks)
        )
        found += any(any(look) for look in looks)
    return found


@pytest.mark.parametrize("is_young", [False, True])
def test_quarters_of_companies_that_are_all_alike_are_silent(is_young: bool) -> None:
    quarters = 60
    found = count_quarters_with_findings(seed=7, quarters=quarters, is_young=is_young)
    # 5 %, and what chance adds to that in 99.9 % of such runs.
    assert found / quarters <= 0.05 + 3.1 * (0.05 * 0.95 / quarters) ** 0.5


def test_looking_at_5_percent_each_week_would_find_something_in_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The twin: without sharing the 5 % out over the looks, the same companies are not silent."""
    monkeypatch.setattr(watch, "SHARE_OF_LOOK", 0.05)
    assert count_quarters_with_findings(seed=7, quarters=20, is_young=True) / 20 > 0.1


def test_each_comparison_at_5_percent_would_find_something_in_nearly_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The twin of the family: neither looks nor comparisons are corrected for."""

    def take_each_alone(found: list[float | None], **_share: float) -> list[bool]:
        return [one is not None and one <= 0.05 for one in found]

    monkeypatch.setattr(watch, "discoveries", take_each_alone)
    assert count_quarters_with_findings(seed=7, quarters=8, is_young=True) >= 7


def weeks_until_found(random: np.random.Generator, *, rated: float, family: int) -> int:
    """From the week in which 40 % became 15 % on; 27 where it takes longer than 26."""
    sizes = random.poisson(rated, 40 + 26)
    hits = random.binomial(sizes, np.where(np.arange(40 + 26) < 40, 0.4, 0.15))
    weeks = [wilson(successes=int(hit), trials=int(size)) for hit, size in zip(hits, sizes, strict=True)]
    alike = [ALIKE] * (family - 1)
    for since in range(1, 27):
        if find_signals([find_shift(weeks[: 40 + since]), *alike])[0]:
            return since
    return 27


def test_quality_that_falls_from_40_to_15_percent_is_found_within_a_quarter() -> None:
    """Of ten ratings a week, among 20 comparisons; half of all falls are found within 8 weeks, 80 ratings."""
    random = np.random.default_rng(11)
    took = sorted(weeks_until_found(random, rated=10, family=20) for _ in range(30))
    assert took[len(took) // 2] <= 9
    assert sum(weeks <= 13 for weeks in took) / len(took) >= 0.85


def test_quality_that_falls_from_40_to_15_percent_is_often_found_in_60_ratings() -> None:
    random = np.random.default_rng(12)
    found = sum(weeks_until_found(random, rated=10, family=20) <= 6 for _ in range(30))
    assert 0.2 <= found / 30 <= 0.6
