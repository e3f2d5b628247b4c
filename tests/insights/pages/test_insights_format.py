from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from insights.pages.table import DrawnShare, Line
from insights.pages.verdicts import Words
from insights.templatetags.insights_format import figure_lines, interval, share_cell

EIGHTH = DrawnShare(
    text="12 %",
    counts="3 of 24",
    spread="5 % to 25 %",
    value=0.125,
    low=0.05,
    high=0.25,
    top=0.5,
    tone="ok",
    url="/behind/",
)
BOTH = Words(quadrant="both", tone="ok", marketing="target met", sales="better", url="/campaigns/1/")


def test_interval_places_dot_and_line_on_its_axis() -> None:
    picture = interval(value=0.125, low=0.05, high=0.25, tone="ok")
    assert 'class="pt ok" cx="125"' in picture
    assert 'x1="50" x2="250"' in picture


def test_rate_without_a_case_is_an_empty_axis() -> None:
    cell = share_cell(replace(EIGHTH, value=None, low=None, high=None), "Won")
    assert "circle" not in cell
    assert cell.count("<line") == 1


def test_measured_zero_is_drawn() -> None:
    assert 'cx="0"' in share_cell(replace(EIGHTH, value=0.0, low=0.0, high=0.3), "Won")


def test_rate_is_drawn_up_to_the_top_of_its_column() -> None:
    assert 'cx="250"' in share_cell(EIGHTH, "Won")


def test_rate_is_said_beside_its_silent_picture() -> None:
    cell = share_cell(EIGHTH, "Won")
    assert 'aria-hidden="true"' in cell
    assert '<b>12 %</b> · <a href="/behind/">3 of 24</a><br>5 % to 25 %' in cell


@pytest.mark.parametrize("field", ["name", "small", "url"])
def test_nothing_of_a_line_gets_out_as_markup(field: str) -> None:
    line = Line(name="Messe", small="Events", url="/", cells={"deal": EIGHTH}, labels=["Won"], verdicts=BOTH)
    injected: dict[str, Any] = {field: "<script>"}
    assert "<script>" not in figure_lines([replace(line, **injected)])


@pytest.mark.parametrize("field", ["quadrant", "tone", "marketing", "sales", "url"])
def test_nothing_of_a_verdict_gets_out_as_markup(field: str) -> None:
    injected: dict[str, Any] = {field: "<script>"}
    line = Line(name="", small="", url="", cells={}, labels=[], verdicts=replace(BOTH, **injected))
    assert "&lt;script&gt;" in figure_lines([line])
    assert "<script>" not in figure_lines([line])


@pytest.mark.parametrize("field", ["text", "counts", "spread", "url"])
def test_nothing_of_a_rate_gets_out_as_markup(field: str) -> None:
    injected: dict[str, Any] = {field: "<script>"}
    assert "<script>" not in share_cell(replace(EIGHTH, **injected), "Won")
