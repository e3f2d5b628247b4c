"""A file of costs is taken back: what nobody said anything of since is as it was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from campaigns.kept_lists import LISTS
from campaigns.models import Campaign, DailyCost, ImportedCost
from campaigns.services.costs import set_daily_costs
from campaigns.services.lists import merge_entries
from counting import job
from counting.filters import Filters
from counting.queries import read_costs
from files import engine
from files.batches import in_batches
from files.models import ImportRun, ImportState
from files.undoing import find_brought, undo
from tests.factories import client_for, make_campaign, make_channel
from tests.importing import run, write
from values.refusals import IllegalMove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def fair() -> Campaign:
    return make_campaign(name="Fachmesse Leipzig")


def import_costs(folder: Path, actor: User, *lines: str) -> ImportRun:
    """Import these lines of campaign, day, cost and channel; row 2 is the first."""
    row = ImportRun.objects.create(target="costs", user=actor, file_name="kosten.csv")
    path = write(folder, "\n".join(["Kampagne;Tag;Kosten;Kanal", *lines]) + "\n")
    report = run(path, target="costs", user_id=actor.pk, run_id=row.pk)
    row.state, row.is_dry_run, row.report = ImportState.DONE, False, report.as_json()
    row.finished_at = timezone.now()
    row.save()
    return row


def line(day: date, cost: str, channel: str = "") -> str:
    return f"Fachmesse Leipzig;{day:%d.%m.%Y};{cost};{channel}"


def costs_of(campaign: Campaign) -> Mapping[tuple[date, str], int]:
    rows = campaign.daily_costs.select_related("channel")
    return {(cost.day, cost.channel.name if cost.channel else ""): cost.amount_cents for cost in rows}


def test_day_that_had_no_cost_has_none_again(mara: User, tmp_path: Path, fair: Campaign) -> None:
    brought = import_costs(tmp_path, mara, line(FIRST, "10,00"), line(SECOND, "20,00"))
    undone = undo(actor=mara, run=brought)
    assert (undone.count, undone.left, costs_of(fair)) == (2, 0, {})
    assert not ImportedCost.objects.exists()
    assert ImportRun.objects.get().state == ImportState.UNDONE


def test_what_stood_there_before_stands_there_again(mara: User, tmp_path: Path, fair: Campaign) -> None:
    make_channel("Suche")
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 1_250})
    before = costs_of(fair)
    brought = import_costs(
        tmp_path, mara, line(FIRST, "10,00"), line(FIRST, "5,00"), line(FIRST, "7,00", "Suche")
    )
    assert costs_of(fair) == {(FIRST, ""): 1_500, (FIRST, "Suche"): 700}
    undo(actor=mara, run=brought)
    assert costs_of(fair) == before


def test_cost_somebody_entered_since_stays(mara: User, tmp_path: Path, fair: Campaign) -> None:
    brought = import_costs(tmp_path, mara, line(FIRST, "10,00"), line(SECOND, "20,00"))
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 9_900})
    (touched,) = find_brought(brought).touched.values()
    assert (touched.name, touched.rows) == ("Fachmesse Leipzig, 01.03.2026", [2])
    undone = undo(actor=mara, run=brought)
    assert (undone.count, undone.left, costs_of(fair)) == (1, 1, {(FIRST, ""): 9_900})
    brought.refresh_from_db()
    assert [row["row"] for row in brought.report["left"]] == [2]


def test_same_amount_entered_by_hand_is_a_word_of_its_own(mara: User, tmp_path: Path, fair: Campaign) -> None:
    brought = import_costs(tmp_path, mara, line(FIRST, "10,00"), line(SECOND, "20,00"))
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 1_000})
    assert undo(actor=mara, run=brought).left == 1
    assert costs_of(fair) == {(FIRST, ""): 1_000}


def test_cost_that_was_taken_away_since_does_not_come_back(
    mara: User, tmp_path: Path, fair: Campaign
) -> None:
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 500})
    brought = import_costs(tmp_path, mara, line(FIRST, "10,00"), line(SECOND, "20,00"))
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: None})
    undo(actor=mara, run=brought)
    assert costs_of(fair) == {}


def test_import_whose_every_cost_was_changed_cannot_be_taken_back(
    mara: User, tmp_path: Path, fair: Campaign
) -> None:
    brought = import_costs(tmp_path, mara, line(FIRST, "10,00"))
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 9_900})
    with pytest.raises(IllegalMove):
        undo(actor=mara, run=brought)
    assert costs_of(fair) == {(FIRST, ""): 9_900}


def test_later_file_is_taken_back_to_the_earlier_one_and_that_to_before(
    mara: User, tmp_path: Path, fair: Campaign
) -> None:
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 100})
    first = import_costs(tmp_path, mara, line(FIRST, "2,00"))
    second = import_costs(tmp_path, mara, line(FIRST, "3,00"))
    undo(actor=mara, run=second)
    assert costs_of(fair) == {(FIRST, ""): 200}
    undo(actor=mara, run=first)
    assert costs_of(fair) == {(FIRST, ""): 100}


def test_earlier_file_taken_back_first_leaves_nothing_behind_the_later_one(
    mara: User, tmp_path: Path, fair: Campaign
) -> None:
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 100})
    first = import_costs(tmp_path, mara, line(FIRST, "2,00"), line(SECOND, "2,00"))
    second = import_costs(tmp_path, mara, line(FIRST, "3,00"))
    undo(actor=mara, run=first)
    assert costs_of(fair) == {(FIRST, ""): 300}
    undo(actor=mara, run=second)
    assert costs_of(fair) == {(FIRST, ""): 100}


def test_same_file_again_brings_nothing_to_take_back(mara: User, tmp_path: Path, fair: Campaign) -> None:
    first = import_costs(tmp_path, mara, line(FIRST, "2,00"))
    second = import_costs(tmp_path, mara, line(FIRST, "2,00"))
    assert find_brought(second).count == 0
    undo(actor=mara, run=first)
    assert costs_of(fair) == {}


def test_file_read_in_several_parts_is_taken_back_whole(
    mara: User, tmp_path: Path, fair: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "in_batches", partial(in_batches, size=1))
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 100})
    brought = import_costs(tmp_path, mara, *(line(FIRST, "0,50") for _ in range(3)))
    assert costs_of(fair) == {(FIRST, ""): 150}
    assert ImportedCost.objects.get().rows == [2, 3, 4]
    undo(actor=mara, run=brought)
    assert costs_of(fair) == {(FIRST, ""): 100}


def test_cost_of_a_channel_that_was_merged_since_stays_where_it_was_added_up(
    mara: User, ada: User, tmp_path: Path, fair: Campaign
) -> None:
    old, new = make_channel("Suche"), make_channel("Google")
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 100}, channel=new)
    brought = import_costs(tmp_path, mara, line(FIRST, "2,00", "Suche"), line(SECOND, "2,00", "Suche"))
    merge_entries(actor=ada, kept=LISTS["channels"], entry=old, into=new)
    undo(actor=mara, run=brought)
    assert costs_of(fair) == {(FIRST, "Google"): 300}


def test_figures_follow(mara: User, tmp_path: Path, fair: Campaign) -> None:
    brought = import_costs(tmp_path, mara, line(FIRST, "10,00"))
    undo(actor=mara, run=brought)
    job.compute()
    assert read_costs(Filters(), [])[None, None]["cost_cents"] == 0


def test_manager_who_may_not_enter_costs_takes_none_back(
    mara: User, gero: User, tmp_path: Path, fair: Campaign
) -> None:
    brought = import_costs(tmp_path, mara, line(FIRST, "10,00"))
    page = client_for(gero).post(f"/imports/{brought.pk}/undo/", follow=True).content.decode()
    assert "wer Kampagnen bearbeiten darf" in page
    assert DailyCost.objects.count() == 1


def test_page_says_what_goes_and_what_stays(mara: User, tmp_path: Path, fair: Campaign) -> None:
    brought = import_costs(tmp_path, mara, line(FIRST, "10,00"), line(SECOND, "20,00"))
    set_daily_costs(actor=mara, campaign=fair, costs={FIRST: 9_900})
    client = client_for(mara)
    page = client.get(f"/imports/{brought.pk}/undo/").content.decode()
    assert "Einige Kosten dieses Imports wurden seitdem geändert" in page
    assert f"/campaigns/{fair.pk}/costs/?month=2026-03" in page
    assert "1 Tageskosten-Eintrag fällt weg" in page
    client.post(f"/imports/{brought.pk}/undo/")
    assert costs_of(fair) == {(FIRST, ""): 9_900}
