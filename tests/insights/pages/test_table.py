from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.http import QueryDict
from django.utils import translation

from insights.figures import Figures, Row
from insights.pages.address import Address
from insights.pages.table import DrawnShare, Line, build_heads, build_lines, is_by_rate, sort_rows
from insights.statistics import judge_campaigns

HERE = Address.of(QueryDict("period=all&by=campaign"))


def row(name: str, number: int = 1, **counts: int) -> Row:
    return Row(by="campaign", id=number, name=name, figures=Figures(**counts))


def share(line: Line) -> DrawnShare:
    cell = line.cells["deal"]
    assert isinstance(cell, DrawnShare)
    return cell


def names(rows: Sequence[Row]) -> list[str]:
    return [row.name for row in rows]


def test_rates_are_ordered_by_what_few_cases_can_be_trusted_with() -> None:
    rows = [
        row("3 of 3", leads=3, won=3),
        row("180 of 200", leads=200, won=180),
        row("100 of 200", leads=200, won=100),
        row("120 of 200", leads=200, won=120),
    ]
    assert names(sort_rows(rows, "-deal")) == ["180 of 200", "3 of 3", "120 of 200", "100 of 200"]


def test_what_has_no_value_stands_last_in_both_directions() -> None:
    rows = [row("none"), row("dear", leads=1, cost_cents=900), row("cheap", leads=1, cost_cents=100)]
    assert names(sort_rows(rows, "lead_cost")) == ["cheap", "dear", "none"]
    assert names(sort_rows(rows, "-lead_cost")) == ["dear", "cheap", "none"]


@pytest.mark.parametrize("sort", ["", "-", "password", "--leads", "leads; DROP TABLE"])
def test_unknown_order_is_the_usual_one(sort: str) -> None:
    rows = [row("few", leads=1), row("many", leads=9)]
    assert names(sort_rows(rows, sort)) == ["many", "few"]


def test_names_are_ordered_without_regard_to_case() -> None:
    assert names(sort_rows([row("b"), row("A"), row("c")], "name")) == ["A", "b", "c"]


def test_only_rates_claim_a_ranking() -> None:
    assert [is_by_rate(sort) for sort in ("-good", "deal", "-leads", "name")] == [True, True, False, False]


def test_head_sorts_largest_first_and_turns_round_at_the_second_click() -> None:
    with translation.override("en"):
        heads = {head.label: head for head in build_heads("campaign", HERE, "-leads")}
    assert (heads["Leads"].state, heads["Leads"].url) == (
        "descending",
        "/overview/?period=all&by=campaign&sort=leads",
    )
    assert (heads["Revenue"].state, heads["Revenue"].url) == (
        "",
        "/overview/?period=all&by=campaign&sort=-revenue",
    )


def test_calls_to_action_have_no_columns_of_costs() -> None:
    with translation.override("en"):
        labels = [head.label for head in build_heads("cta", HERE, "-leads")]
    assert labels == ["Call-to-action", "Leads", "Rated", "Rated good", "Lead to deal", "Revenue"]


def test_rate_is_grey_below_ten_cases_and_nowhere_else() -> None:
    small, large = build_lines([row("s", leads=9, won=1), row("l", 2, leads=10, won=1)], "campaign", HERE, {})
    assert (share(small).tone, share(large).tone) == ("gr", "ok")


def test_all_rows_share_an_axis_on_which_every_certain_range_fits() -> None:
    rows = [row("a", leads=200, won=20), row("b", 2, leads=50, won=10), row("c", 3, leads=2, won=2)]
    lines = build_lines(rows, "campaign", HERE, {})
    assert {round(share(line).top, 2) for line in lines} == {0.35}
    assert share(lines[2]).high == share(lines[2]).top


def test_line_without_verdict_says_why() -> None:
    rows = [row("young", leads=30, rated=3, won=1)]
    verdicts = judge_campaigns([row.figures.counts_of(row.id or 0) for row in rows])
    with translation.override("en"):
        line = build_lines(rows, "campaign", HERE, verdicts)[0]
    assert (line.verdict, line.verdict_tone, line.is_unsure) == ("too few ratings", "gr", False)


def test_figures_of_a_line_open_its_own_leads() -> None:
    line = build_lines([row("a", 7, leads=3)], "campaign", HERE, {})[0]
    assert line.cells["leads"].url == "/overview/leads/?period=all&campaign=7&stage=leads"


def test_leads_without_channel_open_too() -> None:
    line = build_lines([Row(by="channel", figures=Figures(leads=3))], "channel", HERE, {})[0]
    assert line.cells["leads"].url == "/overview/leads/?period=all&channel=none&stage=leads"
