from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from campaigns.models import DailyCost
from counting import job
from counting.models import ConversionCell, CountState, Mark
from counting.tasks import compute_conversion
from leads.models import Lead, LeadStage
from tests.counting.recount import kept, recounted
from tests.factories import make_campaign, make_cta, make_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def test_task_counts_a_won_lead() -> None:
    make_lead(stage=LeadStage.WON, value_cents=250_000)
    compute_conversion()
    cell = ConversionCell.objects.get()
    assert (cell.leads, cell.accepted, cell.good, cell.won, cell.revenue_cents) == (1, 1, 1, 1, 250_000)


def test_compute_takes_every_mark_away_and_says_how_many() -> None:
    make_lead()
    waiting = Mark.objects.count()
    assert waiting > 0
    assert job.compute() == waiting
    assert not Mark.objects.exists()


def test_compute_works_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counting.job.MARKS_AT_ONCE", 2)
    cta = make_cta()
    for _ in range(5):
        make_lead(cta=cta)
    job.compute()
    assert kept() == recounted()


def test_compute_stops_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counting.job.MARKS_AT_ONCE", 1)
    make_lead()
    assert job.compute(seconds=0) == 1
    assert Mark.objects.exists()


def test_compute_removes_the_cell_of_the_last_lead() -> None:
    lead = make_lead()
    job.compute()
    lead.delete()
    job.compute()
    assert not ConversionCell.objects.exists()


def test_compute_of_a_lead_moved_recounts_both_cells() -> None:
    lead = make_lead()
    job.compute()
    elsewhere = make_campaign()
    Lead.objects.filter(pk=lead.pk).update(campaign=elsewhere)
    job.compute()
    assert [cell.campaign_id for cell in ConversionCell.objects.all()] == [elsewhere.pk]


def test_compute_raises_the_version_only_when_something_was_marked() -> None:
    make_lead()
    job.compute()
    version = CountState.objects.current().version
    job.compute()
    assert CountState.objects.current().version == version


def test_cost_of_a_day_raises_the_version_because_pages_show_it() -> None:
    campaign = make_campaign()
    job.compute()
    version = CountState.objects.current().version
    DailyCost.objects.create(campaign=campaign, day="2026-03-01", amount_cents=9_900)
    job.compute()
    assert CountState.objects.current().version == version + 1


@pytest.mark.parametrize("leads", [1, 3])
def test_compute_costs_the_same_queries_for_one_lead_and_for_three(
    leads: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cta = make_cta()
    for _ in range(leads):
        make_lead(cta=cta)
    # Savepoint, lock, take marks, same age, cells and lags with the diary, months, traits and their months,
    # remove empty ones, costs of the diary, version, release.
    with django_assert_num_queries(14):
        job.compute()


def test_rebuild_gives_the_counts_that_were_there() -> None:
    for stage in LeadStage:
        make_lead(stage=stage)
    job.compute()
    before = kept()
    ConversionCell.objects.all().delete()
    assert job.rebuild() == len(before)
    assert kept() == before == recounted()


def test_pending_since_is_the_time_of_the_oldest_mark() -> None:
    make_lead()
    oldest = Mark.objects.earliest("id")
    assert job.pending_since() == oldest.marked_at
    job.compute()
    assert job.pending_since() is None
