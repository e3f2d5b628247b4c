"""Signing in with the company's own directory, from the button to the page and back, against a local one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from accounts.directory import id_token
from accounts.models import Company, Invitation, Role, User
from accounts.own_company import forget_own_company
from accounts.services import invite
from tests.accounts.directory import CALLBACK, SIGN_IN, Colleague, make_directory, running_provider
from tests.factories import PASSWORD, client_for

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("directory")]
ROLES = (("Leitung", "manager"), ("IT", "admin"), ("Vertrieb", "sales_rep"))


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_provider() as address:
        yield address


@pytest.fixture(autouse=True)
def configured(settings: Settings, issuer: str) -> None:
    cache.clear()
    id_token.forget_fetched()
    settings.OIDC = make_directory(issuer)


@pytest.fixture
def colleague(issuer: str) -> Colleague:
    return Colleague(issuer).is_known_as()


def who(client: Client) -> int | None:
    user = client.session.get("_auth_user_id")
    return int(user) if user else None


def test_known_person_is_signed_in_and_known_again(mara: User, colleague: Colleague) -> None:
    first, second = Client(), Client()
    assert colleague.sign_in(first)["Location"] == "/"
    colleague.is_known_as(email="mara.neu@example.com").sign_in(second)
    assert (who(first), who(second)) == (mara.pk, mara.pk)


def test_nothing_the_directory_says_is_kept(mara: User, colleague: Colleague) -> None:
    colleague.sign_in(Client())
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == (f"{colleague.issuer}#s-1", {})


def test_sign_in_leads_to_the_page_one_wanted(mara: User, colleague: Colleague) -> None:
    assert (
        colleague.sign_in(Client(), next="/campaigns/?status=live")["Location"] == "/campaigns/?status=live"
    )


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(mara: User, colleague: Colleague, target: str) -> None:
    assert colleague.sign_in(Client(), next=target)["Location"] == "/"


def test_what_is_asked_at_the_directory_comes_from_the_settings_only(mara: User, issuer: str) -> None:
    path = f"{SIGN_IN}?auth_params=redirect_uri%3Dhttps://example.org/&scope=offline_access&process=connect"
    asked = parse_qs(urlsplit(Client().post(path)["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/account/directory/callback/"]
    assert (set(asked["scope"][0].split()), asked["code_challenge_method"]) == (
        {"openid", "profile", "email"},
        ["S256"],
    )
    assert len(asked["nonce"][0]) == 64


@pytest.mark.parametrize("verified", [False, None, "false", 0])
def test_address_nobody_vouches_for_lets_nobody_in(
    mara: User, colleague: Colleague, verified: object
) -> None:
    client = Client()
    answer = colleague.is_known_as(email_verified=verified).sign_in(client)
    assert (answer.status_code, who(client), SocialAccount.objects.count()) == (403, None, 0)
    assert "bürgt nicht für Ihre E-Mail-Adresse" in answer.content.decode()


def test_directory_that_is_trusted_vouches_for_every_address(
    mara: User, colleague: Colleague, settings: Settings, issuer: str
) -> None:
    settings.OIDC = make_directory(issuer, trusts_email=True)
    client = Client()
    colleague.is_known_as(email_verified=None).sign_in(client)
    assert who(client) == mara.pk


def test_microsofts_own_word_for_a_verified_address_counts(mara: User, colleague: Colleague) -> None:
    client = Client()
    colleague.is_known_as(email_verified=None, xms_edov=True).sign_in(client)
    assert who(client) == mara.pk


def test_stranger_is_told_to_ask_for_an_invitation(company: Company, colleague: Colleague) -> None:
    answer = colleague.sign_in(Client())
    assert (answer.status_code, User.objects.count()) == (403, 0)
    assert "Bitten Sie die Administration Ihres Unternehmens um eine Einladung" in answer.content.decode()


def test_invited_person_needs_no_password(ada: User, colleague: Colleague) -> None:
    invite(actor=ada, email="mara@example.com", role=Role.SALES_LEAD, language="en")
    client = Client()
    colleague.sign_in(client)
    person = User.objects.get(email="mara@example.com")
    assert (who(client), person.full_name, person.role, person.language, person.has_usable_password()) == (
        person.pk,
        "Mara Marketing",
        Role.SALES_LEAD,
        "en",
        False,
    )
    assert Invitation.objects.get().accepted_at is not None


def test_person_who_left_stays_out(otto: User, colleague: Colleague) -> None:
    client = Client()
    answer = colleague.is_known_as(email=otto.email).sign_in(client)
    assert (answer.status_code, who(client)) == (403, None)


def test_person_who_left_after_signing_in_here_stays_out(mara: User, colleague: Colleague) -> None:
    colleague.sign_in(Client())
    User.objects.update(is_active=False)
    client = Client()
    assert (colleague.sign_in(client).status_code, who(client)) == (403, None)


def test_address_that_passed_on_to_somebody_else_opens_nothing(mara: User, colleague: Colleague) -> None:
    colleague.sign_in(Client())
    client = Client()
    answer = Colleague(colleague.issuer, "s-2").is_known_as(name="Neue Kollegin").sign_in(client)
    assert (answer.status_code, who(client)) == (403, None)


def test_new_account_of_the_same_person_is_let_in_by_the_command(
    mara: User, colleague: Colleague, capsys: pytest.CaptureFixture[str]
) -> None:
    colleague.sign_in(Client())
    call_command("sign_in_link", mara.email, "--forget-directory")
    client = Client()
    Colleague(colleague.issuer, "s-2").is_known_as().sign_in(client)
    assert who(client) == mara.pk


class TestGroups:
    """Groups give the role, at every sign-in."""

    @pytest.fixture(autouse=True)
    def mapped(self, settings: Settings, issuer: str, configured: None) -> None:
        settings.OIDC = make_directory(issuer, roles=ROLES)

    @pytest.mark.parametrize(
        ("groups", "role"),
        [
            (["Vertrieb"], Role.SALES_REP),
            (["Vertrieb", "Leitung", "Kantine"], Role.MANAGER),
            ("IT", Role.ADMIN),
        ],
    )
    def test_first_line_that_fits_gives_the_role(
        self, mara: User, colleague: Colleague, groups: object, role: Role
    ) -> None:
        colleague.is_known_as(groups=groups).sign_in(Client())
        assert User.objects.get().role == role

    @pytest.mark.parametrize("groups", [[], ["Kantine"], None, {"IT": 1}, 7])
    def test_whoever_is_in_none_is_refused(self, mara: User, colleague: Colleague, groups: object) -> None:
        client = Client()
        answer = colleague.is_known_as(groups=groups).sign_in(client)
        assert (answer.status_code, who(client)) == (403, None)
        assert "Keine Ihrer Gruppen bei Beispiel-Verzeichnis" in answer.content.decode()

    def test_last_administrator_stays_one(self, ada: User, colleague: Colleague) -> None:
        client = Client()
        colleague.is_known_as(email=ada.email, groups=["Vertrieb"]).sign_in(client)
        assert (who(client), User.objects.get().role) == (ada.pk, Role.ADMIN)

    def test_stranger_with_a_group_is_made_where_that_is_allowed(
        self, company: Company, colleague: Colleague, settings: Settings, issuer: str
    ) -> None:
        refused = colleague.is_known_as(groups=["Vertrieb"]).sign_in(Client()).status_code
        settings.OIDC = make_directory(issuer, roles=ROLES, creates_people=True)
        colleague.sign_in(Client())
        person = User.objects.get()
        assert (refused, person.email, person.role) == (403, "mara@example.com", Role.SALES_REP)


class TestAttacks:
    """What does not belong to this sign-in opens nothing."""

    def test_answer_is_good_once(self, mara: User, colleague: Colleague) -> None:
        client = Client()
        back = colleague.agree(client.post(SIGN_IN)["Location"])
        client.get(back)
        client.post("/account/logout/")
        assert (client.get(back).status_code, who(client)) == (401, None)

    def test_answer_for_another_browser_is_refused(self, mara: User, colleague: Colleague) -> None:
        back = colleague.agree(Client().post(SIGN_IN)["Location"])
        victim = Client()
        victim.post(SIGN_IN)
        assert (victim.get(back).status_code, who(victim)) == (401, None)

    def test_code_of_another_sign_in_is_refused(self, mara: User, colleague: Colleague) -> None:
        """Its nonce is that of the other one."""
        client = Client()
        stolen = parse_qs(urlsplit(colleague.agree(Client().post(SIGN_IN)["Location"])).query)["code"][0]
        state = parse_qs(urlsplit(client.post(SIGN_IN)["Location"]).query)["state"][0]
        answer = client.get(CALLBACK, {"code": stolen, "state": state})
        assert (answer.status_code, who(client)) == (401, None)

    def test_sign_in_is_begun_by_a_button_only(self, company: Company) -> None:
        assert Client().get(SIGN_IN).status_code == 405
        assert Client(enforce_csrf_checks=True).post(SIGN_IN).status_code == 403

    @pytest.mark.parametrize("query", [{}, {"state": "x"}, {"code": "x"}, {"code": "x", "state": "x"}])
    def test_made_up_answer_is_refused(self, company: Company, query: dict[str, str]) -> None:
        assert Client().get(CALLBACK, query).status_code == 401

    def test_directory_that_calls_itself_otherwise_is_refused(
        self, company: Company, settings: Settings, issuer: str
    ) -> None:
        settings.OIDC = make_directory(issuer.replace("localhost", "127.0.0.1") + "/")
        assert Client().post(SIGN_IN).status_code == 401


def test_whoever_turns_back_there_comes_to_the_sign_in(company: Company, issuer: str) -> None:
    client = Client()
    state = parse_qs(urlsplit(client.post(SIGN_IN)["Location"]).query)["state"][0]
    answer = client.get(CALLBACK, {"error": "access_denied", "state": state})
    assert answer["Location"] == "/account/login/"


def test_directory_that_is_away_is_said_to_be(company: Company, settings: Settings) -> None:
    settings.OIDC = make_directory("http://127.0.0.1:1")
    answer = Client().post(SIGN_IN)
    assert answer.status_code == 503
    assert "Beispiel-Verzeichnis antwortet gerade nicht" in answer.content.decode()


def test_without_a_directory_there_is_no_such_page(company: Company, settings: Settings) -> None:
    settings.OIDC = None
    assert [Client().post(SIGN_IN).status_code, Client().get(CALLBACK).status_code] == [404, 404]
    assert SIGN_IN not in Client().get("/account/login/").content.decode()


def test_second_step_of_the_directory_is_the_second_step(gero: User, colleague: Colleague) -> None:
    Company.objects.update(requires_second_step=True)
    forget_own_company()
    client = Client()
    colleague.is_known_as(email=gero.email).sign_in(client)
    assert client.get("/campaigns/").status_code == 200


def test_own_second_step_is_asked_for_all_the_same(gero: User, colleague: Colleague) -> None:
    TOTP.activate(gero, generate_totp_secret())
    client = Client()
    answer = colleague.is_known_as(email=gero.email).sign_in(client)
    assert (answer["Location"], who(client)) == ("/account/2fa/authenticate/", None)


class TestConfirming:
    """Whoever came by the directory confirms there."""

    @pytest.fixture
    def client(self, ada: User, colleague: Colleague) -> Client:
        client = Client()
        colleague.is_known_as(email=ada.email).sign_in(client)
        session = client.session
        session["account_authentication_methods"][0]["at"] -= 3600
        session.save()
        return client

    def test_page_asks_there_and_comes_back(self, client: Client, colleague: Colleague) -> None:
        asked = client.get("/people/")["Location"]
        assert asked == "/account/directory/confirm/?next=%2Fpeople%2F"
        assert "Mit Beispiel-Verzeichnis bestätigen" in client.get(asked).content.decode()
        there = client.post("/account/directory/confirm/", {"next": "/people/"})["Location"]
        sent = parse_qs(urlsplit(there).query)
        assert (sent["prompt"], sent["max_age"]) == (["login"], ["0"])
        assert client.get(colleague.agree(there))["Location"] == "/people/"
        assert client.get("/people/").status_code == 200

    def test_form_sent_too_late_is_done_afterwards(
        self, client: Client, colleague: Colleague, sven: User
    ) -> None:
        path = f"/people/{sven.pk}/deactivate/"
        client.post(path)
        there = client.post("/account/directory/confirm/", {"next": path})["Location"]
        client.get(colleague.agree(there))
        assert not User.objects.get(pk=sven.pk).is_active

    def test_somebody_else_there_confirms_nothing(
        self, client: Client, colleague: Colleague, mara: User
    ) -> None:
        other = Colleague(colleague.issuer, "s-2").is_known_as()
        there = client.post("/account/directory/confirm/", {"next": "/people/"})["Location"]
        assert client.get(other.agree(there)).status_code == 403
        assert client.get("/people/").status_code == 302

    def test_second_step_is_set_up_after_a_confirmation_only(self, client: Client) -> None:
        asked = client.get("/account/2fa/totp/activate/")["Location"]
        assert asked.startswith("/account/directory/confirm/")

    @pytest.mark.parametrize("auth_time", [None, 1, "now"])
    def test_sign_in_of_long_ago_confirms_nothing(
        self, client: Client, colleague: Colleague, auth_time: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An open session at the directory answers without asking anybody."""
        believed = id_token.verify
        monkeypatch.setattr(id_token, "verify", lambda *a, **k: {**believed(*a, **k), "auth_time": auth_time})
        there = client.post("/account/directory/confirm/", {"next": "/people/"})["Location"]
        assert client.get(colleague.agree(there)).status_code == 403
        assert client.get("/people/").status_code == 302


