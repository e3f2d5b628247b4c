"""A file of costs: what several rows say of a day is added up, and replaces what stood there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from accounts.models import Company, User
from campaigns.models import Campaign, DailyCost
from files.problems import ImportRefused
from tests.factories import make_campaign, make_channel
from tests.importing import counts, problems, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company(company: Company) -> None:
    """Every test has the company."""


@pytest.fixture
def fair() -> Campaign:
    return make_campaign(name="Fachmesse Leipzig", utm_campaign="messe26")


def costs_of(campaign: Campaign) -> list[tuple[date, str, int]]:
    rows = campaign.daily_costs.order_by("day", "channel__name").select_related("channel")
    return [(cost.day, cost.channel.name if cost.channel else "", cost.amount_cents) for cost in rows]


def test_campaign_is_found_by_its_name_or_by_its_utm_name(tmp_path: Path, fair: Campaign) -> None:
    text = "Kampagne;Datum;Kosten\nFACHMESSE Leipzig;01.03.2026;1.234,50\nmesse26;2026-03-02;80,00\n"
    assert counts(run(write(tmp_path, text), target="costs")) == (2, 0, 0, 0)
    assert costs_of(fair) == [(date(2026, 3, 1), "", 123_450), (date(2026, 3, 2), "", 8_000)]


def test_rows_of_one_day_are_added_up_and_replace_what_stood_there(tmp_path: Path, fair: Campaign) -> None:
    DailyCost.objects.create(campaign=fair, day=date(2026, 3, 1), amount_cents=99_900)
    text = "Campaign;Day;Cost\nmesse26;2026-03-01;10.00\nmesse26;2026-03-01;2.50\n"
    assert counts(run(write(tmp_path, text), target="costs")) == (0, 2, 0, 0)
    assert costs_of(fair) == [(date(2026, 3, 1), "", 1_250)]


def test_the_same_file_twice_changes_nothing(tmp_path: Path, fair: Campaign) -> None:
    path = write(tmp_path, "Campaign;Day;Cost\nmesse26;2026-03-01;10.00\nmesse26;2026-03-02;2.50\n")
    run(path, target="costs")
    before = costs_of(fair)
    assert counts(run(path, target="costs")) == (0, 0, 2, 0)
    assert costs_of(fair) == before


def test_cost_of_a_period_is_spread_over_its_days(tmp_path: Path, fair: Campaign) -> None:
    run(write(tmp_path, "Kampagne;Von;Bis;Kosten\nmesse26;01.03.2026;03.03.2026;1,00\n"), target="costs")
    assert [cents for _day, _channel, cents in costs_of(fair)] == [34, 33, 33]


def test_channels_of_a_day_stay_apart(tmp_path: Path, fair: Campaign) -> None:
    make_channel("Suche")
    text = "Kampagne;Tag;Kosten;Kanal\nmesse26;01.03.2026;1,00;suche\nmesse26;01.03.2026;2,00;\n"
    run(write(tmp_path, text), target="costs")
    assert sorted(costs_of(fair)) == [(date(2026, 3, 1), "", 200), (date(2026, 3, 1), "Suche", 100)]


def test_utm_name_of_two_campaigns_is_none(tmp_path: Path, fair: Campaign) -> None:
    make_campaign(name="Fachmesse Köln", utm_campaign="Messe26")
    report = run(write(tmp_path, "Kampagne;Tag;Kosten\nmesse26;01.03.2026;1,00\n"), target="costs")
    assert problems(report) == [(2, "Kampagne", "messe26")]


def test_rows_that_cannot_be_taken_are_rejected_with_their_place(tmp_path: Path, fair: Campaign) -> None:
    lines = [
        "Kampagne;Von;Bis;Kosten;Kanal",
        "Unbekannt;01.03.2026;;1,00;",
        ";01.03.2026;;1,00;",
        "messe26;;;1,00;",
        "messe26;31.02.2026;;1,00;",
        "messe26;01.03.2026;01.02.2026;1,00;",
        "messe26;01.03.2026;;viel;",
        "messe26;01.03.2026;;;",
        "messe26;01.03.2026;;1,00;Zeppelin",
        "messe26;02.03.2026;;1,00;",
    ]
    report = run(write(tmp_path, "\n".join(lines) + "\n"), target="costs")
    assert counts(report) == (1, 0, 0, 8)
    assert problems(report) == [
        (2, "Kampagne", "Unbekannt"),
        (3, "Kampagne", ""),
        (4, "Von", ""),
        (5, "Von", "31.02.2026"),
        (6, "Bis", "01.02.2026"),
        (7, "Kosten", "viel"),
        (8, "Kosten", ""),
        (9, "Kanal", "Zeppelin"),
    ]
    assert costs_of(fair) == [(date(2026, 3, 2), "", 100)]


def test_dry_run_leaves_nothing(tmp_path: Path, fair: Campaign) -> None:
    path = write(tmp_path, "Kampagne;Tag;Kosten\nmesse26;01.03.2026;1,00\n")
    assert counts(run(path, target="costs", dry_run=True)) == (1, 0, 0, 0)
    assert costs_of(fair) == []


def test_whoever_may_not_edit_campaigns_imports_no_costs(tmp_path: Path, fair: Campaign, gero: User) -> None:
    path = write(tmp_path, "Kampagne;Tag;Kosten\nmesse26;01.03.2026;1,00\n")
    with pytest.raises(ImportRefused, match=r"whoever may edit campaigns|Kampagnen bearbeiten"):
        run(path, target="costs", user_id=gero.pk)
    assert costs_of(fair) == []


def test_file_without_an_amount_is_refused(tmp_path: Path, fair: Campaign) -> None:
    with pytest.raises(ImportRefused, match="amount"):
        run(write(tmp_path, "Kampagne;Tag\nmesse26;01.03.2026\n"), target="costs")
