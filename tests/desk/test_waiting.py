"""How long a person has been waiting, and since when the lead is where it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from time_machine import TimeMachineFixture

from accounts.models import Notification, User
from desk.waiting import times_of
from handoff.services import hand_over
from leads.models import Lead, LeadKind, LeadStage
from tests.factories import client_for, make_lead

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=548)

pytestmark = pytest.mark.usefixtures("company", "english")


@pytest.fixture(autouse=True)
def _at_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON, tick=False)


def fetched(lead: Lead) -> Lead:
    return Lead.objects.select_related("standing").get(pk=lead.pk)


@pytest.mark.parametrize(
    ("stage", "times"),
    [
        (LeadStage.REGISTERED, ["waiting for 18 months"]),
        (LeadStage.RETURNED, ["waiting for 18 months"]),
        (LeadStage.HANDED_OVER, ["waiting for 18 months", "handed over 5 minutes ago"]),
        (LeadStage.ACCEPTED, ["waiting for 18 months", "handed over 5 minutes ago"]),
        (LeadStage.CONTACTED, ["handed over 5 minutes ago", "reached 3 minutes ago"]),
        (LeadStage.RATED, ["handed over 5 minutes ago", "rated 2 minutes ago"]),
        (LeadStage.WON, []),
        (LeadStage.LOST, []),
    ],
)
def test_person_waits_since_the_enquiry_until_sales_has_reached_them(
    stage: LeadStage, times: list[str]
) -> None:
    lead = fetched(make_lead(stage=stage, received_at=LONG_AGO))
    lead.handed_over_at = NOON - timedelta(minutes=5)
    if stage in (LeadStage.CONTACTED, LeadStage.RATED):
        lead.standing.contacted_at = NOON - timedelta(minutes=3)
        lead.standing.rated_at = NOON - timedelta(minutes=2)
    assert times_of(lead) == times


@pytest.mark.parametrize("fields", [{"kind": LeadKind.TEST}, {"kind": LeadKind.SPAM}, {"definition": None}])
def test_nobody_waits_behind_a_test_and_in_history(fields: dict[str, object]) -> None:
    assert times_of(make_lead(received_at=LONG_AGO, **fields)) == []  # type: ignore[arg-type]


def test_times_of_a_lead_cost_no_statement() -> None:
    lead = fetched(make_lead(stage=LeadStage.CONTACTED))
    with CaptureQueriesContext(connection) as queries:
        times_of(lead)
    assert len(queries) == 0


@pytest.mark.parametrize("who", ["mara", "sven"])
def test_page_of_a_lead_says_both_times_to_either_team(
    request: pytest.FixtureRequest, sven: User, who: str
) -> None:
    reader: User = request.getfixturevalue(who)
    User.objects.update(language="en")
    reader.refresh_from_db()
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven, received_at=LONG_AGO)
    Lead.objects.filter(pk=lead.pk).update(handed_over_at=NOON - timedelta(minutes=5))
    page = client_for(reader).get(f"/leads/{lead.pk}/").content.decode()
    assert "waiting for 18 months · handed over 5 minutes ago" in " ".join(strip_tags(page).split())


def test_page_to_hand_over_says_how_long_the_person_waits(mara: User) -> None:
    User.objects.update(language="en")
    lead = make_lead(received_at=LONG_AGO)
    page = client_for(User.objects.get(pk=mara.pk)).get(f"/leads/{lead.pk}/hand-over/").content.decode()
    assert "waiting for 18 months" in page


def test_mail_about_a_new_lead_says_when_the_enquiry_came_in_where_its_reader_is(
    mara: User, sven: User
) -> None:
    User.objects.update(language="en")
    User.objects.filter(pk=sven.pk).update(time_zone="Europe/Lisbon")
    lead = make_lead(received_at=LONG_AGO)
    sven.refresh_from_db()
    hand_over(actor=mara, lead=lead, grade="B", to_user=sven)
    assert "Enquiry of 24 May 2025, 13:00." in Notification.objects.get(user=sven).body