class TestOnlyWay:
    """Where passwords are switched off, the machine itself still lets somebody in."""

    @pytest.fixture(autouse=True)
    def only(self, settings: Settings, issuer: str, configured: None) -> None:
        settings.OIDC = make_directory(issuer, is_only_way=True)

    def test_password_signs_nobody_in(self, mara: User) -> None:
        client = Client()
        client.post("/account/login/", {"login": mara.email, "password": PASSWORD})
        assert who(client) is None
        assert "id_password" not in client.get("/account/login/").content.decode()

    @pytest.mark.parametrize("path", ["/account/password/reset/", "/account/password/change/"])
    def test_pages_of_passwords_are_closed(self, mara: User, path: str) -> None:
        assert client_for(mara).get(path)["Location"] == "/account/login/"

    def test_invitation_leads_to_the_directory(self, ada: User) -> None:
        invite(actor=ada, email="neu@example.com", role=Role.MARKETER)
        answer = Client().get(f"/invitation/{Invitation.objects.get().link_secret()}/")
        assert answer["Location"] == "/account/login/"

    def test_link_of_the_command_signs_in_once(self, ada: User, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("sign_in_link", ada.email)
        path = "/" + capsys.readouterr().out.strip().split("/", 3)[3]
        client, later = Client(), Client()
        assert (client.get(path).status_code, who(client)) == (200, None)
        client.post(path)
        assert (who(client), client.get("/people/").status_code) == (ada.pk, 200)
        assert (later.post(path).status_code, who(later)) == (404, None)

    def test_link_of_the_command_works_for_ten_minutes(
        self, ada: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("sign_in_link", ada.email)
        path = "/" + capsys.readouterr().out.strip().split("/", 3)[3]
        with time_machine.travel(time.time() + 601):
            assert Client().get(path).status_code == 404
