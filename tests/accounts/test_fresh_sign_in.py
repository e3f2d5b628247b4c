"""Before people, company, keys and exports one confirms that it is still oneself."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from accounts.models import ApiToken, Invitation, Role, User
from accounts.permissions import Action
from files.models import ImportRun
from tests.factories import PASSWORD, client_for, make_user, stale_client_for
from tests.test_routes import walk

pytestmark = pytest.mark.django_db
CONFIRM = "/account/reauthenticate/"
INVITATION = {"email": "neu@example.com", "full_name": "", "role": Role.MARKETER, "language": "de"}


def confirm(client: Client, address: str, password: str = PASSWORD) -> Any:
    """Type the password on the page that asks for it before `address`."""
    return client.post(CONFIRM, {"password": password, "next": address})


@pytest.mark.parametrize("path", ["/people/", "/people/invite/", "/company/", "/profile/tokens/"])
def test_page_asks_again_and_comes_back(ada: User, path: str) -> None:
    client = stale_client_for(ada)
    assert client.get(path)["Location"] == f"{CONFIRM}?next={quote(path, safe='')}"
    assert confirm(client, path)["Location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 302)])
def test_sign_in_is_fresh_for_a_quarter_of_an_hour(ada: User, minutes: int, status: int) -> None:
    client = Client()
    client.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    with time_machine.travel(time.time() + minutes * 60):
        assert client.get("/people/").status_code == status


def test_wrong_password_opens_nothing(ada: User) -> None:
    client = stale_client_for(ada)
    assert confirm(client, "/people/", "falsch-falsch").status_code == 200
    assert client.get("/people/").status_code == 302


def test_form_sent_too_late_is_done_after_the_confirmation(ada: User) -> None:
    client = stale_client_for(ada)
    client.post("/people/invite/", INVITATION)
    assert Invitation.objects.count() == 0
    assert confirm(client, "/people/invite/")["Location"] == "/people/"
    assert Invitation.objects.get().email == "neu@example.com"


def test_form_sent_too_late_comes_back_filled_in_where_it_is_refused(ada: User) -> None:
    """It stands at the address of the confirmation then: without its own it would be sent there."""
    client = stale_client_for(ada)
    client.post("/people/invite/", {**INVITATION, "email": ada.email})
    answer = confirm(client, "/people/invite/")
    assert (answer.status_code, answer.context["form"]["email"].value()) == (422, ada.email)
    assert 'action="/people/invite/"' in answer.content.decode()


def test_button_pressed_too_late_is_done_after_the_confirmation(ada: User, sven: User) -> None:
    client, path = stale_client_for(ada), f"/people/{sven.pk}/deactivate/"
    client.post(path)
    assert User.objects.get(pk=sven.pk).is_active
    confirm(client, path)
    assert not User.objects.get(pk=sven.pk).is_active


def test_what_was_kept_is_not_done_for_somebody_else(ada: User, mara: User) -> None:
    client = stale_client_for(ada)
    client.post("/people/invite/", INVITATION)
    client.post("/account/logout/")
    client.force_login(mara)
    confirm(client, "/people/invite/")
    assert Invitation.objects.count() == 0


def test_token_is_neither_made_nor_ended_without_confirmation(mara: User) -> None:
    client = stale_client_for(mara)
    client.post("/profile/tokens/", {"name": "Formular", "scopes": ["leads.capture"], "lifetime": "30"})
    assert ApiToken.objects.count() == 0


@pytest.fixture
def run(gero: User) -> ImportRun:
    return ImportRun.objects.create(user=gero, file_name="alt.csv")


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/imports/7/?page=2", "/imports/7/?page=2"),
        ("https://example.org/imports/", "/"),
        ("//testserver//example.org/", "/"),
        ("", "/"),
    ],
)
def test_export_comes_back_to_its_page_and_is_pressed_again(
    gero: User, run: ImportRun, referer: str, back: str
) -> None:
    answer = stale_client_for(gero).get(f"/imports/{run.pk}/errors.csv", headers={"referer": referer})
    assert answer["Location"] == f"{CONFIRM}?next={quote(back, safe='')}"


def test_export_is_given_to_whoever_has_just_signed_in(gero: User, run: ImportRun) -> None:
    answer = client_for(gero).get(f"/imports/{run.pk}/errors.csv")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")


def test_second_step_is_set_up_after_a_confirmation_only(gero: User) -> None:
    path = "/account/2fa/totp/activate/"
    assert stale_client_for(gero).get(path)["Location"] == f"{CONFIRM}?next={quote(path, safe='')}"
    assert client_for(gero).get(path).status_code == 200


def test_everything_about_people_and_company_asks() -> None:
    guarded = {Action.MANAGE_PEOPLE, Action.EDIT_COMPANY}
    views = {route.name: route.view for route in walk(get_resolver())}
    forgotten = {
        name
        for name, view in views.items()
        if getattr(view, "required_action", None) in guarded and not view.required_fresh
    }
    assert forgotten == set()


def test_who_was_just_invited_has_signed_in(ada: User) -> None:
    client = client_for(ada)
    client.post("/people/invite/", {**INVITATION, "role": Role.ADMIN})
    secret = Invitation.objects.get().link_secret()
    newcomer = Client()
    newcomer.post(f"/invitation/{secret}/", {"full_name": "Neu", "password": PASSWORD})
    assert newcomer.get("/people/").status_code == 200


def test_confirmation_is_asked_of_whom_the_table_lets_in_only() -> None:
    assert stale_client_for(make_user(Role.SALES_REP)).get("/people/").status_code == 403
