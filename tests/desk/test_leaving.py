"""The page that asks who takes the work before a sign-in goes, and the same from a program."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Action
from bulk.models import BulkAction
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.bulk.doing import work_off
from tests.factories import client_for, make_campaign, make_lead, make_user, stale_client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(ada: User) -> Client:
    return client_for(ada)


def page_of(person: User) -> str:
    return reverse("deactivate", args=[person.pk])


def is_active(person: User) -> bool:
    return User.objects.get(pk=person.pk).is_active


def test_page_says_how_much_it_is(browser: Client, sven: User, sina: User) -> None:
    for stage in (LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.RATED):
        make_lead(stage=stage, assigned_to=sven)
    page = " ".join(browser.get(page_of(sven)).content.decode().split())
    assert "3 offene Leads" in page
    assert "1 davon noch nicht beantwortet" in page
    assert "1 Lead ist schon bewertet" in page
    assert is_active(sven)


def test_page_of_a_person_leads_there(browser: Client, sven: User) -> None:
    assert page_of(sven) in browser.get(reverse("accounts:person", args=[sven.pk])).content.decode()


def test_who_has_nothing_is_asked_nothing(browser: Client, sven: User) -> None:
    page = browser.get(page_of(sven)).content.decode()
    assert ('name="way"' in page, 'name="owner"' in page) == (False, False)
    answer = browser.post(page_of(sven), {})
    assert (answer.headers["Location"], is_active(sven)) == (f"/people/{sven.pk}/", False)


def test_leads_go_to_the_colleague_and_the_page_shows_how_far_it_is(
    browser: Client, sven: User, sina: User
) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    answer = browser.post(page_of(sven), {"way": "give", "receivers": [sina.pk]})
    action = BulkAction.objects.get()
    assert (answer.headers["Location"], is_active(sven)) == (f"/bulk/{action.pk}/", False)
    work_off()
    assert Lead.objects.get(pk=lead.pk).assigned_to == sina
    assert "1 Lead weitergegeben" in browser.get(f"/bulk/{action.pk}/").content.decode()


def test_without_a_colleague_nothing_happens(browser: Client, sven: User, sina: User) -> None:
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    answer = browser.post(page_of(sven), {"way": "give"})
    assert (answer.status_code, is_active(sven)) == (422, True)
    assert "mindestens eine Kollegin" in answer.content.decode()


def test_campaigns_pass_on(browser: Client, mara: User) -> None:
    emma, campaign = make_user(), make_campaign(owner=mara)
    browser.post(page_of(mara), {"owner": emma.pk})
    campaign.refresh_from_db()
    assert (campaign.owner, is_active(mara)) == (emma, False)


def test_last_administrator_is_refused_in_the_form(browser: Client, ada: User) -> None:
    answer = browser.post(page_of(ada), {})
    assert (answer.status_code, is_active(ada)) == (422, True)


def test_page_asks_for_a_fresh_sign_in(ada: User, sven: User) -> None:
    answer = stale_client_for(ada).post(page_of(sven), {})
    assert (answer.status_code, is_active(sven)) == (302, True)


def test_of_somebody_who_left_the_rest_is_passed_on(browser: Client, sven: User, sina: User) -> None:
    User.objects.filter(pk=sven.pk).update(is_active=False)
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    assert "Was noch bei Sven Vertrieb liegt" in browser.get(page_of(sven)).content.decode()
    browser.post(page_of(sven), {"way": "give", "receivers": [sina.pk]})
    work_off()
    assert Lead.objects.get(pk=lead.pk).assigned_to == sina


def work(ada: User, person: User) -> Any:
    return api_for(ada).get(f"/api/v1/people/{person.pk}/work/").json()


def test_program_reads_how_much_it_is(ada: User, sven: User) -> None:
    make_lead(stage=LeadStage.RATED, assigned_to=sven)
    assert (work(ada, sven)["leads"], work(ada, sven)["rated"]) == (1, 1)


def test_program_takes_the_sign_in_away_and_back_what_was_moved(ada: User, sven: User, sina: User) -> None:
    lead, client = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven), api_for(ada)
    said = {"way": "give", "receivers": [sina.pk]}
    answer = client.post(f"/api/v1/people/{sven.pk}/deactivate/", said, format="json")
    [action] = answer.json()["actions"]
    work_off()
    assert (answer.status_code, action["deed"], is_active(sven)) == (202, "move", False)
    assert Lead.objects.get(pk=lead.pk).assigned_to == sina
    assert client.post(f"/api/v1/bulk/move/{action['id']}/undo/").status_code == 202
    work_off()
    assert Lead.objects.get(pk=lead.pk).assigned_to == sven


def test_token_for_it_needs_no_other_scope(ada: User, sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    client = api_for(ada, scopes=[Action.DEACTIVATE_PEOPLE])
    said = {"way": "give", "receivers": [sina.pk]}
    assert client.post(f"/api/v1/people/{sven.pk}/deactivate/", said, format="json").status_code == 202
    work_off()
    assert Lead.objects.get(pk=lead.pk).assigned_to == sina
    assert client.get("/api/v1/leads/").status_code == 403


def test_program_of_a_sales_lead_is_refused(lena: User, sven: User) -> None:
    answer = api_for(lena).post(f"/api/v1/people/{sven.pk}/deactivate/", {"way": "leave"}, format="json")
    assert (answer.status_code, is_active(sven)) == (403, True)
