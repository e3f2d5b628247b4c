"""Breakdown: each part's counts are those of its leads, and open exactly them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.own_company import today
from campaigns.models import CtaKind
from counting import job
from counting.filters import Filters
from figures.breakdown import by_kind, by_rep
from leads.models import Grade, Lead, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_cta, make_lead
from tests.figures.zoo import LONG_AGO, fill_the_zoo
from tests.insights.sheets.answers import fill_with_answers, way_of

pytestmark = pytest.mark.django_db
LINK_WITH_FIGURE = re.compile(r'href="(/overview/leads/\?[^"]+)"[^>]*>([\d.]+)')


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def test_kinds_stand_in_the_order_of_their_list_and_history_last(gero: User) -> None:
    for kind in (CtaKind.CALL, CtaKind.DOWNLOAD, CtaKind.CALL):
        make_lead(cta=make_cta(kind=kind))
    Lead.objects.filter(pk=make_lead().pk).update(cta=None, definition=None, door="file")
    job.compute()
    assert [(part.key, part.leads) for part in by_kind(Filters())] == [
        ("download", 1),
        ("call", 2),
        (None, 1),
    ]


def test_kind_adds_up_what_its_ways_in_brought() -> None:
    for _ in range(2):
        cta = make_cta(kind=CtaKind.CALL)
        make_lead(cta=cta, stage=LeadStage.WON, received_at=LONG_AGO, quality=Grade.A)
        make_lead(cta=cta, stage=LeadStage.LOST, received_at=LONG_AGO, quality=Grade.D)
    job.compute()
    (calls,) = by_kind(Filters())
    assert ((calls.good.count, calls.good.of), (calls.mature.count, calls.mature.of)) == ((2, 4), (2, 4))


def test_reps_and_nobody_together_are_all_leads(sven: User, sina: User) -> None:
    for stage in (LeadStage.WON, LeadStage.LOST, LeadStage.ACCEPTED):
        make_lead(stage=stage, assigned_to=sven, received_at=LONG_AGO)
    make_lead(stage=LeadStage.RATED, assigned_to=sina, quality=Grade.C)
    make_lead(received_at=LONG_AGO)
    job.compute()
    said = [(part.name, part.leads, part.mature.count, part.mature.of) for part in by_rep(Filters(), today())]
    assert said == [(str(sven), 3, 1, 3), (str(sina), 1, 0, 0), ("", 1, 0, 1)]


def test_lead_too_young_to_judge_is_in_no_rate_of_its_rep(sven: User) -> None:
    make_lead(stage=LeadStage.WON, assigned_to=sven, received_at=timezone.now() - timedelta(days=3))
    job.compute()
    (part,) = by_rep(Filters(), today())
    assert (part.leads, part.mature.of) == (1, 0)


def check_links(manager: Client, by: str) -> int:
    """How many figures lead to leads, each to as many as it says."""
    page = manager.get("/overview/breakdown/", {"period": "all", "by": by}).content.decode()
    links = LINK_WITH_FIGURE.findall(page)
    for address, figure in links:
        answer = manager.get(unescape(address))
        assert len(answer.context["lines"]) == int(figure.replace(".", "")), address
    return len(links)


@pytest.mark.parametrize("by", ["kind", "campaign", "cta", "channel", "page", "source", "rep"])
def test_every_figure_opens_exactly_its_leads(manager: Client, by: str) -> None:
    fill_the_zoo()
    fill_with_answers()
    assert check_links(manager, by) >= 5


@pytest.mark.parametrize("question", ["Heizung", "Baujahr", "Was?", "Name"])
def test_every_figure_of_a_question_opens_exactly_its_leads(manager: Client, question: str) -> None:
    fill_the_zoo()
    fill_with_answers()
    assert check_links(manager, way_of(question)) >= 5


def test_only_who_leads_sales_or_manages_reads_figures_of_reps(gero: User, mara: User, sven: User) -> None:
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    job.compute()
    assert str(sven) in client_for(gero).get("/overview/breakdown/?by=rep").content.decode()
    for stranger in (mara, sven):
        client = client_for(stranger)
        answer = client.get("/overview/breakdown/?by=rep")
        assert answer.status_code == 400
        assert "rep=" not in answer.context["drawn"].html
        assert str(sven) not in client.get("/overview/breakdown.csv?by=rep").content.decode()
        assert client.get(f"/overview/leads/?rep={sven.pk}").status_code == 400


def test_programs_read_the_same(gero: User, sven: User) -> None:
    make_lead(stage=LeadStage.WON, assigned_to=sven, received_at=LONG_AGO, cta=make_cta(kind=CtaKind.CALL))
    job.compute()
    (kind,) = api_for(gero).get("/api/v1/conversion/kinds/").json()["rows"]
    (rep,) = api_for(gero).get("/api/v1/conversion/reps/").json()["rows"]
    assert (kind["key"], kind["mature"]["count"], kind["mature"]["of"]) == ("call", 1, 1)
    assert (rep["key"], rep["name"], rep["leads"]) == (str(sven.pk), str(sven), 1)
