from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.models import Company, User
from accounts.own_company import forget_own_company
from accounts.services import create_token
from tests.accounts.test_sign_in import totp_code
from tests.factories import client_for

pytestmark = pytest.mark.django_db
ASKED = "Bitte schützen Sie es mit einem zweiten Schritt"
LATER = "/profile/two-steps/later/"


def test_second_step_is_asked_for_until_it_is_put_off(gero: User) -> None:
    client = client_for(gero)
    assert ASKED in client.get("/overview/").content.decode()
    answer = client.post(LATER, {"next": "/campaigns/"})
    assert (answer.status_code, answer["Location"]) == (302, "/campaigns/")
    assert ASKED not in client.get("/overview/").content.decode()


def test_next_sign_in_asks_again(gero: User) -> None:
    client_for(gero).post(LATER, {"next": "/"})
    assert ASKED in client_for(gero).get("/overview/").content.decode()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "x", "javascript:alert(1)", ""])
def test_way_back_is_a_page_of_ours(gero: User, target: str) -> None:
    assert client_for(gero).post(LATER, {"next": target})["Location"] == "/"


@pytest.mark.parametrize("target", ["x", "https://example.com/", "\x00"])
def test_language_is_chosen_whatever_the_way_back(gero: User, target: str) -> None:
    answer = client_for(gero).post("/language/", {"language": "en", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    gero.refresh_from_db()
    assert gero.language == "en"


SET_UP = "/account/2fa/totp/activate/"


@pytest.fixture
def strict(company: Company) -> Company:
    """The company requires the second step."""
    Company.objects.update(requires_second_step=True)
    forget_own_company()
    return company


@pytest.mark.parametrize("path", ["/", "/overview/", "/campaigns/", "/profile/", "/notifications/"])
@pytest.mark.parametrize("who", ["gero", "ada"])
def test_required_second_step_comes_before_anything_else(
    request: pytest.FixtureRequest, strict: Company, who: str, path: str
) -> None:
    assert client_for(request.getfixturevalue(who)).get(path)["Location"] == SET_UP


@pytest.mark.parametrize("who", ["mara", "sven", "lena"])
def test_required_second_step_is_not_asked_of_others(
    request: pytest.FixtureRequest, strict: Company, who: str
) -> None:
    assert client_for(request.getfixturevalue(who)).get("/campaigns/").status_code == 200


def test_required_second_step_cannot_be_put_off(strict: Company, gero: User) -> None:
    assert client_for(gero).post(LATER, {"next": "/campaigns/"})["Location"] == SET_UP


def test_page_of_the_required_second_step_says_why_and_offers_no_other_way(
    strict: Company, gero: User
) -> None:
    page = client_for(gero).get(SET_UP).content.decode()
    assert "Ihr Unternehmen verlangt von Geschäftsleitung und Administration" in page
    assert ("/campaigns/" in page, "Abbrechen" in page) == (False, False)


def test_one_may_sign_out_and_change_the_language_before_it(strict: Company, gero: User) -> None:
    client = client_for(gero)
    client.post("/language/", {"language": "en", "next": SET_UP})
    assert User.objects.get(pk=gero.pk).language == "en"
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


def test_whoever_has_set_it_up_goes_on(strict: Company, gero: User) -> None:
    client = client_for(gero)
    client.get(SET_UP)
    client.post(SET_UP, {"code": totp_code(client.session["mfa.totp.secret"])})
    assert client.get("/campaigns/").status_code == 200


def test_switching_it_off_again_leads_back(strict: Company, gero: User) -> None:
    TOTP.activate(gero, generate_totp_secret())
    client = client_for(gero)
    client.post("/account/2fa/totp/deactivate/")
    assert client.get("/campaigns/")["Location"] == SET_UP


def test_fragment_makes_the_whole_page_go_there(strict: Company, gero: User) -> None:
    answer = client_for(gero).get("/campaigns/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, SET_UP)


def test_program_with_the_session_is_refused_and_told_why(strict: Company, gero: User) -> None:
    answer = client_for(gero).get("/api/v1/campaigns/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_token_made_before_goes_on(strict: Company, gero: User) -> None:
    _token, plain = create_token(actor=gero, name="Bericht", scopes=["campaigns.view"])
    answer = Client().get("/api/v1/campaigns/", headers={"authorization": f"Bearer {plain}"})
    assert answer.status_code == 200


def test_company_page_sets_the_requirement(ada: User) -> None:
    client = client_for(ada)
    form = client.get("/company/").context["form"]
    shown = {name: value for name, value in form.initial.items() if value is not None}
    client.post("/company/", {**shown, "expected_version": 1, "requires_second_step": "on"})
    assert Company.objects.get().requires_second_step
    forget_own_company()  # as its seconds or the commit do
    assert client.get("/company/")["Location"] == SET_UP
