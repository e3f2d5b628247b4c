"""The pages of calls-to-action and their definitions: written by marketing, signed by both."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Team, User
from campaigns.models import CallToAction, DefinitionSignature, LeadDefinition
from counting import job
from tests.factories import client_for, make_campaign, make_cta, make_definition

FORM = {"name": "Anruf", "kind": "call", "placement": "", "page_url": "", "is_active": "on"}
TEXTS = {"lead_text": "Hat angefragt.", "good_text": "Hat Budget."}


def test_new_cta_leads_on_to_its_definition(mara: User) -> None:
    campaign = make_campaign()
    response = client_for(mara).post(reverse("campaigns:cta_new", args=[campaign.pk]), FORM)
    cta = campaign.ctas.get()
    assert response.headers["Location"] == reverse("campaigns:definition_new", args=[cta.pk])


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"kind": ""}, "kind"), ({"page_url": "javascript:alert(1)"}, "page_url")],
)
def test_bad_cta_is_named_beside_its_field(changes: dict[str, str], field: str, mara: User) -> None:
    address = reverse("campaigns:cta_new", args=[make_campaign().pk])
    response = client_for(mara).post(address, {**FORM, **changes})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not CallToAction.objects.exists()


def test_cta_is_switched_off(mara: User) -> None:
    cta = make_cta()
    data = {name: value for name, value in FORM.items() if name != "is_active"}
    client_for(mara).post(reverse("campaigns:cta_edit", args=[cta.pk]), {**data, "expected_version": "1"})
    cta.refresh_from_db()
    assert (cta.name, cta.is_active) == ("Anruf", False)


def test_stale_cta_form_gets_409_with_both_values_and_saves_on_the_second_try(mara: User) -> None:
    cta = make_cta(name="Rückruf", row_version=4)
    client, address = client_for(mara), reverse("campaigns:cta_edit", args=[cta.pk])
    response = client.post(address, {**FORM, "expected_version": "3"})
    page = response.content.decode()
    assert (response.status_code, "Rückruf" in page, "Anruf" in page) == (409, True, True)
    client.post(address, {**FORM, "expected_version": response.context["form"]["expected_version"].value()})
    cta.refresh_from_db()
    assert cta.name == "Anruf"


def test_cta_page_shows_its_public_key(sven: User) -> None:
    cta = make_cta()
    assert cta.key in client_for(sven).get(reverse("cta", args=[cta.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_cta_page_takes_the_same_queries_for_one_and_three_versions(
    count: int, mara: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cta = make_cta()
    for _number in range(count):
        make_definition(cta)
    client, address = client_for(mara), reverse("cta", args=[cta.pk])
    job.compute()
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)


def test_new_version_begins_with_the_words_of_the_last(mara: User) -> None:
    cta = make_cta()
    make_definition(cta, lead_text="Hat angerufen.")
    form = client_for(mara).get(reverse("campaigns:definition_new", args=[cta.pk])).context["form"]
    assert form["lead_text"].value() == "Hat angerufen."


def test_definition_is_proposed(mara: User) -> None:
    cta = make_cta(is_signed=False)
    response = client_for(mara).post(reverse("campaigns:definition_new", args=[cta.pk]), TEXTS)
    definition = cta.definitions.get()
    assert response.headers["Location"] == reverse("cta", args=[cta.pk])
    assert (definition.version, definition.author) == (1, mara)


def test_unchanged_definition_is_refused_beside_its_field(mara: User) -> None:
    cta = make_cta(is_signed=False)
    make_definition(cta, signed_by=(), **TEXTS)
    response = client_for(mara).post(reverse("campaigns:definition_new", args=[cta.pk]), TEXTS)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["lead_text"])
    assert cta.definitions.count() == 1


@pytest.mark.parametrize(
    ("who", "is_offered"), [("mara", False), ("sven", True), ("lena", True), ("gero", False), ("ada", False)]
)
def test_signing_is_offered_to_the_team_that_is_due(
    who: str, is_offered: bool, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    cta = make_cta(is_signed=False)
    make_definition(cta, signed_by=(Team.MARKETING,))
    page = client_for(person).get(reverse("cta", args=[cta.pk])).content.decode()
    assert (reverse("campaigns:definition_sign", args=[cta.pk, 1]) in page) is is_offered


def test_both_teams_sign_on_the_page(mara: User, sven: User) -> None:
    cta = make_cta(is_signed=False)
    definition = make_definition(cta, signed_by=())
    for person in (mara, sven):
        client_for(person).post(reverse("campaigns:definition_sign", args=[cta.pk, 1]))
    cta.refresh_from_db()
    assert cta.definition_in_force == definition


@pytest.mark.parametrize("who", ["gero", "ada"])
def test_signing_is_forbidden_to_who_stands_between_the_teams(
    who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    cta = make_cta(is_signed=False)
    make_definition(cta, signed_by=())
    response = client_for(person).post(reverse("campaigns:definition_sign", args=[cta.pk, 1]))
    assert (response.status_code, DefinitionSignature.objects.count()) == (403, 0)


def test_second_click_on_sign_changes_nothing(sven: User) -> None:
    cta = make_cta(is_signed=False)
    make_definition(cta, signed_by=())
    client, address = client_for(sven), reverse("campaigns:definition_sign", args=[cta.pk, 1])
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    assert DefinitionSignature.objects.count() == 1


@pytest.mark.parametrize("version", [2, 10**30])
def test_version_that_is_not_there_is_404(version: int, sven: User) -> None:
    cta = make_cta(is_signed=False)
    make_definition(cta, signed_by=())
    response = client_for(sven).post(reverse("campaigns:definition_sign", args=[cta.pk, version]))
    assert response.status_code == 404


def test_sign_address_is_not_for_reading(sven: User) -> None:
    cta = make_cta()
    assert client_for(sven).get(reverse("campaigns:definition_sign", args=[cta.pk, 1])).status_code == 405


@pytest.mark.parametrize("who", ["sven", "lena", "gero"])
def test_readers_cannot_write(who: str, request: pytest.FixtureRequest) -> None:
    client, cta = client_for(request.getfixturevalue(who)), make_cta(name="Rückruf")
    addresses = [
        reverse("campaigns:cta_new", args=[cta.campaign_id]),
        reverse("campaigns:cta_edit", args=[cta.pk]),
        reverse("campaigns:definition_new", args=[cta.pk]),
    ]
    assert [client.post(address, FORM | TEXTS).status_code for address in addresses] == [403] * 3
    assert (CallToAction.objects.get().name, LeadDefinition.objects.count()) == ("Rückruf", 1)


def test_typed_markup_is_shown_as_text(mara: User) -> None:
    cta = make_cta(name="<b>x</b>", is_signed=False)
    make_definition(cta, signed_by=(), lead_text="<script>alert(1)</script>")
    page = client_for(mara).get(reverse("cta", args=[cta.pk])).content.decode()
    assert ("<script>alert" in page, "<b>x</b>" in page) == (False, False)
