from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import translation

from counting.statistics import CampaignCounts, duration_of, judge_campaigns
from figures import Figures, Overview
from insights.pages.address import Address
from insights.pages.funnel import build_funnel, say_implied


def overview(figures: Figures, **medians: float | None) -> Overview:
    lags: dict[str, float | None] = dict.fromkeys(("lag_accepted", "lag_contacted", "lag_rated", "lag_won"))
    return Overview(
        maturity_days=90,
        total=figures,
        campaigns=(),
        months=(),
        medians=lags | medians,
        judgement=judge_campaigns(list[CampaignCounts[int]]()),
        finding=None,
        targets={},
    )


def says(step: int, figures: Figures | None = None, **medians: float | None) -> list[str]:
    shown = overview(figures or Figures(leads=4, contacted=2, contacted_recorded=2), **medians)
    with translation.override("en"):
        return [part.text for part in build_funnel(shown, Address.of(QueryDict("")))[step].parts]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, None),
        (-1, "mostly before acceptance"),
        (0, "median less than a second after acceptance"),
        (42, "median 42 seconds after acceptance"),
        (7_200, "median 2.0 hours after acceptance"),
    ],
)
def test_time_of_a_step_is_said_as_far_as_it_is_known(seconds: float | None, text: str | None) -> None:
    assert says(2, lag_contacted=seconds) == ["50% of 4", *([text] if text else [])]


def test_call_logged_before_acceptance_is_said_to_be() -> None:
    assert says(2, lag_contacted=duration_of(0))[1] == "mostly before acceptance"


def test_steps_stand_in_the_order_of_the_funnel_with_their_share_of_all_leads() -> None:
    figures = Figures(
        leads=4, accepted_recorded=3, contacted_recorded=2, rated_recorded=1, good_recorded=1, won=1
    )
    steps = build_funnel(overview(figures), Address.of(QueryDict("")))
    assert [(step.value, step.width) for step in steps] == [
        ("4", 1),
        ("3", 0.75),
        ("2", 0.5),
        ("1", 0.25),
        ("1", 0.25),
    ]


def test_step_keeps_recorded_and_implied_apart() -> None:
    figures = Figures(leads=8_000, accepted=900, accepted_recorded=58)
    step = build_funnel(overview(figures), Address.of(QueryDict("")))[1]
    assert (step.value, says(1, figures)) == ("58", ["842 more implied", "0.7% of 8,000"])
    assert step.parts[0].url == "/overview/leads/?stage=accepted_implied"


def test_share_of_good_ones_is_made_of_the_counts_beside_it() -> None:
    figures = Figures(leads=9_000, good=1_929, good_recorded=1_863, rated=5_000, rated_recorded=4_543)
    with translation.override("en"):
        assert build_funnel(overview(figures), Address.of(QueryDict("")))[3].value == "1,863"
    assert says(3, figures) == ["66 more implied", "41% of 4,543 rated"]


def test_deals_say_what_they_are_made_of() -> None:
    figures = Figures(
        leads=1_401,
        won=41,
        mature_leads=1_213,
        mature_won=31,
        won_later=5,
        young=187,
        young_won=4,
        won_undated=1,
    )
    assert says(4, figures) == [
        "31 of 1,213 within 90 days: 2.6%",
        "5 later",
        "187 too young, 4 of them won already",
        "1 without a date",
    ]


def test_only_stages_that_are_implied_are_named() -> None:
    with translation.override("en"):
        assert (
            say_implied(Figures(accepted=5, accepted_recorded=2, contacted=1, contacted_recorded=1))
            == "Not recorded, but implied by a later stage: 3 accepted."
        )
        assert say_implied(Figures(accepted=2, accepted_recorded=2)) == ""
