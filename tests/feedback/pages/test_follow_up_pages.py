"""One tap after an attempt or a rating sets a follow-up; brief, inbox and timeline show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http import HTTPStatus

import pytest
import time_machine
from django.utils import translation

from accounts.models import User
from desk.timeline import build_timeline
from feedback.models import FollowUp, FollowUpEnd
from feedback.services import finish_follow_up, set_follow_up
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_follow_up, make_lead
from tests.feedback.saying import accepted_lead, reach, say

ASKED = "When will you get in touch again?"
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stopped() -> Iterator[None]:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def rep(sven: User) -> User:
    sven.language = "en"
    sven.save(update_fields=["language"])
    return sven


@pytest.fixture
def lead(rep: User) -> Lead:
    return accepted_lead(rep, handed_over_at=THURSDAY)


def text_of(user: User, path: str) -> str:
    return client_for(user).get(path).content.decode()


def offered(page: str) -> list[str]:
    return re.findall(r'name="follow_up-offered" value="([\d-]+)"', page)


def test_page_after_an_attempt_in_vain_offers_days(rep: User, lead: Lead) -> None:
    said = {"attempt-channel": "phone", "attempt-reached": "no"}
    answer = client_for(rep).post(f"/leads/{lead.pk}/attempt/", said, follow=True)
    page = answer.content.decode()
    assert ASKED in page
    assert offered(page) == ["2026-11-27", "2026-11-29", "2026-11-30", "2026-12-26"]


def test_days_are_offered_after_a_later_attempt_in_vain_too(rep: User, lead: Lead) -> None:
    say(rep, lead)
    reach(rep, lead, was_reached=False)
    assert ASKED in text_of(rep, f"/leads/{lead.pk}/")


def test_days_are_offered_at_once_where_the_follow_up_is_due(rep: User, lead: Lead) -> None:
    made, unfolded = (
        make_follow_up(lead, rep, days=1),
        re.compile(r"<details open>\s*<summary>Move it to another day<"),
    )
    assert unfolded.search(text_of(rep, f"/leads/{lead.pk}/")) is None
    FollowUp.objects.filter(pk=made.pk).update(day=THURSDAY.date())
    assert unfolded.search(text_of(rep, f"/leads/{lead.pk}/")) is not None


def test_one_tap_on_a_day_sets_it(rep: User, lead: Lead) -> None:
    said = {"follow_up-offered": "2026-11-30", "follow_up-day": "", "follow_up-note": "Angebot"}
    answer = client_for(rep).post(f"/leads/{lead.pk}/follow-up/", said, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["Follow-up: Mon 30 Nov."]
    made = FollowUp.objects.get()
    assert (made.day, made.note) == (date(2026, 11, 30), "Angebot")
    assert ASKED not in answer.content.decode()


def test_day_and_time_of_ones_own_are_by_ones_clock(rep: User, lead: Lead) -> None:
    said = {"follow_up-day": "2026-12-01", "follow_up-time": "14:30"}
    client_for(rep).post(f"/leads/{lead.pk}/follow-up/", said)
    assert FollowUp.objects.get().due_at == datetime(2026, 12, 1, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Choose a day."),
        ({"follow_up-day": "2026-11-25"}, "25 Nov 2026 has passed."),
        ({"follow_up-day": "2026-11-26", "follow_up-time": "09:00"}, "has passed. Choose a later time."),
        ({"follow_up-day": "morgen"}, "“morgen” is not a day."),
    ],
)
def test_what_is_wrong_stands_on_the_page(rep: User, lead: Lead, said: dict[str, str], why: str) -> None:
    answer = client_for(rep).post(f"/leads/{lead.pk}/follow-up/", said)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert why in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_thanks_for_a_not_yet_offer_days_and_come_back(rep: User, lead: Lead) -> None:
    say(rep, lead, potential="not_yet")
    thanks = f"/leads/{lead.pk}/rated/"
    page = text_of(rep, thanks)
    assert (ASKED in page, len(offered(page)), 'name="after_rating"' in page) == (True, 4, True)
    said = {"follow_up-offered": "2026-11-30", "after_rating": "1"}
    answer = client_for(rep).post(f"/leads/{lead.pk}/follow-up/", said, follow=True)
    assert answer.redirect_chain == [(thanks, HTTPStatus.FOUND)]
    assert "You are reminded of this lead Mon 30 Nov." in answer.content.decode()


def test_thanks_for_a_customer_ask_for_no_day(rep: User, lead: Lead) -> None:
    say(rep, lead, potential="yes")
    assert ASKED not in text_of(rep, f"/leads/{lead.pk}/rated/")


def test_brief_offers_it_at_any_time_of_the_work(rep: User, lead: Lead) -> None:
    reach(rep, lead)
    page = text_of(rep, f"/leads/{lead.pk}/")
    assert (ASKED in page, "Set a follow-up" in page, len(offered(page))) == (False, True, 4)


def test_brief_of_a_lead_that_waits_for_an_answer_offers_none(rep: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=rep)
    assert offered(text_of(rep, f"/leads/{lead.pk}/")) == []


def test_brief_shows_the_open_one_and_ends_it(rep: User, lead: Lead) -> None:
    made = make_follow_up(lead, rep, days=0, note="Angebot nachfassen", pk=184_520)
    page = text_of(rep, f"/leads/{lead.pk}/")
    assert "Follow-up today" in " ".join(page.split())
    assert "Angebot nachfassen" in page
    (number,) = re.findall(r'name="follow_up_id" value="([^"]+)"', page)
    client_for(rep).post(f"/leads/{lead.pk}/follow-up/done/", {"follow_up_id": number})
    made.refresh_from_db()
    assert made.ended_how == FollowUpEnd.DONE


def test_done_without_a_follow_up_is_a_page_with_a_sentence(rep: User, lead: Lead) -> None:
    answer = client_for(rep).post(f"/leads/{lead.pk}/follow-up/done/", {"follow_up_id": 7})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "not open any more" in answer.content.decode()


def test_inbox_row_says_when(rep: User) -> None:
    for days in (0, 4):
        make_follow_up(accepted_lead(rep, handed_over_at=THURSDAY), rep, days=days)
    timed = accepted_lead(rep, handed_over_at=THURSDAY)
    make_follow_up(timed, rep, due_at=datetime(2026, 11, 27, 13, 30, tzinfo=UTC))
    page = text_of(rep, "/inbox/")
    tags = re.findall(r'<span class="tag( warn)?">\s*(Follow-up [^<]+?)\s*</span>', page)
    assert sorted(tags) == [
        ("", "Follow-up Mon 30 Nov"),
        ("", "Follow-up tomorrow 14:30"),
        (" warn", "Follow-up today"),
    ]


def test_timeline_tells_of_set_replaced_and_done(rep: User, lena: User, lead: Lead) -> None:
    set_follow_up(actor=rep, lead=lead, day=date(2026, 11, 27), note="Anrufen")
    newer = set_follow_up(actor=lena, lead=lead, day=date(2026, 11, 30))
    finish_follow_up(actor=rep, lead=lead, follow_up_id=newer.pk)
    with translation.override("en"):
        events = build_timeline(lead=lead, viewer=rep)[::-1]
        said = [(str(one.title), one.text, one.by) for one in events if "Follow-up" in str(one.title)]
    assert said == [
        ("Follow-up set for Fri 27 Nov", "Anrufen", str(rep)),
        ("Follow-up set for Mon 30 Nov", "Instead of Fri 27 Nov", str(lena)),
        ("Follow-up done", "It was for Mon 30 Nov.", str(rep)),
    ]


def test_note_is_covered_on_the_brief_as_long_as_the_contact_is(rep: User, lead: Lead) -> None:
    make_follow_up(lead, rep, note="0171 2345678")
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.HANDED_OVER)
    page = text_of(rep, f"/leads/{lead.pk}/")
    assert ("2345678" in page, "•••" in page) == (False, True)


def test_api_sets_lists_and_ends(rep: User, lead: Lead) -> None:
    client, path = api_for(rep), f"/api/v1/leads/{lead.pk}/follow-ups/"
    made = client.post(path, {"day": "2026-11-30", "time": "14:30", "note": "Angebot"})
    assert made.status_code == HTTPStatus.CREATED
    done = client.post(f"{path}done/", {"follow_up_id": made.json()["id"]})
    assert (done.status_code, done.json()["ended_how"]) == (HTTPStatus.CREATED, "done")
    (row,) = client.get(path).json()["results"]
    said = {name: row[name] for name in ("lead", "user", "day", "due_at", "note", "ended_by")}
    assert said == {
        "lead": lead.pk,
        "user": rep.pk,
        "day": "2026-11-30",
        "due_at": "2026-11-30T14:30:00+01:00",
        "note": "Angebot",
        "ended_by": rep.pk,
    }


def test_api_refuses_a_day_that_has_passed(rep: User, lead: Lead) -> None:
    answer = api_for(rep).post(f"/api/v1/leads/{lead.pk}/follow-ups/", {"day": "2026-11-25"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (HTTPStatus.BAD_REQUEST, "day")


def test_api_refuses_to_end_what_is_not_open(rep: User, lead: Lead) -> None:
    answer = api_for(rep).post(f"/api/v1/leads/{lead.pk}/follow-ups/done/", {"follow_up_id": 7})
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "FollowUpEnded")
