from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from counting.statistics import Band, wilson
from insights.pages.table import Cell, DrawnShare, Line, Number, draw_band
from insights.pages.verdicts import Words
from insights.pages.waits import SmallMultiple
from insights.templatetags.insights_format import (
    bands_picture,
    figure_heads,
    figure_lines,
    interval,
    share_cell,
)

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


def test_share_that_is_no_count_of_leads_opens_none() -> None:
    band = Band(value=0.12, low=0.05, high=0.25)
    cell = share_cell(
        draw_band(band, tone="ok", top=0.5, is_small=False, asides=[Number(text="rest")]), "Same"
    )
    assert "href" not in cell
    assert '<small class="aside">rest</small>' in cell
    assert 'class="pt gr"' in share_cell(draw_band(band, tone="ok", top=0.5, is_small=True), "Same")


def test_share_nobody_can_tell_is_a_dash() -> None:
    assert "<small>–</small>" in share_cell(draw_band(None, tone="ok", top=0.5, is_small=False), "Same")


def test_head_of_a_number_stands_on_the_right_as_its_cells() -> None:
    cells: dict[str, Cell] = {"leads": Number(text="7"), "deal": EIGHTH}
    line = Line(name="", small="", url="", cells=cells, labels=["Leads", "Won"], verdicts=None)
    assert figure_heads(line, "Kampagne") == (
        '<th scope="col">Kampagne</th><th scope="col" class="n">Leads</th>'
        '<th scope="col" class="fig">Won</th>'
    )


def test_bands_are_dots_from_left_to_right_and_few_leads_grey() -> None:
    rates = [wilson(successes=5, trials=20), wilson(successes=0, trials=0), wilson(successes=0, trials=3)]
    picture = SmallMultiple(name="Messe", url="/", rates=rates, top=0.5, says="<b>5 of 20</b>")
    drawn = bands_picture(picture)
    assert '<circle class="pt ok" cx="18" cy="40" r="5"/>' in drawn
    assert '<circle class="pt gr" cx="90" cy="80" r="5"/>' in drawn
    assert drawn.count("<circle") == 2
    assert 'aria-label="&lt;b&gt;5 of 20&lt;/b&gt;"' in drawn
