"""The sales lead sees how much lies with whom, and moves it from there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from desk.workload import Workload, read_workloads, sum_up
from leads.models import LeadStage
from tests.factories import client_for, make_follow_up, make_lead
from tests.feedback.saying import accepted_lead, say

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def of(user: User | None, reader: User) -> Workload:
    return next(one for one in read_workloads(reader) if one.rep == user)


def test_open_and_unanswered_leads_are_those_sales_works_on(lena: User, sven: User) -> None:
    for stage in (LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.RATED, LeadStage.WON):
        make_lead(stage=stage, assigned_to=sven)
    make_lead()
    make_lead(stage=LeadStage.HANDED_OVER)
    assert (of(sven, lena).open, of(sven, lena).unanswered) == (3, 1)
    assert (of(None, lena).open, of(None, lena).unanswered) == (1, 1)


def test_follow_ups_are_overdue_from_the_day_after(lena: User, sven: User) -> None:
    with time_machine.travel(THURSDAY, tick=False):
        for days in (-1, 0, 3):
            make_follow_up(accepted_lead(sven), sven, days=days)
        assert (of(sven, lena).follow_ups, of(sven, lena).overdue) == (3, 1)


def test_lead_is_rated_this_week_once_and_since_monday(lena: User, sven: User) -> None:
    with time_machine.travel(THURSDAY - timedelta(days=4), tick=False):  # Sunday
        say(sven, accepted_lead(sven))
    with time_machine.travel(THURSDAY, tick=False):
        lead = accepted_lead(sven)
        first = say(sven, lead)
        say(sven, lead, quality="C", expected_rating_id=first.pk)
        assert of(sven, lena).rated == 1


def test_who_left_stands_there_while_leads_are_open(lena: User, sven: User, sina: User) -> None:
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    make_lead(stage=LeadStage.LOST, assigned_to=sina)
    User.objects.filter(pk__in=[sven.pk, sina.pk]).update(is_active=False)
    seen = {one.rep: one.takes_leads for one in read_workloads(lena)}
    assert seen == {sven: False, lena: True, None: True}


def test_all_together_adds_up(lena: User, sven: User) -> None:
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    make_lead(stage=LeadStage.HANDED_OVER)
    total = sum_up(read_workloads(lena))
    assert (total["open"], total["unanswered"]) == (2, 1)


def test_page_costs_the_same_for_few_and_many(lena: User, sven: User) -> None:
    client = client_for(lena)
    client.get("/workload/")
    counted = []
    for _ in range(2):
        make_follow_up(make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven), sven)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/workload/").status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_figures_lead_to_their_leads_and_the_button_to_moving_them(lena: User, sven: User) -> None:
    make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    make_lead(stage=LeadStage.WON, assigned_to=sven)
    client = client_for(lena)
    page = client.get("/workload/").content.decode()
    assert f"/leads/?assigned={sven.pk}&amp;stage=handed_over" in page
    move = f"/bulk/pass-on/?all=1&stage=with_sales&assigned={sven.pk}"
    assert move.replace("&", "&amp;") in page
    assert "1 Lead weitergeben" in client.get(move).content.decode()


def test_rep_does_not_see_it(sven: User) -> None:
    assert client_for(sven).get("/workload/").status_code == 403
    assert "/workload/" not in client_for(sven).get("/inbox/").content.decode()
