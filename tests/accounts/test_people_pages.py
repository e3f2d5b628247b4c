"""The pages of administrators: people, invitations and the company; and the page behind an invitation."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Company, Invitation, Role, User
from accounts.services import invite
from tests.factories import PASSWORD, client_for, make_user


@pytest.fixture
def browser(ada: User) -> Client:
    User.objects.update(language="en")
    return client_for(ada)


@pytest.fixture
def invitation(ada: User) -> Invitation:
    return invite(actor=ada, email="neu@example.com", role=Role.MARKETER, language="en")


@pytest.mark.parametrize("more", [0, 3])
def test_people_takes_the_same_queries_for_few_and_many(
    browser: Client, invitation: Invitation, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(more):
        make_user()
    # session, person, company, people, invitations, second step, unread notifications
    with django_assert_num_queries(7):
        browser.get("/people/")


def test_people_lists_everybody_and_open_invitations(
    browser: Client, otto: User, invitation: Invitation
) -> None:
    page = browser.get("/people/").content.decode()

    assert [name in page for name in ("Ada Admin", "Otto Draußen", "neu@example.com")] == [True] * 3


def test_invite_page_invites(browser: Client) -> None:
    browser.post("/people/invite/", {"email": "neu@example.com", "role": "sales_lead", "language": "en"})

    assert Invitation.objects.values_list("email", "role").get() == ("neu@example.com", "sales_lead")


def test_invite_page_asks_for_a_role(browser: Client) -> None:
    answer = browser.post("/people/invite/", {"email": "neu@example.com", "role": "", "language": "en"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["role"])


def test_person_page_changes_name_and_role(browser: Client, mara: User) -> None:
    browser.post(f"/people/{mara.pk}/", {"full_name": "Mara Neu", "role": "manager"})
    changed = User.objects.get(pk=mara.pk)

    assert (changed.full_name, changed.role) == ("Mara Neu", "manager")


def test_person_page_says_why_the_last_administrator_stays(browser: Client, ada: User) -> None:
    answer = browser.post(f"/people/{ada.pk}/", {"full_name": "Ada", "role": "manager"})

    assert (answer.status_code, User.objects.get().role) == (422, "admin")
    assert "is the last administrator" in answer.content.decode()


def test_deactivate_says_why_the_last_administrator_stays(browser: Client, ada: User) -> None:
    answer = browser.post(f"/people/{ada.pk}/deactivate/", follow=True)

    assert "is the last administrator" in answer.content.decode()
    assert User.objects.get().is_active


def test_withdraw_takes_the_invitation_from_the_list(browser: Client, invitation: Invitation) -> None:
    page = browser.post(f"/people/invitations/{invitation.pk}/withdraw/", follow=True)

    assert page.context["invitations"] == []


def test_resend_says_when_the_invitation_was_accepted_meanwhile(
    browser: Client, invitation: Invitation
) -> None:
    Invitation.objects.update(accepted_at=invitation.created_at)
    page = browser.post(f"/people/invitations/{invitation.pk}/resend/", follow=True).content.decode()

    assert "accepted or withdrawn meanwhile" in page


def test_invitation_page_signs_in_the_new_person(invitation: Invitation) -> None:
    client = Client()
    client.post(f"/invitation/{invitation.link_secret()}/", {"full_name": "Nina Neu", "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(User.objects.get(email="neu@example.com").pk)


def test_invitation_page_opened_changes_nothing(invitation: Invitation) -> None:
    page = Client().get(f"/invitation/{invitation.link_secret()}/")

    assert (page.status_code, Invitation.objects.open().count(), User.objects.count()) == (200, 1, 1)


def test_invitation_page_reads_in_the_language_of_the_invitation(invitation: Invitation) -> None:
    page = Client(headers={"accept-language": "de"}).get(f"/invitation/{invitation.link_secret()}/")

    assert '<html lang="en"' in page.content.decode()


def test_invitation_page_follows_the_language_switch(invitation: Invitation) -> None:
    client = Client()
    client.post("/language/", {"language": "de"})

    assert '<html lang="de"' in client.get(f"/invitation/{invitation.link_secret()}/").content.decode()


def test_invitation_page_says_when_the_link_is_over(company: Company) -> None:
    assert Client().get("/invitation/unknown/").status_code == 404


def test_invitation_page_ignores_another_role(invitation: Invitation) -> None:
    answers = {"full_name": "Nina", "password": PASSWORD, "role": "admin", "email": "x@example.com"}
    Client().post(f"/invitation/{invitation.link_secret()}/", answers)

    assert User.objects.get(email="neu@example.com").role == "marketer"


COMPANY = {
    "name": "Neue GmbH",
    "currency": "CHF",
    "time_zone": "Europe/Zurich",
    "country": "CH",
    "land": "--",
    "attempts_before_closing": 4,
}


def test_company_page_saves(browser: Client) -> None:
    browser.post("/company/", {**COMPANY, "expected_version": 1})

    assert Company.objects.values(*COMPANY).get() == COMPANY


def test_company_page_shows_both_values_after_another_change(browser: Client) -> None:
    Company.objects.update(name="Ganz andere GmbH", row_version=2)
    answer = browser.post("/company/", {**COMPANY, "expected_version": 1})
    page = answer.content.decode()

    assert (answer.status_code, Company.objects.get().name) == (409, "Ganz andere GmbH")
    assert ["Ganz andere GmbH" in page, 'value="Neue GmbH"' in page] == [True, True]


def test_company_page_saves_over_another_change_on_purpose(browser: Client) -> None:
    Company.objects.update(name="Ganz andere GmbH", row_version=2)
    page = browser.post("/company/", {**COMPANY, "expected_version": 1}).context["form"]
    browser.post("/company/", {**COMPANY, "expected_version": page["expected_version"].value()})

    assert Company.objects.get().name == "Neue GmbH"


@pytest.mark.parametrize("field", COMPANY)
def test_company_page_refuses_what_is_not_offered(browser: Client, field: str) -> None:
    answer = browser.post("/company/", {**COMPANY, field: "x" * 200, "expected_version": 1})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_people_shows_the_link_of_an_open_invitation(browser: Client, invitation: Invitation) -> None:
    answer = browser.get("/people/")

    assert f"/invitation/{invitation.link_secret()}/" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
