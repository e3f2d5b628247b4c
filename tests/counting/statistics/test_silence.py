from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom
from statsmodels.stats.multitest import multipletests

from counting.statistics import find_silent, probability_of_silence

MONDAYS_TO_FRIDAYS = 5


def workdays(weeks: int, *, without: int = 0) -> set[int]:
    """Every day of working weeks, less the last so many of them; day 0 is a Monday."""
    days = [day for day in range(7 * weeks) if day % 7 < MONDAYS_TO_FRIDAYS]
    return set(days[: len(days) - without])


def longest_pause(active: set[int]) -> int:
    """Between two days with a lead, the first of which is day 0."""
    row = "".join(" x"[day in active] for day in range(max(active) + 1))
    return max(map(len, row.split("x")))


def test_nothing_that_ever_came_says_nothing_of_its_pace() -> None:
    assert probability_of_silence([], days=30) is None


def test_lead_of_yesterday_is_no_silence() -> None:
    assert probability_of_silence([3, 29], days=30) == 1.0


def test_weekend_without_a_lead_is_no_silence_where_there_never_was_one() -> None:
    assert probability_of_silence(workdays(13), days=7 * 13) == 1.0


def test_three_workdays_missing_of_thirteen_weeks_are_multiplied() -> None:
    assert probability_of_silence(workdays(13, without=3), days=7 * 13) == pytest.approx(1 / 13**3)


def test_pause_between_two_newsletters_is_no_silence() -> None:
    """Leads come for two weeks after each, then for six weeks nobody writes."""
    waves = {day for day in range(168) if day % 56 < 14}
    assert probability_of_silence(waves, days=168) == 1.0
    assert probability_of_silence({day for day in waves if day < 112}, days=168) < 0.001  # type: ignore[operator]


def test_day_that_was_not_watched_is_refused() -> None:
    with pytest.raises(ValueError, match=r"active days are \[30\], allowed is 0 to 29"):
        probability_of_silence([30], days=30)


@given(st.lists(st.booleans(), max_size=60))
def test_probability_is_that_of_scipy(with_lead: list[bool]) -> None:
    days, active = len(with_lead) + 1, {0} | {day for day, is_so in enumerate(with_lead, 1) if is_so}
    expected = 1.0
    for weekday in range(7) if days - max(active) > longest_pause(active) + 1 else ():
        ours = range(weekday, days, 7)
        quiet = sum(day > max(active) for day in ours)
        if len(ours):
            expected *= hypergeom.pmf(0, len(ours), sum(day in active for day in ours), quiet)
    assert probability_of_silence(active, days=days) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_silent_are_those_that_holm_rejects(probabilities: list[float]) -> None:
    expected, *_ = multipletests(probabilities, alpha=0.05, method="holm")
    assert find_silent(probabilities) == list(expected)


def test_what_says_nothing_makes_the_others_no_harder_to_find() -> None:
    assert find_silent([None, 0.04, None]) == [False, True, False]
    assert find_silent([]) == []


@pytest.mark.parametrize("burst", [1, 30])
def test_campaigns_that_go_on_are_rarely_called_silent(burst: int) -> None:
    """Twelve campaigns of any pace, fewer leads at the weekend, one by one or in bursts: at most 5 of 100."""
    random, runs, alarms = np.random.default_rng(burst), 400, 0
    pace = np.tile([1, 1, 1, 1, 0.8, 0.1, 0.1], 26)
    for _ in range(runs):
        chances = [
            probability_of_silence(
                np.flatnonzero(random.poisson(daily / burst * pace) * burst).tolist(), days=len(pace)
            )
            for daily in (0.1, 0.3, 0.5, 1, 1, 2, 2, 3, 5, 8, 13, 40)
        ]
        alarms += any(find_silent(chances))
    assert alarms / runs <= 0.05 + 3.1 * (0.05 * 0.95 / runs) ** 0.5


def test_each_day_of_the_week_alike_would_call_weekends_silence() -> None:
    """The twin: a campaign without leads at weekends, looked at on a Monday as if all days were alike."""
    active = sorted(workdays(26))
    days = 7 * 26
    alike = hypergeom.pmf(0, days, len(active), days - 1 - max(active))
    assert alike < 0.1
    assert probability_of_silence(active, days=days) == 1.0


def test_door_that_closed_is_found_within_a_week() -> None:
    random, runs, found = np.random.default_rng(7), 200, 0
    pace = np.tile([3, 3, 3, 3, 2, 0.3, 0.3], 26)
    for _ in range(runs):
        leads = random.poisson(pace)
        leads[-7:] = 0
        chances = [probability_of_silence(np.flatnonzero(leads).tolist(), days=len(pace)), *[0.5] * 11]
        found += find_silent(chances)[0]
    assert found / runs > 0.95
