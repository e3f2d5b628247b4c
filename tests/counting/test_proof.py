from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet

from counting import job, proof
from counting.models import (
    ConversionCell,
    ConversionMonth,
    CountState,
    LagCell,
    LagMonth,
    LagTotal,
    TraitCell,
    TraitMonth,
    TraitTotal,
)
from counting.tasks import verify_conversion
from feedback.models import LeadStanding
from leads.models import Lead, LeadStage
from tests.counting.recount import (
    added_up_lags,
    added_up_traits,
    kept,
    kept_lag_sums,
    kept_trait_months,
    kept_trait_totals,
    kept_traits,
    recounted,
    totalled_traits,
    traits_found,
)
from tests.factories import make_lead, make_promise

pytestmark = pytest.mark.django_db


def switch_off_triggers(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def test_verify_finds_nothing_where_nothing_drifted() -> None:
    make_lead(stage=LeadStage.WON)
    assert proof.verify() == {"cells": 0, "examples": []}


def test_verify_finds_and_heals_a_planted_drift() -> None:
    lead = make_lead(stage=LeadStage.RATED)
    job.compute()
    ConversionCell.objects.update(good=0)
    named = {
        "campaign_id": lead.campaign_id,
        "cta_id": lead.cta_id,
        "channel_id": None,
        "day": lead.received_on.isoformat(),
    }
    assert proof.verify() == {"cells": 1, "examples": [named]}
    assert kept() == recounted()


def test_verify_finds_a_cell_without_leads_and_a_lead_without_cell() -> None:
    lead = make_lead()
    job.compute()
    ConversionCell.objects.update(campaign=lead.campaign_id + 1_000)
    assert proof.verify()["cells"] == 2
    assert kept() == recounted()


def test_verify_keeps_its_report_and_raises_the_version_when_it_mended() -> None:
    make_lead()
    job.compute()
    version = CountState.objects.current().version
    ConversionCell.objects.update(leads=7)
    verify_conversion()
    state = CountState.objects.current()
    assert (state.drift["cells"], state.version, state.verified_at is None) == (1, version + 1, False)


def test_verify_counts_first_what_is_only_waiting() -> None:
    make_lead()
    assert proof.verify()["cells"] == 0
    assert kept() == recounted()


def accept_later(lead: Lead) -> None:
    Lead.objects.filter(pk=lead.pk).update(accepted_at=lead.received_at + timedelta(days=30))


def think_worse_of(lead: Lead) -> None:
    LeadStanding.objects.filter(pk=lead.pk).update(quality="D")


@pytest.mark.parametrize(
    ("table", "change"), [("leads_lead", accept_later), ("feedback_leadstanding", think_worse_of)]
)
def test_without_its_trigger_a_change_is_missed_and_the_proof_sees_it(
    table: str, change: Callable[[Lead], None]
) -> None:
    lead = make_lead(stage=LeadStage.RATED)
    job.compute()
    switch_off_triggers(table)
    change(lead)
    job.compute()
    assert kept() != recounted()
    assert proof.verify()["cells"] == 1
    assert kept() == recounted()


def test_verify_finds_and_heals_a_month_that_is_not_the_sum_of_its_cells() -> None:
    make_lead(stage=LeadStage.WON)
    job.compute()
    ConversionMonth.objects.update(won=0)
    assert proof.verify()["cells"] == 1
    assert ConversionMonth.objects.get().won == 1


@pytest.mark.parametrize("table", [LagCell, LagMonth, LagTotal])
def test_verify_finds_and_heals_lags_that_are_missing(table: type[Model]) -> None:
    make_lead(stage=LeadStage.WON)
    job.compute()
    table._default_manager.all().delete()
    assert proof.verify()["cells"] > 0
    assert kept() == recounted()
    assert kept_lag_sums() == added_up_lags(recounted())
    assert proof.verify()["cells"] == 0


def test_verify_finds_and_heals_lags_of_leads_that_never_were() -> None:
    make_lead(stage=LeadStage.WON)
    job.compute()
    LagTotal.objects.update(buckets=[7, 9], counts=[3, 1])
    LagMonth.objects.update(buckets=[0], counts=[1])
    proof.verify()
    assert kept_lag_sums() == added_up_lags(recounted())


def make_noted_lead() -> Lead:
    lead = make_lead(stage=LeadStage.RATED)
    lead.ratings.update(note="Dachte, es kostet nichts.")
    make_promise(lead.campaign)
    job.compute()
    return lead


@pytest.mark.parametrize("table", [TraitCell, TraitMonth, TraitTotal])
@pytest.mark.parametrize("drift", [lambda rows: rows.delete(), lambda rows: rows.update(count=7)])
def test_verify_finds_and_heals_traits_that_drifted(
    table: type[Model], drift: Callable[[QuerySet[Any]], object]
) -> None:
    lead = make_noted_lead()
    drift(table._default_manager.all())
    named = {example["campaign_id"] for example in proof.verify()["examples"]}
    # The totals follow their cells by difference: a planted drift of cells shows in them, too.
    assert named - {None} == ({lead.campaign_id} if table is not TraitTotal else set())
    assert kept_traits() == traits_found()
    assert kept_trait_months() == added_up_traits(kept_traits())
    assert kept_trait_totals() == totalled_traits(kept_traits())
    assert proof.verify()["cells"] == 0


def test_verify_finds_nothing_where_a_promise_only_waits_to_be_counted() -> None:
    lead = make_noted_lead()
    make_promise(lead.campaign, "Umsetzung ohne Anzahlung")
    assert proof.verify()["cells"] == 0
    assert kept_traits() == traits_found()


def test_without_its_trigger_a_promise_is_missed_and_the_proof_sees_it() -> None:
    lead = make_noted_lead()
    switch_off_triggers("campaigns_promise")
    make_promise(lead.campaign, "Umsetzung ohne Anzahlung")
    job.compute()
    assert kept_traits() != traits_found()
    assert proof.verify()["cells"] == 1
    assert kept_traits() == traits_found()


def test_verify_names_a_day_of_the_company_without_campaign() -> None:
    lead = make_lead(stage=LeadStage.WON)
    job.compute()
    LagTotal.objects.filter(span="day").update(counts=[5])
    day = lead.received_on.isoformat()
    named = {"campaign_id": None, "cta_id": None, "channel_id": None, "day": day}
    assert proof.verify() == {"cells": 1, "examples": [named]}
