"""Forms about people, the company and one's own account, allauth's among them."""

from __future__ import annotations

from allauth.mfa.recovery_codes.internal import auth as recovery_codes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Company, Role, User
from accounts.own_company import forget_own_company
from accounts.services import (
    ask_for_email,
    create_token,
    deactivate,
    invite,
    issue_setup_code,
    make_sign_in_secret,
    notify,
)
from accounts.services.notice_choices import choose_ways, unsubscribe_secret
from accounts.tasks import mail_password_reset
from outbox.models import OutboxMessage
from tests.accounts.chats import make_team_chat
from tests.factories import PASSWORD, make_user
from tests.presses.sending import PRESSES, Data, Press, form, press_of


@form("accounts:profile")
def profile() -> Press:
    data: Data = {"full_name": "Mara Neu", "language": "de", "theme": "dark", "time_zone": "Europe/Berlin"}
    return press_of(make_user(), "accounts:profile", **data)


@form("accounts:notices")
def notices() -> Press:
    times: Data = {"digest_at": "08:00", "quiet_from": "20:00", "quiet_until": "07:00"}
    return press_of(make_user(), "accounts:notices", **times)


@form("accounts:notices_usual")
def notices_usual() -> Press:
    person = make_user()
    choose_ways(actor=person, ways={"lead_returned": "digest"})
    return press_of(person, "accounts:notices_usual")


@form("accounts:notices_unsubscribe")
def notices_unsubscribe() -> Press:
    person = make_user()
    secret = unsubscribe_secret(person, ["lead_returned"])
    return press_of(person, "accounts:notices_unsubscribe", secret, **{"List-Unsubscribe": "One-Click"})


@form("accounts:own_email")
def own_email() -> Press:
    return press_of(make_user(), "accounts:own_email", email="neu@example.com")


@form("accounts:own_email_confirm")
def own_email_confirm() -> Press:
    person = make_user()
    change = ask_for_email(actor=person, email="neu@example.com")
    return press_of(person, "accounts:own_email_confirm", change.link_secret())


@form("accounts:tokens")
def token() -> Press:
    return press_of(make_user(), "accounts:tokens", name="Website", scopes=["leads.view"], lifetime="90")


@form("accounts:token_revoke")
def token_revoke() -> Press:
    user = make_user()
    made, _plain = create_token(actor=user, name="Website", scopes=["leads.view"])
    return press_of(user, "accounts:token_revoke", made.pk)


@form("accounts:notifications_read")
def notifications_read() -> Press:
    user = make_user()
    notify(user=user, kind="test", title="Neu", path="/profile/")
    return press_of(user, "accounts:notifications_read")


@form("accounts:notification_open")
def notification_open() -> Press:
    user = make_user()
    news = notify(user=user, kind="test", title="Neu", path="/profile/")
    return press_of(user, "accounts:notification_open", news.pk)


@form("accounts:company")
def company() -> Press:
    data: Data = {"name": "Neu GmbH", "currency": "EUR", "time_zone": "Europe/Berlin", "country": "DE"}
    data |= {"land": "BE", "attempts_before_closing": 4, "expected_version": 1}
    return press_of(make_user(Role.ADMIN), "accounts:company", **data)


@form("accounts:team_chat_new")
def team_chat_new() -> Press:
    data: Data = {
        "team": "sales",
        "name": "#vertrieb",
        "format": "slack",
        "language": "de",
        "events": ["won"],
    }
    data |= {"address": "https://hooks.example.com/services/geheim"}
    return press_of(make_user(Role.MANAGER), "accounts:team_chat_new", **data)


@form("accounts:team_chat")
def team_chat() -> Press:
    data: Data = {
        "team": "sales",
        "name": "#verkauf",
        "format": "teams",
        "language": "en",
        "events": ["lost"],
    }
    data |= {"address": "", "is_active": "on", "expected_version": 1}
    return press_of(make_user(Role.MANAGER), "accounts:team_chat", make_team_chat().pk, **data)


@form("accounts:team_chat_test")
def team_chat_test() -> Press:
    return press_of(make_user(Role.MANAGER), "accounts:team_chat_test", make_team_chat().pk)


@form("accounts:team_chat_remove")
def team_chat_remove() -> Press:
    return press_of(make_user(Role.MANAGER), "accounts:team_chat_remove", make_team_chat().pk)


@form("accounts:invite")
def invitation_new() -> Press:
    data: Data = {"email": "neu@example.com", "full_name": "", "role": "marketer", "language": "de"}
    return press_of(make_user(Role.ADMIN), "accounts:invite", **data)


@form("accounts:person")
def person() -> Press:
    data: Data = {"full_name": "Nina Neu", "role": "manager"}
    return press_of(make_user(Role.ADMIN), "accounts:person", make_user().pk, **data)


@form("deactivate")
def person_deactivate() -> Press:
    return press_of(make_user(Role.ADMIN), "deactivate", make_user().pk)


@form("accounts:person_reactivate")
def person_reactivate() -> Press:
    ada, left = make_user(Role.ADMIN), make_user()
    deactivate(actor=ada, user=left)
    return press_of(ada, "accounts:person_reactivate", left.pk)


