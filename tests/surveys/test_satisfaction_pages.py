"""What both teams read of customers' answers, and what managers say of how they are asked."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.own_company import today
from desk.timeline import build_timeline
from leads.life import LeadStage
from surveys.models import PromiseKept, SurveySettings
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_cta, make_lead, make_person
from tests.surveys.saying import make_answer, make_survey, switch_on

PAGE = "/surveys/"
ERIKA: dict[str, Any] = {"name": "Erika Musterfrau", "email": "erika@example.org"}


def answered(user: User | None = None, *, text: str = "", mark: int = 4, **fields: Any) -> int:
    """A customer has answered; the number of their lead."""
    person = make_person(**ERIKA) if text else make_person()
    lead = make_lead(stage=LeadStage.LOST, assigned_to=user, person=person, **fields)
    make_answer(make_survey(lead), mark=mark, kept=PromiseKept.PARTLY, text=text)
    return lead.pk


def page_of(user: User, address: str = PAGE) -> str:
    return client_for(user).get(address).content.decode()


def test_nobody_asked_is_said_with_the_way_there(gero: User, sven: User) -> None:
    assert "/surveys/settings/" in page_of(gero)
    page = page_of(sven)
    assert "In dieser Zeit wurde niemand gefragt" in page and "/surveys/settings/" not in page


def test_everybody_reads_the_same_figures(gero: User, mara: User, sven: User, lena: User, ada: User) -> None:
    for mark in (1, 4, 5):
        answered(mark=mark)
    make_survey()
    for user in (gero, mara, sven, lena, ada):
        page = page_of(user).replace("\xa0", " ")
        assert [word for word in ("3 von 4", "2 von 3", "67 %", "3,3") if word not in page] == []


def test_words_are_shown_without_who_said_them(mara: User) -> None:
    answered(text="Gruß, Erika Musterfrau, erika@example.org, 0171 2345678")
    page = page_of(mara)
    assert "Gruß, ••• •••, •••, •••" in page
    assert [word for word in ("Erika", "Musterfrau", "erika@", "2345678") if word in page] == []


def test_words_lead_to_the_lead_of_whoever_may_see_it(mara: User, sven: User, sina: User) -> None:
    lead_id = answered(sven, text="Gut.")
    led = [f"/leads/{lead_id}/" in page_of(user) for user in (mara, sven, sina)]
    assert led == [True, True, False]


def test_words_are_escaped(mara: User) -> None:
    answered(text="<script>alert(1)</script>", cta=make_cta(make_campaign(name="<i>Messe</i>")))
    page = page_of(mara)
    assert "<script>alert" not in page and "<i>Messe" not in page


def test_filters_narrow_what_is_shown(mara: User) -> None:
    campaign = make_campaign(name="Frühling")
    answered(cta=make_cta(campaign), text="Nur hier.")
    make_answer(text="Nur dort.")
    page = page_of(mara, f"{PAGE}?campaign={campaign.pk}")
    assert "Nur hier." in page and "Nur dort." not in page


@pytest.mark.parametrize("query", ["from=gestern", "campaign=x", "from=2026-02-01&to=2026-01-01"])
def test_a_filter_that_is_none_is_said(mara: User, query: str) -> None:
    answer = client_for(mara).get(f"{PAGE}?{query}")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_difference_beyond_chance_is_named(mara: User) -> None:
    for campaign, mark in ((make_campaign(name="Gut"), 5), (make_campaign(name="Schlecht"), 1)):
        cta = make_cta(campaign)
        for _number in range(12):
            answered(cta=cta, mark=mark)
    page = page_of(mara)
    assert "unzufriedener als die übrigen" in page and "zufriedener als die übrigen" in page


def test_few_answers_are_no_verdict(mara: User) -> None:
    answered(mark=1)
    assert "weniger als zehn Antworten" in page_of(mara)


def test_the_page_takes_few_statements_however_many_answered(mara: User) -> None:
    client = client_for(mara)
    counts = []
    for _number in range(2):
        for _answer in range(3):
            make_answer(text="Gut.")
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_manager_switches_it_on_by_the_page(gero: User) -> None:
    said = {"is_on": "on", "delay_days": "14", "language": "de", "reply_to": "a@example.com"}
    answer = client_for(gero).post("/surveys/settings/", {**said, "expected_version": "1"})
    assert answer.status_code == HTTPStatus.FOUND
    row = SurveySettings.objects.get()
    assert (row.is_on, row.delay_days, row.changed_by) == (True, 14, gero)


def test_the_page_names_what_is_wrong(gero: User) -> None:
    said = {"is_on": "on", "delay_days": "14", "language": "de", "expected_version": "1"}
    answer = client_for(gero).post("/surveys/settings/", said)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Adresse für Antworten" in answer.content.decode()


def test_the_page_shows_both_values_of_a_conflict(gero: User) -> None:
    switch_on(delay_days=10, row_version=3)
    said = {"delay_days": "20", "language": "de", "reply_to": "antwort@example.com", "is_on": "on"}
    answer = client_for(gero).post("/surveys/settings/", {**said, "expected_version": "2"})
    assert answer.status_code == HTTPStatus.CONFLICT


def test_the_page_says_that_opt_outs_cannot_be_read(gero: User) -> None:
    switch_on(opt_out_key="unreadable")
    assert "SECRET_KEY_FALLBACKS" in page_of(gero, "/surveys/settings/")


def test_settings_are_for_managers(mara: User, sven: User, lena: User) -> None:
    seen = [client_for(user).get("/surveys/settings/").status_code for user in (mara, sven, lena)]
    assert seen == [HTTPStatus.FORBIDDEN] * 3


def test_the_timeline_of_the_lead_says_what_the_customer_said(mara: User) -> None:
    lead = make_lead(stage=LeadStage.LOST)
    survey = make_survey(lead, on=today() - timedelta(days=1))
    make_answer(survey, mark=4, kept=PromiseKept.PARTLY, text="Gut.")
    make_answer(survey, mark=2, kept=PromiseKept.NO)
    titles = [str(event.title) for event in build_timeline(lead=lead, viewer=mara)]
    assert titles[:2] == [
        "Kunde hat seine Antwort geändert: 2 von 5, Versprechen bestätigt: Nein",
        "Kunde hat geantwortet: 4 von 5, Versprechen bestätigt: Teilweise",
    ]
    assert "Kunde nach der Zufriedenheit gefragt" in titles


def test_the_api_reads_the_results(mara: User) -> None:
    campaign = make_campaign()
    answered(cta=make_cta(campaign), mark=5)
    results = api_for(mara).get("/api/v1/surveys/results/").json()
    total = results["total"]
    assert (total["asked"], total["answered"], total["marks"], total["mean"]) == (1, 1, [0, 0, 0, 0, 1], 5.0)
    assert (total["satisfied"]["count"], total["satisfied"]["of"]) == (1, 1)
    assert [row["campaign"] for row in results["by_campaign"]] == [campaign.pk]


def test_the_api_lists_answers_without_names(mara: User, sina: User) -> None:
    lead_id = answered(text="Erika war hier.", mark=2)
    (row,) = api_for(mara).get("/api/v1/surveys/answers/").json()["results"]
    assert (row["lead"], row["mark"], row["text"]) == (lead_id, 2, "••• war hier.")
    (row,) = api_for(sina).get("/api/v1/surveys/answers/").json()["results"]
    assert row["lead"] is None


def test_the_api_changes_settings_of_the_version_that_was_read(gero: User) -> None:
    api = api_for(gero)
    version = api.get("/api/v1/surveys/settings/").json()["row_version"]
    first = api.patch("/api/v1/surveys/settings/", {"delay_days": 14, "row_version": version})
    again = api.patch("/api/v1/surveys/settings/", {"delay_days": 15, "row_version": version})
    assert (first.status_code, first.json()["delay_days"]) == (200, 14)
    assert again.status_code == HTTPStatus.CONFLICT
