"""Sign-in: by e-mail, without telling who is here, in the language one reads."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import Company, User
from accounts.tasks import mail_password_reset
from outbox.models import OutboxMessage
from tests.factories import PASSWORD, client_for


@pytest.fixture(autouse=True)
def no_attempts_yet(db: None) -> None:
    cache.clear()


def sign_in(email: str, password: str = PASSWORD) -> int:
    client = Client(headers={"accept-language": "en"})
    return client.post("/account/login/", {"login": email, "password": password}).status_code


def test_sign_in_takes_the_address_in_any_case(mara: User) -> None:
    assert sign_in("MARA@example.com") == 302


def test_sign_in_refuses_people_who_left(otto: User) -> None:
    client = Client()
    client.post("/account/login/", {"login": otto.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_sign_in_says_the_same_for_wrong_password_and_unknown_address(mara: User) -> None:
    client = Client()
    wrong = client.post("/account/login/", {"login": mara.email, "password": "falsch-falsch"})
    unknown = client.post("/account/login/", {"login": "nobody@example.com", "password": "falsch-falsch"})

    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_sign_in_waits_after_five_wrong_passwords(mara: User) -> None:
    for _ in range(5):
        sign_in(mara.email, "falsch-falsch")

    assert sign_in(mara.email) == 200


@pytest.mark.parametrize(
    "route", ["account_login", "account_logout", "account_reset_password", "account_inactive"]
)
def test_page_opens_with_an_address_that_is_none(company: Company, route: str) -> None:
    assert Client().get(reverse(route), {"next": "http://[::1"}).status_code < 400


def test_address_that_is_none_leads_nowhere(mara: User) -> None:
    sent = {"login": mara.email, "password": PASSWORD, "next": "http://[::1"}
    assert Client().post("/account/login/", sent)["Location"] == "/"


def test_nobody_signs_up(company: Company) -> None:
    Client().post(
        "/account/signup/", {"email": "neu@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert User.objects.count() == 0


def test_password_reset_says_the_same_for_everybody(mara: User) -> None:
    known = Client().post("/account/password/reset/", {"email": mara.email})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@example.com"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert mail.outbox == []


def test_password_reset_mails_a_link_that_works(mara: User) -> None:
    Client().post("/account/password/reset/", {"email": mara.email})
    mail_password_reset(OutboxMessage.objects.get().pk)
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    client = Client()
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "neue-wolken-22", "password2": "neue-wolken-22"})

    assert User.objects.get().check_password("neue-wolken-22")


def test_second_step_can_be_set_up_and_is_then_asked_for(ada: User) -> None:
    client = Client()
    client.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/account/2fa/totp/activate/", {"code": totp_code(secret)})
    again = Client().post("/account/login/", {"login": ada.email, "password": PASSWORD})

    assert again.headers["Location"] == "/account/2fa/authenticate/"


def totp_code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize(("who", "is_asked"), [("gero", True), ("ada", True), ("mara", False)])
def test_second_step_is_asked_of_managers_and_administrators(
    request: pytest.FixtureRequest, who: str, is_asked: bool
) -> None:
    page = client_for(request.getfixturevalue(who)).get("/profile/").content.decode()

    assert ("/account/2fa/totp/activate/" in page) is is_asked


def test_second_step_is_asked_for_no_longer_once_it_is_there(ada: User) -> None:
    TOTP.activate(ada, generate_totp_secret())
    page = client_for(ada).get("/profile/").content.decode()

    assert "/account/2fa/totp/activate/" not in page


def test_language_follows_the_browser(company: Company) -> None:
    page = Client(headers={"accept-language": "en"}).get("/account/login/")

    assert ('<html lang="en"' in page.content.decode(), page.headers["Content-Language"]) == (True, "en")


def test_language_switch_is_remembered(company: Company) -> None:
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/language/", {"language": "de", "next": "/account/login/"})

    assert answer.headers["Location"] == "/account/login/"
    assert '<html lang="de"' in client.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org/", "javascript:alert(1)", "x", "\x00", ""]
)
def test_language_switch_leads_nowhere_else(company: Company, target: str) -> None:
    assert Client().post("/language/", {"language": "de", "next": target}).headers["Location"] == "/"


def test_language_switch_ignores_other_languages(company: Company) -> None:
    assert "django_language" not in Client().post("/language/", {"language": "xx"}).cookies


def test_language_switch_reaches_the_profile(mara: User) -> None:
    client_for(mara).post("/language/", {"language": "en", "next": "/profile/"})

    assert User.objects.get().language == "en"


def test_password_reset_waits_after_five_for_one_address(mara: User) -> None:
    client = Client(headers={"accept-language": "en"})
    for _ in range(5):
        client.post("/account/password/reset/", {"email": mara.email})
    answer = client.post("/account/password/reset/", {"email": mara.email})

    assert (answer.status_code, "Please wait a few minutes" in answer.content.decode()) == (429, True)
