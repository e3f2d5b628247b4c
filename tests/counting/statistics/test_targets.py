from __future__ import annotations

import pytest

from counting.statistics.targets import MarketingWord, Target, reach

LEADS = Target(leads_per_month=100)
COST = Target(cost_per_lead_cents=2_500)
BOTH = Target(leads_per_month=100, cost_per_lead_cents=2_500)


def word(target: Target, *, leads: int = 0, days: int = 0, cost: int | None = None) -> MarketingWord:
    return reach(target, leads=leads, days=days, cost_per_lead_cents=cost).marketing


def test_target_of_a_month_grows_with_the_days_that_were_run() -> None:
    assert reach(LEADS, leads=0, days=365, cost_per_lead_cents=None).wanted_leads == pytest.approx(
        1_200, rel=0.001
    )


@pytest.mark.parametrize(("leads", "expected"), [(1_200, "content"), (1_199, "discontent")])
def test_marketing_is_content_with_as_many_leads_as_it_wanted(leads: int, expected: MarketingWord) -> None:
    assert word(LEADS, leads=leads, days=365) == expected


@pytest.mark.parametrize(("cost", "expected"), [(2_500, "content"), (2_501, "discontent"), (None, "unknown")])
def test_marketing_is_content_with_leads_that_cost_no_more_than_it_wanted(
    cost: int | None, expected: MarketingWord
) -> None:
    assert word(COST, leads=7, days=30, cost=cost) == expected


@pytest.mark.parametrize(
    ("leads", "cost", "expected"),
    [
        (1_200, 2_500, "content"),
        (1_200, 2_501, "discontent"),
        (3, 2_500, "discontent"),
        (1_200, None, "content"),
    ],
)
def test_of_two_targets_both_must_be_kept_as_far_as_they_are_known(
    leads: int, cost: int | None, expected: MarketingWord
) -> None:
    assert word(BOTH, leads=leads, days=365, cost=cost) == expected


def test_without_a_target_nothing_is_said() -> None:
    assert word(Target(), leads=900, days=30, cost=1) == "no_target"


def test_before_the_first_day_nothing_can_be_wanted() -> None:
    assert word(LEADS) == "unknown"


@pytest.mark.parametrize(("leads", "days", "name"), [(-1, 0, "leads is -1"), (0, -2, "days is -2")])
def test_impossible_number_is_named(leads: int, days: int, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}, allowed is 0 or more"):
        reach(LEADS, leads=leads, days=days, cost_per_lead_cents=None)
