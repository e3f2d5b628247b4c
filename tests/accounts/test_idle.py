"""A session ends when nobody is there, and after two weeks in any case."""

from __future__ import annotations

from time import time
from urllib.parse import quote

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Company, User
from tests.factories import PASSWORD, client_for

pytestmark = pytest.mark.django_db
HOUR = 3600


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client


def visit(client: Client, *, after: float) -> int:
    with time_machine.travel(time() + after):
        return client.get("/profile/").status_code


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12.1, 302)])
def test_session_ends_after_twelve_idle_hours(mara: User, hours: float, status: int) -> None:
    assert visit(signed_in(mara), after=hours * HOUR) == status


def test_idle_hours_are_a_setting(mara: User, settings: Settings) -> None:
    settings.SESSION_IDLE_HOURS = 0.5
    assert visit(signed_in(mara), after=0.6 * HOUR) == 302


def test_whoever_comes_now_and_then_stays_signed_in(mara: User) -> None:
    client = signed_in(mara)
    assert [visit(client, after=hours * HOUR) for hours in (8, 16, 24)] == [200, 200, 200]


def test_session_ends_after_fourteen_days_however_busy(mara: User) -> None:
    client = signed_in(mara)
    visits = [visit(client, after=hours * HOUR) for hours in range(8, 14 * 24 + 8, 8)]
    assert (set(visits[:-1]), visits[-1]) == ({200}, 302)


def test_sign_in_says_why_and_leads_back(mara: User) -> None:
    client = signed_in(mara)
    with time_machine.travel(time() + 13 * HOUR):
        asked = client.get("/campaigns/?status=live")
        page = client.get(asked["Location"]).content.decode()
        again = client.post(
            "/account/login/", {"login": mara.email, "password": PASSWORD, "next": "/campaigns/?status=live"}
        )
    assert asked["Location"] == f"/account/login/?next={quote('/campaigns/?status=live', safe='/')}"
    assert "Zu Ihrer Sicherheit wurden Sie nach einer Weile abgemeldet" in page
    assert again["Location"] == "/campaigns/?status=live"


def test_form_sent_too_late_leads_back_to_its_page(company: Company) -> None:
    answer = Client().post("/people/3/deactivate/", headers={"referer": "http://testserver/people/3/"})
    assert answer["Location"] == "/account/login/?next=/people/3/"


def test_fragment_asked_for_too_late_leads_the_whole_page_to_the_sign_in(company: Company) -> None:
    headers = {"HX-Request": "true", "referer": "http://testserver/leads/new/"}
    answer = Client().get("/campaigns/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/account/login/?next=/leads/new/")


def test_session_is_written_once_in_five_minutes(
    mara: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(mara)
    # session, person, notifications, unread notifications
    with django_assert_num_queries(4):
        client.get("/notifications/")
    # and: line of the session; savepoint, session, savepoint
    with time_machine.travel(time() + 301), django_assert_num_queries(8):
        client.get("/notifications/")


def test_list_of_devices_knows_when_somebody_was_last_there(mara: User) -> None:
    client = signed_in(mara)
    before = UserSession.objects.get().last_seen_at
    visit(client, after=HOUR)
    assert (UserSession.objects.get().last_seen_at - before).total_seconds() == pytest.approx(HOUR, abs=60)
