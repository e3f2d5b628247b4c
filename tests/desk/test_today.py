"""What somebody of sales has to do today, in the order of their day; each lead stands there once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from desk.sections import SECTIONS, count_sections, leads_in_section
from feedback.models import FollowUp
from feedback.services import log_attempt
from feedback.services.disputes import question_rating, settle
from handoff.models import HandoffAnswer
from handoff.services import ask_question, reply
from leads.models import Grade, Lead, LeadStage
from tests.factories import client_for, make_lead
from tests.feedback.saying import say

pytestmark = pytest.mark.django_db


def places_of(user: User) -> dict[str, list[int]]:
    """The leads of each section that has some."""
    found = {section.key: list(leads_in_section(section, user=user)) for section in SECTIONS}
    return {key: [lead.pk for lead in leads] for key, leads in found.items() if leads}


def remind(user: User, lead: Lead, *, days: int) -> FollowUp:
    day = timezone.localdate() + timedelta(days=days)
    return FollowUp.objects.create(lead=lead, user=user, day=day)


def answered(sven: User, mara: User) -> Lead:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    ask_question(actor=sven, lead=lead, text="Gilt das auch für Mietshäuser?")
    reply(actor=mara, lead=lead, text="Ja.")
    return lead


def doubt(marketer: User, *settling: User, lead: Lead) -> None:
    """Marketing questions the rating of a lead, and these say that it was wrong."""
    question_rating(actor=marketer, lead=lead, text="Er hat gestern bestellt.")
    for one in settling:
        settle(actor=one, lead=lead, verdict="wrong", text="Stimmt.")


def test_reply_of_marketing_comes_first_and_leaves_when_sales_goes_on(sven: User, mara: User) -> None:
    lead = answered(sven, mara)
    assert places_of(sven) == {"answered": [lead.pk]}
    log_attempt(actor=sven, lead=lead, channel="phone", was_reached=False)
    assert places_of(sven) == {"contact": [lead.pk]}


def test_row_says_what_marketing_replied(sven: User, mara: User) -> None:
    answered(sven, mara)
    page = client_for(sven).get("/inbox/").content.decode()
    assert "<p>„Ja.“</p>" in page


def test_another_question_waits_for_marketing_again(sven: User, mara: User) -> None:
    lead = answered(sven, mara)
    ask_question(actor=sven, lead=lead, text="Und für Büros?")
    assert places_of(sven) == {"contact": [lead.pk]}


def test_reply_of_two_weeks_ago_is_no_news(sven: User, mara: User) -> None:
    lead = answered(sven, mara)
    HandoffAnswer.objects.update(created_at=timezone.now() - timedelta(days=14, minutes=1))
    assert places_of(sven) == {"contact": [lead.pk]}


@pytest.mark.parametrize("stage", [LeadStage.RATED, LeadStage.WON])
def test_rating_both_teams_call_wrong_is_to_be_done_anew(
    sven: User, mara: User, lena: User, gero: User, stage: LeadStage
) -> None:
    lead = make_lead(stage=stage, assigned_to=sven, quality=Grade.C)
    before = places_of(sven)
    doubt(mara, lena, lead=lead)
    assert places_of(sven) == before
    settle(actor=gero, lead=lead, verdict="wrong", text="Das sehe ich auch so.")
    assert places_of(sven)["anew"] == [lead.pk]
    page = client_for(sven).get("/inbox/").content.decode()
    assert count_sections(sven)["anew"] == 1
    assert "<p>Angezweifelt: „Er hat gestern bestellt.“</p>" in page
    say(sven, lead, quality="B", expected_rating_id=lead.ratings.latest("pk").pk)
    assert places_of(sven) == before


@pytest.mark.parametrize(("days", "place"), [(-3, "due"), (0, "due"), (1, "later")])
def test_follow_up_decides_the_day_of_a_lead(sven: User, days: int, place: str) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    remind(sven, lead, days=days)
    assert places_of(sven) == {place: [lead.pk]}


def test_reply_goes_before_a_follow_up(sven: User, mara: User) -> None:
    lead = answered(sven, mara)
    remind(sven, lead, days=5)
    assert places_of(sven) == {"answered": [lead.pk]}


def test_open_deals_begin_with_those_sales_rated_best_whatever_marketing_thought(sven: User) -> None:
    worse = make_lead(stage=LeadStage.RATED, assigned_to=sven, quality=Grade.C, grade=Grade.A)
    better = make_lead(stage=LeadStage.RATED, assigned_to=sven, quality=Grade.A, grade=Grade.D)
    assert places_of(sven) == {"open": [better.pk, worse.pk]}


def test_open_deals_are_paged_in_that_order(sven: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.sections.PAGE_SIZE", 1)
    leads = [
        make_lead(stage=LeadStage.RATED, assigned_to=sven, quality=letter) for letter in (Grade.B, Grade.A)
    ]
    client = client_for(sven)
    first = client.get("/inbox/?section=open").context["shown"][0]
    second = client.get(f"/inbox/{first.older_url}").context["shown"][0]
    assert [*first.leads, *second.leads] == leads[::-1]


def test_every_lead_is_counted_where_it_stands(sven: User, mara: User, lena: User, gero: User) -> None:
    answered(sven, mara)
    for stage in (LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.CONTACTED, LeadStage.RATED):
        for days in (None, 0, 9):
            lead = make_lead(stage=stage, assigned_to=sven)
            if days is not None:
                remind(sven, lead, days=days)
    make_lead(stage=LeadStage.HANDED_OVER)
    doubt(mara, lena, gero, lead=make_lead(stage=LeadStage.RATED, assigned_to=sven))
    counts = count_sections(sven)
    assert counts == {
        "answered": 1,
        "due": 4,
        "later": 4,
        "anew": 1,
        **dict.fromkeys(("new", "contact", "rate", "pool", "open"), 1),
    }
    assert {key: len(leads) for key, leads in places_of(sven).items()} == counts


def test_what_is_put_off_or_rated_does_not_wait_today(sven: User) -> None:
    make_lead(stage=LeadStage.RATED, assigned_to=sven)
    remind(sven, make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven), days=2)
    page = client_for(sven).get("/inbox/")
    assert page.context["waiting"] == 0
    assert "Für heute alles erledigt." in page.content.decode()


def test_lead_in_the_pool_reminds_nobody(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER)
    remind(sven, lead, days=0)
    assert places_of(sven) == {"pool": [lead.pk]}
