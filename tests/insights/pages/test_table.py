from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.http import QueryDict
from django.utils import translation

from counting.statistics import Judgement, Reached, Target, judge_campaigns, reach
from figures import Figures, Overview, Row
from insights.pages.address import Address
from insights.pages.table import DrawnShare, Line, build_heads, build_lines, say_order, sort_rows

HERE = Address.of(QueryDict("period=all&by=campaign"))


def shown(*rows: Row, targets: dict[int, Reached] | None = None) -> Overview:
    """The joint page of these campaigns."""
    judgement: Judgement[int] = judge_campaigns([row.figures.counts_of(row.id or 0) for row in rows])
    return Overview(
        maturity_days=90,
        total=Figures(),
        campaigns=rows,
        months=(),
        medians={},
        judgement=judgement,
        finding=None,
        targets=targets or {},
    )


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
        row("3 of 3", mature_leads=3, mature_won=3),
        row("180 of 200", mature_leads=200, mature_won=180),
        row("100 of 200", mature_leads=200, mature_won=100),
        row("120 of 200", mature_leads=200, mature_won=120),
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


def test_order_by_a_rate_says_what_it_is_worth() -> None:
    apart = [row("a", mature_leads=200, mature_won=100), row("b", 2, mature_leads=200, mature_won=10)]
    alike = [row("a", mature_leads=200, mature_won=20), row("b", 2, mature_leads=200, mature_won=21)]
    with translation.override("en"):
        assert [say_order(apart, sort) for sort in ("-leads", "name", "")] == ["", "", ""]
        assert say_order(apart, "-deal").startswith("Ordered by estimates that trust few cases less")
        assert "no order among them" in say_order(alike, "deal")


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
    rows = [row("s", mature_leads=9, mature_won=1), row("l", 2, mature_leads=10, mature_won=1)]
    small, large = build_lines(rows, "campaign", HERE, shown())
    assert (share(small).tone, share(large).tone) == ("gr", "ok")


def test_all_rows_share_an_axis_on_which_every_certain_range_fits() -> None:
    rows = [
        row("a", mature_leads=200, mature_won=20),
        row("b", 2, mature_leads=50, mature_won=10),
        row("c", 3, mature_leads=2, mature_won=2),
    ]
    lines = build_lines(rows, "campaign", HERE, shown())
    assert {round(share(line).top, 2) for line in lines} == {0.35}
    assert share(lines[2]).high == share(lines[2]).top


def test_line_without_verdict_says_why() -> None:
    young = row("young", leads=30, rated=3, won=1)
    with translation.override("en"):
        said = build_lines([young], "campaign", HERE, shown(young))[0].verdicts
    assert said is not None
    assert (said.quadrant, said.marketing, said.sales) == ("", "no target set", "too few cases")
    assert said.url == "/campaigns/1/"


def test_line_names_the_quadrant_where_both_teams_can_tell() -> None:
    good = row("good", 1, leads=300, rated_recorded=200, good_recorded=150)
    rest = row("rest", 2, leads=900, rated_recorded=600, good_recorded=200)
    wanted = Target(leads_per_month=400)
    targets = {
        1: reach(wanted, leads=300, days=30, cost_per_lead_cents=None),
        2: reach(wanted, leads=900, days=30, cost_per_lead_cents=None),
    }
    with translation.override("en"):
        lines = build_lines([good, rest], "campaign", HERE, shown(good, rest, targets=targets))
    said = [line.verdicts for line in lines if line.verdicts]
    assert [(words.quadrant, words.tone, words.url) for words in said] == [
        ("sales only", "sl", ""),
        ("marketing only", "mk", ""),
    ]
    assert (said[0].marketing, said[0].sales) == ("target missed: 300 of 394 leads", "better than the rest")


def test_rate_has_beside_it_what_is_in_no_rate() -> None:
    young = row("a", 7, mature_leads=40, young=187, young_won=4, won_later=5)
    with translation.override("en"):
        line = build_lines([young], "campaign", HERE, shown())[0]
    assert [(aside.text, aside.url.rpartition("stage=")[2]) for aside in share(line).asides] == [
        ("5 later", "won_later"),
        ("187 too young, 4 of them won already", "young"),
    ]


def test_figures_of_a_line_open_its_own_leads() -> None:
    line = build_lines([row("a", 7, leads=3)], "campaign", HERE, shown())[0]
    assert line.cells["leads"].url == "/overview/leads/?period=all&campaign=7&stage=leads"


def test_leads_without_channel_open_too() -> None:
    line = build_lines([Row(by="channel", figures=Figures(leads=3))], "channel", HERE, shown())[0]
    assert line.cells["leads"].url == "/overview/leads/?period=all&channel=none&stage=leads"
