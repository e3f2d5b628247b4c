"""The pages on which somebody objects to a lead definition, and where both teams read that."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, Team, User
from campaigns.models import DefinitionObjection, LeadDefinition
from counting import job
from tests.factories import client_for, make_campaign, make_cta, make_definition, make_objection, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(mara: User) -> LeadDefinition:
    """Version 1 of a call-to-action of Mara's campaign; marketing has signed it."""
    return make_definition(make_cta(make_campaign(owner=mara), is_signed=False), signed_by=(Team.MARKETING,))


def page_of(person: User, definition: LeadDefinition) -> str:
    return client_for(person).get(reverse("cta", args=[definition.cta_id])).content.decode()


def address(name: str, definition: LeadDefinition) -> str:
    return reverse(f"campaigns:{name}", args=[definition.cta_id, definition.version])


def test_sales_objects_on_the_page_and_reads_it_there(sven: User, waiting: LeadDefinition) -> None:
    client = client_for(sven)
    sent = client.post(address("definition_object", waiting), {"text": "Es fehlt das Budget."}, follow=True)
    page = sent.content.decode()
    assert "Einwand von Sven Vertrieb (Vertrieb)" in page
    assert "Es fehlt das Budget." in page


def test_form_shows_the_words_that_are_objected_to(sven: User, waiting: LeadDefinition) -> None:
    page = client_for(sven).get(address("definition_object", waiting)).content.decode()
    assert waiting.lead_text in page


def test_empty_sentence_is_refused_beside_its_field(sven: User, waiting: LeadDefinition) -> None:
    response = client_for(sven).post(address("definition_object", waiting), {"text": " "})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["text"])


def test_outdated_version_says_which_one_came_after(sven: User, waiting: LeadDefinition) -> None:
    make_definition(waiting.cta, signed_by=())
    response = client_for(sven).post(address("definition_object", waiting), {"text": "Nein."})
    assert response.status_code == 409
    assert "Fassung 2" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "is_offered"), [("mara", True), ("sven", True), ("lena", True), ("gero", False), ("ada", False)]
)
def test_objecting_is_offered_to_both_teams(
    who: str, is_offered: bool, waiting: LeadDefinition, request: pytest.FixtureRequest
) -> None:
    page = page_of(request.getfixturevalue(who), waiting)
    assert (address("definition_object", waiting) in page) is is_offered


def test_it_is_offered_for_what_is_in_force_too(sven: User) -> None:
    definition = make_cta().definition_in_force
    assert definition is not None
    assert address("definition_object", definition) in page_of(sven, definition)


def test_who_objects_is_offered_to_withdraw_instead(sven: User, lena: User, waiting: LeadDefinition) -> None:
    make_objection(waiting, sven)
    own, other = page_of(sven, waiting), page_of(lena, waiting)
    assert address("objection_withdraw", waiting) in own
    assert address("definition_object", waiting) not in own
    assert address("objection_withdraw", waiting) not in other
    assert address("definition_object", waiting) in other


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_objecting_is_forbidden_to_who_stands_between_the_teams(role: Role, waiting: LeadDefinition) -> None:
    client = client_for(make_user(role))
    for name in ("definition_object", "objection_withdraw"):
        assert client.post(address(name, waiting), {"text": "Nein."}).status_code == 403
    assert not DefinitionObjection.objects.exists()


def test_withdrawn_objection_stays_in_the_history(sven: User, waiting: LeadDefinition) -> None:
    row = make_objection(waiting, sven)
    sent = client_for(sven).post(
        address("objection_withdraw", waiting), {"objection_id": row.pk}, follow=True
    )
    page = sent.content.decode()
    assert "Einwand zurückgezogen: Sven Vertrieb" in page
    assert "Einwand von Sven Vertrieb" not in page


def test_withdrawing_somebody_elses_is_forbidden(sven: User, lena: User, waiting: LeadDefinition) -> None:
    row = make_objection(waiting, sven)
    sent = client_for(lena).post(address("objection_withdraw", waiting), {"objection_id": row.pk})
    row.refresh_from_db()
    assert (sent.status_code, row.is_open) == (403, True)


@pytest.mark.parametrize("number", ["", "x", "0", str(10**30), "999999"])
def test_withdrawing_what_is_none_says_so(number: str, sven: User, waiting: LeadDefinition) -> None:
    sent = client_for(sven).post(
        address("objection_withdraw", waiting), {"objection_id": number}, follow=True
    )
    assert "Dieser Einwand ist nicht mehr offen" in sent.content.decode()


def test_version_that_is_not_there_is_404(sven: User, waiting: LeadDefinition) -> None:
    for name in ("definition_object", "objection_withdraw"):
        where = reverse(f"campaigns:{name}", args=[waiting.cta_id, 9])
        assert client_for(sven).post(where, {"text": "Nein."}).status_code == 404


def test_who_writes_the_next_version_reads_the_objection_there(
    mara: User, sven: User, waiting: LeadDefinition
) -> None:
    make_objection(waiting, sven, text="Es fehlt das Budget.")
    where = reverse("campaigns:definition_new", args=[waiting.cta_id])
    assert "Es fehlt das Budget." in client_for(mara).get(where).content.decode()


def test_campaign_page_names_the_objection_as_the_next_step(
    mara: User, sven: User, waiting: LeadDefinition
) -> None:
    waiting.cta.campaign.status = "draft"
    waiting.cta.campaign.save(update_fields=["status"])
    make_objection(waiting, sven, text="Es fehlt das Budget.")
    page = client_for(mara).get(reverse("campaign", args=[waiting.cta.campaign_id])).content.decode()
    assert "Es fehlt das Budget." in page
    assert reverse("campaigns:definition_new", args=[waiting.cta_id]) in page


@pytest.mark.parametrize("count", [1, 3])
def test_cta_page_takes_the_same_queries_for_one_and_three_objections(
    count: int, mara: User, waiting: LeadDefinition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        make_objection(waiting, make_user(Role.SALES_REP))
    client, where = client_for(mara), reverse("cta", args=[waiting.cta_id])
    job.compute()
    client.get(where)
    with django_assert_num_queries(11):
        client.get(where)
