"""A list of leads leaves the house as a file: by page and by program, limited, and written down."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts.models import User
from accounts.permissions import Action
from leads.models import Lead, LeadExport, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_cta, make_lead, stale_client_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def leads() -> list[Lead]:
    cta = make_cta(make_campaign(name="Messe"))
    return [make_lead(cta=cta) for _number in range(3)]


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_page_says_how_many_before_anything_leaves(gero: User, leads: list[Lead]) -> None:
    page = client_for(gero).get("/leads/export/", {"campaign": leads[0].campaign_id}).content.decode()
    assert "3 Leads" in page
    assert "Messe" in page
    assert f"/leads/leads.csv?campaign={leads[0].campaign_id}" in page
    assert not LeadExport.objects.exists()


def test_file_has_the_leads_of_the_filters_and_a_name(gero: User, leads: list[Lead]) -> None:
    make_lead()
    answer = client_for(gero).get("/leads/leads.csv", {"campaign": leads[0].campaign_id})
    assert answer["Content-Disposition"] == 'attachment; filename="leads.csv"'
    assert {row["Kampagne"] for row in rows_of(answer)} == {"Messe"}


def test_who_took_how_many_along_by_which_filters_is_written_down(gero: User, leads: list[Lead]) -> None:
    client_for(gero).get("/leads/leads.csv", {"campaign": str(leads[0].campaign_id), "q": "erika"})
    written = LeadExport.objects.get()
    assert (written.user, written.leads, written.token_id) == (gero, Lead.objects.count(), None)
    assert written.filters == {"q": "…", "campaign": str(leads[0].campaign_id)}


def test_admins_read_who_took_leads_along_and_nobody_else(gero: User, ada: User, leads: list[Lead]) -> None:
    b"".join(client_for(gero).get("/leads/leads.csv"))
    page = client_for(ada).get("/leads/exports/").content.decode()
    assert str(gero) in page
    assert client_for(gero).get("/leads/exports/").status_code == 403
    assert "1-mal" in client_for(ada).get("/company/").content.decode()


def test_rep_takes_own_leads_along_and_no_others(sven: User, leads: list[Lead]) -> None:
    own = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    rows = rows_of(client_for(sven).get("/leads/leads.csv"))
    assert [row["Smarketing: Lead"] for row in rows] == [str(own.pk)]
    assert rows[0]["E-Mail"] == own.person.email


def test_file_takes_a_sign_in_of_the_last_minutes(gero: User, leads: list[Lead]) -> None:
    assert stale_client_for(gero).get("/leads/leads.csv").status_code == 302
    assert not LeadExport.objects.exists()


def test_filter_that_was_not_understood_takes_nothing_along(gero: User, leads: list[Lead]) -> None:
    assert client_for(gero).get("/leads/leads.csv", {"campaign": "x"}).status_code == 400
    assert not LeadExport.objects.exists()


def test_nobody_takes_leads_along_without_end(gero: User, leads: list[Lead], settings: LazySettings) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "exports": 1}
    client = client_for(gero)
    assert client.get("/leads/leads.csv").status_code == 200
    answer = client.get("/leads/leads.csv")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert LeadExport.objects.count() == 1


def test_program_takes_along_what_its_token_reads(gero: User, leads: list[Lead]) -> None:
    veiled = rows_of(api_for(gero, scopes=[Action.VIEW_LEADS]).get("/api/v1/leads/csv/"))
    assert {(row["E-Mail"], row["smarketing_record"]) for row in veiled} == {("", "")}
    client = api_for(gero, scopes=[Action.VIEW_LEADS, Action.VIEW_ACCEPTED_CONTACTS])
    rows = rows_of(client.get("/api/v1/leads/csv/", HTTP_ACCEPT="text/csv"))
    assert {row["E-Mail"] for row in rows} == {lead.person.email for lead in leads}
    assert LeadExport.objects.filter(token_id=None).count() == 0


def test_program_that_may_not_read_leads_takes_none(gero: User, leads: list[Lead]) -> None:
    answer = api_for(gero, scopes=[Action.VIEW_CONVERSION]).get("/api/v1/leads/csv/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert Client().get("/api/v1/leads/csv/").status_code == 401


def test_list_leads_to_its_file_with_its_filters(gero: User, leads: list[Lead]) -> None:
    page = client_for(gero).get("/leads/", {"stage": "registered"}).content.decode()
    assert 'href="/leads/export/?stage=registered"' in page
