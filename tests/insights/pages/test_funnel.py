from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import translation

from insights.figures import Figures, Overview
from insights.pages.address import Address
from insights.pages.funnel import build_funnel, say_implied
from insights.statistics import duration_of


def overview(figures: Figures, **medians: float | None) -> Overview:
    lags: dict[str, float | None] = dict.fromkeys(("lag_accepted", "lag_contacted", "lag_rated", "lag_won"))
    return Overview(
        total=figures,
        campaigns=(),
        ctas=(),
        channels=(),
        months=(),
        medians=lags | medians,
        verdicts={},
        finding=None,
    )


def says(step: int, **medians: float | None) -> list[str]:
    shown = overview(Figures(leads=4, accepted=3, contacted=2, won=1), **medians)
    with translation.override("en"):
        return build_funnel(shown, Address.of(QueryDict("")))[step].says


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
    assert says(2, lag_contacted=seconds) == ["67% of 3", *([text] if text else [])]


def test_call_logged_before_acceptance_is_said_to_be() -> None:
    assert says(2, lag_contacted=duration_of(0))[1] == "mostly before acceptance"


def test_steps_stand_in_the_order_of_the_funnel_with_their_share_of_all_leads() -> None:
    shown = overview(Figures(leads=4, accepted=3, contacted=2, good=1, won=1))
    steps = build_funnel(shown, Address.of(QueryDict("")))
    assert [(step.value, step.width) for step in steps] == [
        ("4", 1),
        ("3", 0.75),
        ("2", 0.5),
        ("1", 0.25),
        ("1", 0.25),
    ]


def test_only_stages_that_are_implied_are_named() -> None:
    with translation.override("en"):
        assert (
            say_implied(Figures(accepted=5, accepted_recorded=2, contacted=1, contacted_recorded=1))
            == "Not recorded, but implied by a later stage: 3 accepted."
        )
        assert say_implied(Figures(accepted=2, accepted_recorded=2)) == ""
