"""Rows of weeks in which nothing changes, and some in which something does."""

from __future__ import annotations

import numpy as np
import pytest

from counting.statistics.proportion import Rate, wilson
from counting.statistics.trend import find_change, fit_trend


def draw(random: np.random.Generator, *, sizes: list[int], shares: list[float]) -> list[Rate]:
    return [
        wilson(successes=int(random.binomial(size, share)), trials=size)
        for size, share in zip(sizes, shares, strict=True)
    ]


@pytest.mark.parametrize(("weeks", "leads", "share"), [(8, 5, 0.4), (26, 8, 0.3), (52, 3, 0.1)])
def test_weeks_that_are_alike_are_rarely_called_a_change(weeks: int, leads: int, share: float) -> None:
    random, runs, called = np.random.default_rng(weeks), 600, 0
    for _ in range(runs):
        change = find_change(
            draw(random, sizes=random.poisson(leads, weeks).tolist(), shares=[share] * weeks)
        )
        called += change is not None and change.direction != "level"
    # 5 %, and what chance adds to that in 99.9 % of such runs.
    assert called / runs <= 0.05 + 3.1 * (0.05 * 0.95 / runs) ** 0.5


def test_each_cut_at_5_percent_would_call_chance_a_change() -> None:
    """The twin: without the correction for looking at every cut, the same weeks are called changed."""
    random, runs, called = np.random.default_rng(26), 100, 0
    for _ in range(runs):
        weeks = draw(random, sizes=[8] * 26, shares=[0.3] * 26)
        cuts = (find_change([_join(weeks[:at]), _join(weeks[at:])]) for at in range(2, 25))
        called += any(cut is not None and cut.probability < 0.05 for cut in cuts)
    assert called / runs > 0.2


def test_quality_that_fell_by_half_is_found_within_three_weeks() -> None:
    random, runs, found = np.random.default_rng(3), 200, 0
    for _ in range(runs):
        change = find_change(
            draw(random, sizes=random.poisson(15, 26).tolist(), shares=[0.5] * 16 + [0.25] * 10)
        )
        found += change is not None and change.direction == "down" and abs(change.week - 16) <= 3
    assert found / runs >= 0.85


@pytest.mark.parametrize("share", [0.03, 0.2])
def test_groups_that_are_alike_rarely_show_a_trend(share: float) -> None:
    random, runs, called = np.random.default_rng(5), 1_000, 0
    for _ in range(runs):
        sizes = (10 + random.poisson(40, 5)).tolist()
        called += fit_trend(draw(random, sizes=sizes, shares=[share] * 5)).direction != "level"
    assert called / runs <= 0.05 + 3.1 * (0.05 * 0.95 / runs) ** 0.5


def _join(weeks: list[Rate]) -> Rate:
    return wilson(successes=sum(week.count for week in weeks), trials=sum(week.of for week in weeks))
