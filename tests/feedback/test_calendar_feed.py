"""The calendar of one's follow-ups, read by whoever has its secret address, and the page that makes it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from accounts.own_company import today
from feedback.models import CalendarAddress
from feedback.services.calendars import find_person_of_calendar, make_calendar_address
from leads.models import Lead, LeadStage
from tests.factories import client_for, make_absence, make_follow_up, make_person, make_user
from tests.feedback.saying import accepted_lead, lose

DAY = date(2099, 11, 30)
PAGE = "/profile/calendar/"


def feed_of(user: User) -> str:
    answer = Client().get(f"/calendar/{make_calendar_address(actor=user)}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.OK, "text/calendar; charset=utf-8")
    return answer.content.replace(b"\r\n ", b"").decode()


def summaries(feed: str) -> list[str]:
    return re.findall(r"SUMMARY:(.*)\r\n", feed)


def test_feed_shows_whom_when_and_a_link(sven: User, settings: Any) -> None:
    settings.PUBLIC_URL = "https://portal.example.com"
    lead = accepted_lead(
        sven, person=make_person(name="Erika Muster"), received_at=datetime(2026, 1, 5, 9, tzinfo=UTC)
    )
    made = make_follow_up(lead, sven, day=DAY, note="Angebot", created_at=datetime(2026, 1, 6, tzinfo=UTC))
    event = re.search(r"BEGIN:VEVENT\r\n(.*)\r\nEND:VEVENT", feed_of(sven), re.DOTALL)
    assert event is not None
    assert event[1].split("\r\n") == [
        f"UID:follow-up-{made.pk}@portal.example.com",
        "DTSTAMP:20260106T000000Z",
        "DTSTART;VALUE=DATE:20991130",
        "SUMMARY:Wiedervorlage: Erika Muster",
        f"DESCRIPTION:https://portal.example.com/leads/{lead.pk}/",
        f"URL:https://portal.example.com/leads/{lead.pk}/",
        "TRANSP:TRANSPARENT",
    ]


def test_feed_names_no_address_and_no_number(sven: User) -> None:
    person = make_person(
        name="erika@example.org", email="erika@example.org", phone="+491712345678", company=""
    )
    make_follow_up(accepted_lead(sven, person=person), sven, note="0171 2345678")
    feed = feed_of(sven)
    assert len(summaries(feed)) == 1
    assert [found for found in ("erika@", "2345678") if found in feed] == []


def test_feed_shows_open_ones_of_leads_that_lie_with_the_person(sven: User, lena: User) -> None:
    make_follow_up(accepted_lead(lena), sven)
    closed = accepted_lead(sven)
    make_follow_up(closed, sven)
    lose(sven, closed)
    own = accepted_lead(sven, person=make_person(name="Max Muster"))
    make_follow_up(own, lena)
    assert summaries(feed_of(sven)) == ["Wiedervorlage: Max Muster"]


def test_deputy_has_follow_ups_of_whoever_is_away_until_they_are_back(sven: User, sina: User) -> None:
    make_absence(sven, deputy=sina, last=5)
    for name, days in (("Erika Muster", 5), ("Max Muster", 6)):
        lead = accepted_lead(sven, person=make_person(name=name))
        make_follow_up(lead, sven, day=today() + timedelta(days=days))
    assert summaries(feed_of(sina)) == ["Wiedervorlage: Erika Muster (für Sven Vertrieb)"]


def test_deputy_has_no_follow_ups_of_somebody_who_is_not_away_yet(sven: User, sina: User) -> None:
    make_absence(sven, deputy=sina, first=1)
    make_follow_up(accepted_lead(sven), sven, day=today() + timedelta(days=2))
    assert summaries(feed_of(sina)) == []


def test_wrong_secret_is_not_found(sven: User) -> None:
    make_calendar_address(actor=sven)
    assert Client().get("/calendar/falsch.ics").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.MARKETER}])
def test_who_does_not_work_on_leads_any_more_has_no_feed(sven: User, change: dict[str, Any]) -> None:
    secret = make_calendar_address(actor=sven)
    User.objects.filter(pk=sven.pk).update(**change)
    assert find_person_of_calendar(secret) is None


def test_new_address_ends_the_old_one(sven: User) -> None:
    old, new = make_calendar_address(actor=sven), make_calendar_address(actor=sven)
    assert (find_person_of_calendar(old), find_person_of_calendar(new)) == (None, sven)


def test_secret_is_kept_as_a_hash_only(sven: User) -> None:
    secret = make_calendar_address(actor=sven)
    kept = CalendarAddress.objects.values().get()
    assert re.fullmatch(r"[0-9a-f]{64}", kept["secret_hash"])
    assert secret not in str(kept)


def test_feed_is_kept_by_no_cache(sven: User) -> None:
    answer = Client().get(f"/calendar/{make_calendar_address(actor=sven)}.ics")
    assert "no-store" in answer["Cache-Control"]


def test_guessing_is_slowed_down_and_reading_too(sven: User, settings: Any) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "strangers": 1, "reads": 1}
    own, other = (make_calendar_address(actor=user) for user in (sven, make_user(Role.SALES_REP)))
    asked = [Client().get(f"/calendar/{secret}.ics") for secret in ("a", "b", own, own, other)]
    assert [answer.status_code for answer in asked] == [404, 429, 200, 429, 200]
    assert int(asked[1]["Retry-After"]) > 0


def test_page_shows_the_address_once(sven: User) -> None:
    client = client_for(sven)
    made = client.post(PAGE, {"step": "make"}).content.decode()
    secret = re.search(r"/calendar/([\w-]{43})\.ics", made)
    assert secret is not None
    assert find_person_of_calendar(secret[1]) == sven
    assert secret[1] not in client.get(PAGE).content.decode()


def test_page_revokes_the_address(sven: User) -> None:
    secret = make_calendar_address(actor=sven)
    client_for(sven).post(PAGE, {"step": "revoke"})
    assert find_person_of_calendar(secret) is None


def test_profile_leads_sales_to_the_calendar_and_nobody_else(sven: User, mara: User) -> None:
    assert [PAGE in client_for(user).get("/profile/").content.decode() for user in (sven, mara)] == [
        True,
        False,
    ]


def test_lead_of_the_feed_is_one_the_person_may_open(sven: User) -> None:
    lead = accepted_lead(sven)
    make_follow_up(lead, sven)
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.HANDED_OVER, assigned_to=None)
    assert summaries(feed_of(sven)) == []
