from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from campaigns.models import Campaign, DailyCost
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_channel, make_cta, make_definition

CAMPAIGNS = "/api/v1/campaigns/"
CTAS = "/api/v1/ctas/"


def test_campaign_created_by_api_has_its_channel_and_promises(mara: User) -> None:
    said = {"name": "Herbst", "channel": "Suche", "promises": ["In 48 Stunden", "Ohne Anzahlung"]}
    answer = api_for(mara).post(CAMPAIGNS, said)
    assert answer.status_code == 201
    assert (answer.json()["channel"], answer.json()["status"]) == ("Suche", "draft")
    assert [promise["text"] for promise in answer.json()["promises"]] == ["In 48 Stunden", "Ohne Anzahlung"]


def test_second_campaign_of_a_name_is_refused_whatever_its_case(mara: User) -> None:
    make_campaign(name="Herbst")
    answer = api_for(mara).post(CAMPAIGNS, {"name": "HERBST"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "name")
    assert Campaign.objects.count() == 1


def test_change_from_an_old_version_is_a_conflict_and_changes_nothing(mara: User) -> None:
    campaign = make_campaign(name="Herbst", row_version=4)
    answer = api_for(mara).patch(f"{CAMPAIGNS}{campaign.pk}/", {"name": "Winter", "row_version": 3})
    campaign.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (409, "StaleVersion")
    assert campaign.name == "Herbst"


def test_conflict_shows_both_values(mara: User) -> None:
    campaign = make_campaign(name="Herbst", row_version=4)
    answer = api_for(mara).patch(f"{CAMPAIGNS}{campaign.pk}/", {"name": "Winter", "row_version": 3})
    assert answer.json()["conflicts"] == [{"place": "name", "theirs": "Herbst", "yours": "Winter"}]


def test_change_without_the_version_read_is_refused(mara: User) -> None:
    answer = api_for(mara).patch(f"{CAMPAIGNS}{make_campaign().pk}/", {"name": "Winter"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "row_version")


def test_campaign_without_a_signed_definition_does_not_go_live(mara: User) -> None:
    campaign = make_campaign(status=Campaign.Status.DRAFT)
    answer = api_for(mara).post(f"{CAMPAIGNS}{campaign.pk}/status/", {"status": "live"})
    assert (answer.status_code, answer.json()["code"]) == (409, "LeadDefinitionMissing")


def test_costs_of_days_are_set_and_read(mara: User) -> None:
    campaign = make_campaign()
    said = [{"day": "2026-11-01", "amount_cents": 1250}, {"day": "2026-11-02", "amount_cents": 0}]
    answer = api_for(mara).put(f"{CAMPAIGNS}{campaign.pk}/costs/", said)
    assert answer.status_code == 200
    assert DailyCost.objects.get(day=date(2026, 11, 1)).amount_cents == 1250


def test_cost_names_its_channel_or_none(mara: User) -> None:
    campaign, _search = make_campaign(), make_channel("Suche")
    said = [
        {"day": "2026-11-01", "channel": "Suche", "amount_cents": 40},
        {"day": "2026-11-01", "amount_cents": 100},
    ]
    answer = api_for(mara).put(f"{CAMPAIGNS}{campaign.pk}/costs/", said)
    assert {(row["channel"], row["amount_cents"]) for row in answer.json()} == {("Suche", 40), (None, 100)}


def test_sales_reads_campaigns_but_does_not_change_them(sven: User) -> None:
    campaign, client = make_campaign(name="Herbst"), api_for(sven)
    assert client.get(f"{CAMPAIGNS}{campaign.pk}/").json()["name"] == "Herbst"
    assert client.post(CAMPAIGNS, {"name": "Winter"}).status_code == 403


def test_definition_holds_once_both_teams_signed(mara: User, lena: User) -> None:
    cta = make_cta(is_signed=False)
    words = {"lead_text": "Fragt an.", "good_text": "Kauft bald."}
    api_for(mara).post(f"{CTAS}{cta.pk}/definitions/", words)
    for user in (mara, lena):
        assert client_for(user).post(f"{CTAS}{cta.pk}/definitions/1/signature/").status_code == 201
    cta.refresh_from_db()
    assert cta.definition_in_force == cta.definitions.get()


def test_signature_is_given_in_person_not_by_a_token(mara: User) -> None:
    cta = make_cta(is_signed=False)
    make_definition(cta, signed_by=())
    assert api_for(mara).post(f"{CTAS}{cta.pk}/definitions/1/signature/").status_code == 403


def test_manager_signs_for_neither_team(gero: User) -> None:
    cta = make_cta(is_signed=False)
    make_definition(cta, signed_by=())
    answer = client_for(gero).post(f"{CTAS}{cta.pk}/definitions/1/signature/")
    cta.refresh_from_db()
    assert (answer.status_code, cta.definition_in_force) == (403, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [("?status=draft", ["Winter"]), ("?channel=MESSE", ["Herbst"]), ("", ["Winter", "Herbst"])],
)
def test_campaigns_are_narrowed_by_status_and_channel(mara: User, query: str, found: list[str]) -> None:
    make_campaign(name="Herbst", channel=make_channel("Messe"))
    make_campaign(name="Winter", status=Campaign.Status.DRAFT)
    assert [row["name"] for row in api_for(mara).get(CAMPAIGNS + query).json()["results"]] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [("is_active=true", ["An"]), ("is_active=False", ["Aus"]), ("kind=visit", []), ("kind=", ["Aus", "An"])],
)
def test_ctas_are_narrowed_by_switch_and_kind(mara: User, query: str, found: list[str]) -> None:
    campaign = make_cta(name="An", kind="call").campaign
    make_cta(campaign, name="Aus", kind="call", is_active=False)
    make_cta(name="Andere")
    path = f"{CTAS}?campaign={campaign.pk}&{query}"
    assert [row["name"] for row in api_for(mara).get(path).json()["results"]] == found


@pytest.mark.parametrize(
    ("query", "place"),
    [("is_active=maybe", "is_active"), ("kind=smile", "kind"), ("campaign=99999999999999999999", "campaign")],
)
def test_filter_that_is_not_understood_is_refused_by_name(mara: User, query: str, place: str) -> None:
    answer = api_for(mara).get(f"{CTAS}?{query}")
    assert (answer.status_code, [error["place"] for error in answer.json()["errors"]]) == (400, [place])
    assert query.partition("=")[2] in answer.json()["errors"][0]["message"]
