"""What happened in the period stands beside the figures: milestones, and what the portal knows by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from accounts.models import User
from accounts.permissions import TABLE, Action
from campaigns.models import DefinitionSignature
from counting import job
from counting.filters import Filters
from feedback.models import CampaignAnswer
from figures.events import read_events
from findings.models import Finding, FindingAnswer, FindingKind, FindingStep
from insights.pages.events import build_events, mark_months
from tests.factories import (
    client_for,
    make_campaign,
    make_cta,
    make_finding,
    make_lead,
    make_milestone,
    make_promise,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
MARCH = Filters(start=date(2026, 3, 1), end=date(2026, 3, 31))
NIGHT = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # in Berlin already April


def said(filters: Filters) -> list[str]:
    with translation.override("en"):
        return [line.text for line in build_events(read_events(filters))]


def test_milestones_of_the_period_stand_newest_first(mara: User) -> None:
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        make_milestone(mara, day=day, text=day.isoformat())
    assert said(MARCH) == ["2026-03-31", "2026-03-01"]
    assert len(said(Filters())) == 4


def test_milestone_taken_away_is_not_there(mara: User) -> None:
    make_milestone(mara, removed_at=timezone.now(), removed_by=mara)
    assert said(Filters()) == []


def test_other_campaigns_milestones_are_left_out_and_those_of_all_are_not(mara: User) -> None:
    here = make_campaign()
    make_milestone(mara, campaign=here, text="hier")
    make_milestone(mara, campaign=make_campaign(), text="dort")
    make_milestone(mara, text="überall")
    assert sorted(said(Filters(campaign_id=here.pk))) == ["hier", "überall"]


def test_promises_made_and_withdrawn_later_are_told_and_the_first_ones_are_not(mara: User) -> None:
    campaign = make_campaign()
    make_promise(campaign, "von Anfang an")
    make_promise(
        campaign, "Lieferung gratis", promised_at=datetime(2026, 3, 2, tzinfo=UTC), withdrawn_at=NIGHT
    )
    assert said(MARCH) == ["Promised: Lieferung gratis"]
    april = Filters(start=date(2026, 4, 1), end=date(2026, 4, 30))
    assert said(april) == ["No longer promised: Lieferung gratis"]


def test_definition_is_told_once_both_teams_have_signed(mara: User) -> None:
    definition = make_cta(name="Anfrage").definitions.get()
    DefinitionSignature.objects.filter(definition=definition).update(
        signed_at=datetime(2026, 3, 9, tzinfo=UTC)
    )
    assert said(MARCH) == ["Lead definition 1 of “Anfrage” signed by both teams"]
    definition.signatures.all()[0].delete()
    assert said(MARCH) == []


def test_change_because_of_sales_is_told_with_its_words(mara: User) -> None:
    promise = make_promise(make_campaign())
    answer = CampaignAnswer(campaign=promise.campaign, promise=promise, user=mara, text="Anzeige geändert.")
    answer.step, answer.changed_on = "changed", date(2026, 3, 5)
    answer.save()
    assert said(MARCH) == ["Changed because of sales: Anzeige geändert."]


def test_change_because_of_a_finding_is_told_on_the_day_of_its_answer(gero: User) -> None:
    here = make_finding()
    whole = Finding.objects.get(pk=here.pk)
    whole.pk, whole.kind, whole.campaign = None, FindingKind.CONTACT, None
    whole.save()
    for finding, step, text in (
        (here, FindingStep.SEEN, ""),
        (here, FindingStep.CHANGED, "Formular gekürzt."),
        (whole, FindingStep.UNCHANGED, "Das ist die Saison."),
        (whole, FindingStep.CHANGED, "Am selben Tag anrufen."),
    ):
        moment = datetime(2026, 3, 6 if finding == here else 9, tzinfo=UTC)
        FindingAnswer.objects.create(finding=finding, user=gero, step=step, text=text, created_at=moment)
    told = ["Am selben Tag anrufen.", "Formular gekürzt."]
    assert said(MARCH) == [f"Changed because of a finding: {text}" for text in told]
    assert len(said(Filters(campaign_id=here.campaign_id))) == 1
    assert said(Filters(start=date(2026, 4, 1))) == []


def test_marks_are_numbered_from_the_first_day_and_gathered_by_month(mara: User) -> None:
    for day in (date(2026, 2, 3), date(2026, 3, 1), date(2026, 3, 31)):
        make_milestone(mara, day=day)
    with translation.override("en"):
        lines = build_events(read_events(Filters()))
        assert [line.number for line in lines] == [3, 2, 1]
        assert mark_months(lines) == [
            {"label": "Feb 2026", "text": "1"},
            {"label": "Mar 2026", "text": "2, 3"},
        ]


def test_milestone_shows_at_once_although_no_count_has_changed(gero: User) -> None:
    make_lead()
    job.compute()
    client = client_for(gero)
    assert "Neue Preise" not in client.get("/overview/").content.decode()
    make_milestone(gero, text="Neue Preise <b>")
    page = client.get("/overview/").content.decode()
    assert "Neue Preise &lt;b&gt;" in page and 'id="trend-marks"' in page


def test_whoever_reads_figures_sees_every_campaign_that_stands_beside_them() -> None:
    assert TABLE[Action.VIEW_CONVERSION] <= TABLE[Action.VIEW_CAMPAIGNS]