@form("accounts:invitation_resend")
def invitation_resend() -> Press:
    ada = make_user(Role.ADMIN)
    waiting = invite(actor=ada, email="neu@example.com", role=Role.MARKETER)
    return press_of(ada, "accounts:invitation_resend", waiting.pk)


@form("accounts:invitation_withdraw")
def invitation_withdraw() -> Press:
    ada = make_user(Role.ADMIN)
    waiting = invite(actor=ada, email="neu@example.com", role=Role.MARKETER)
    return press_of(ada, "accounts:invitation_withdraw", waiting.pk)


@form("accounts:invitation")
def invitation() -> Press:
    waiting = invite(actor=make_user(Role.ADMIN), email="neu@example.com", role=Role.MARKETER)
    address = reverse("accounts:invitation", args=[waiting.link_secret()])
    data: Data = {"full_name": "Nina Neu", "password": PASSWORD}
    return Press(client=Client(), address=address, data=data)


@form("accounts:sign_in_link")
def sign_in_link() -> Press:
    secret = make_sign_in_secret(make_user(Role.ADMIN))
    return Press(client=Client(), address=reverse("accounts:sign_in_link", args=[secret]))


def signed_in_elsewhere(user: User) -> UserSession:
    """A session on another device."""
    values = {"ip": "127.0.0.1", "session_key": f"key-{user.pk}", "user_agent": ""}
    return UserSession.objects.create(user=user, **values)


@form("accounts:session_end")
def session_end() -> Press:
    user = make_user()
    return press_of(user, "accounts:session_end", signed_in_elsewhere(user).pk)


@form("accounts:sessions_end_others")
def sessions_end_others() -> Press:
    user = make_user()
    signed_in_elsewhere(user)
    return press_of(user, "accounts:sessions_end_others")


def setup() -> Press:
    """The one form for which there is no company yet."""
    Company.objects.all().delete()
    forget_own_company()
    cache.clear()
    client = Client()
    client.post(reverse("accounts:setup"), {"code": issue_setup_code()})
    data: Data = {
        "company_name": "Beispiel GmbH",
        "company_currency": "EUR",
        "company_time_zone": "Europe/Berlin",
        "company_country": "DE",
        "company_land": "BE",
        "admin_full_name": "Ada Admin",
        "admin_email": "ada@example.com",
        "admin_password": PASSWORD,
        "invitations-TOTAL_FORMS": "0",
        "invitations-INITIAL_FORMS": "0",
    }
    return Press(client=client, address=reverse("accounts:setup"), data=data)


PRESSES["accounts:setup"] = setup


@form("account_change_password")
def password_change() -> Press:
    new: Data = {"password1": "gruene-birne-8-berge", "password2": "gruene-birne-8-berge"}
    return press_of(make_user(), "account_change_password", oldpassword=PASSWORD, **new)


@form("account_reset_password")
def password_reset() -> Press:
    address = reverse("account_reset_password")
    return Press(client=Client(), address=address, data={"email": make_user().email})


@form("account_reset_password_from_key")
def password_reset_from_key() -> Press:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": make_user().email})
    mail_password_reset(OutboxMessage.objects.latest("pk").pk)
    link = next(word for word in str(mail.outbox[-1].body).split() if "/password/reset/key/" in word)
    address = client.get("/" + link.split("/", 3)[3]).headers["Location"]
    new: Data = {"password1": "gruene-birne-8-berge", "password2": "gruene-birne-8-berge"}
    return Press(client=client, address=address, data=new)


def signed_in_freshly(user: User) -> Client:
    """A browser in which this person has just typed the password, as the second step asks for."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@form("mfa_activate_totp")
def second_step_on() -> Press:
    client = signed_in_freshly(make_user())
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    return Press(client=client, address=reverse("mfa_activate_totp"), data={"code": code})


@form("mfa_deactivate_totp")
def second_step_off() -> Press:
    user = make_user()
    client = signed_in_freshly(user)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    return Press(client=client, address=reverse("mfa_deactivate_totp"))


@form("mfa_generate_recovery_codes")
def recovery_codes_new() -> Press:
    user = make_user()
    client = signed_in_freshly(user)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    recovery_codes.RecoveryCodes.activate(user)
    return Press(client=client, address=reverse("mfa_generate_recovery_codes"))


@form("insights:maturity_set")
def maturity_set() -> Press:
    return press_of(make_user(Role.ADMIN), "insights:maturity_set", maturity_days=60, expected_version=1)


def parked() -> OutboxMessage:
    """A mail the portal gave up on."""
    notify(user=make_user(), kind="test", title="Neu")
    OutboxMessage.objects.update(parked_at=timezone.now())
    return OutboxMessage.objects.get()


@form("given_up_retry")
def retry() -> Press:
    return press_of(make_user(Role.ADMIN), "given_up_retry", parked().pk)


@form("given_up_discard")
def discard() -> Press:
    return press_of(make_user(Role.ADMIN), "given_up_discard", parked().pk)
