"""The set-up page: behind the code, everything at once or nothing, and closed afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Company, Invitation, Role, User
from accounts.services import issue_setup_code
from tests.factories import PASSWORD, make_company

ANSWERS = {
    "company_name": "Beispiel GmbH",
    "company_currency": "EUR",
    "company_time_zone": "Europe/Berlin",
    "company_country": "DE",
    "company_land": "BE",
    "admin_full_name": "Ada Admin",
    "admin_email": "ada@example.com",
    "admin_password": PASSWORD,
    "invitations-TOTAL_FORMS": "2",
    "invitations-INITIAL_FORMS": "0",
    "invitations-0-email": "mara@example.com",
    "invitations-0-role": "marketer",
    "invitations-1-email": "",
    "invitations-1-role": "marketer",
}


@pytest.fixture
def browser(db: None) -> Client:
    """Somebody who entered the code and reads English."""
    cache.clear()
    client = Client(headers={"accept-language": "en"})
    client.post("/setup/", {"code": issue_setup_code()})
    return client


@pytest.mark.parametrize("path", ["/", "/profile/", "/account/login/", "/leads/", "/no/such/page/"])
def test_empty_installation_leads_to_the_setup(db: None, path: str) -> None:
    assert Client().get(path).headers["Location"] == "/setup/"


@pytest.mark.parametrize("path", ["/setup/", "/health/live"])
def test_empty_installation_answers_the_setup_itself(db: None, path: str) -> None:
    assert Client().get(path).status_code == 200


def test_setup_shows_nothing_without_the_code(db: None) -> None:
    page = Client().get("/setup/").content.decode()

    assert ('name="code"' in page, "company_name" in page) == (True, False)


def test_setup_refuses_answers_without_the_code(db: None) -> None:
    answer = Client().post("/setup/", ANSWERS)

    assert (answer.status_code, Company.objects.count()) == (422, 0)


def test_setup_stops_who_guesses_the_code(db: None) -> None:
    cache.clear()
    issue_setup_code()
    statuses = [Client().post("/setup/", {"code": f"AAAA-{n}"}).status_code for n in range(11)]

    assert statuses == [422] * 10 + [429]


def test_setup_does_not_let_in_the_right_code_after_too_many_guesses(db: None) -> None:
    cache.clear()
    code = issue_setup_code()
    for _ in range(10):
        Client().post("/setup/", {"code": "AAAA"})

    assert Client().post("/setup/", {"code": code}).status_code == 429


def test_setup_makes_everything_and_signs_in(browser: Client) -> None:
    answer = browser.post("/setup/", ANSWERS)

    assert answer.headers["Location"] == "/"
    assert browser.session["_auth_user_id"] == str(User.objects.get(email="ada@example.com").pk)
    assert Company.objects.get().name == "Beispiel GmbH"
    assert list(Invitation.objects.values_list("email", "role")) == [("mara@example.com", Role.MARKETER)]


def test_setup_goes_on_in_the_language_of_the_page(browser: Client) -> None:
    browser.post("/setup/", ANSWERS)

    assert User.objects.get().language == "en"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"admin_password": "kurz"}, "This password is too short"),
        ({"admin_email": "ada"}, "Please enter a valid e-mail address"),
        ({"company_time_zone": "Mars/Base"}, "“Mars/Base” is not in the list."),
        ({"invitations-1-email": "MARA@example.com"}, "stands in another line already"),
        ({"invitations-0-email": "ada@example.com"}, "ada@example.com: Somebody already signs in"),
    ],
)
def test_setup_says_what_is_wrong_and_writes_nothing(
    browser: Client, change: dict[str, Any], message: str
) -> None:
    answer = browser.post("/setup/", {**ANSWERS, **change})

    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert (Company.objects.count(), User.objects.count(), Invitation.objects.count()) == (0, 0, 0)


def test_setup_needs_a_code_that_still_works(browser: Client) -> None:
    issue_setup_code()
    answer = browser.post("/setup/", ANSWERS)

    assert (answer.status_code, Company.objects.count()) == (422, 0)


@pytest.mark.parametrize("method", ["get", "post"])
def test_setup_is_closed_once_there_is_a_company(browser: Client, method: str) -> None:
    make_company(name="Die erste GmbH")
    answer = getattr(browser, method)("/setup/", ANSWERS)

    assert (answer.headers["Location"], Company.objects.get().name) == ("/", "Die erste GmbH")
