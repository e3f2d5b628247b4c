"""One's own e-mail address: changed by a link to the new one, and the old one is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.errors import EmailChangeClosed, EmailFromDirectory, TooManyEmailChanges
from accounts.models import EmailChange, User
from accounts.services import ask_for_email, confirm_email
from accounts.tasks import mail_email_change, mail_email_changed
from outbox.models import OutboxMessage
from tests.factories import client_for, make_company, make_user, stale_client_for

pytestmark = pytest.mark.django_db

NEW = "mara.neu@example.com"


@pytest.fixture
def mara() -> User:
    make_company()
    return make_user(email="mara@example.com", full_name="Mara Muster", language="en")


def link_in(text: str) -> str:
    link = next(word for word in text.split() if "/profile/address/" in word)
    return "/" + link.split("/", 3)[3]


def test_new_address_holds_once_its_reader_confirms_it_and_the_old_one_is_told(mara: User) -> None:
    browser = client_for(mara)
    browser.post("/profile/address/", {"email": NEW.upper()})
    mail_email_change(OutboxMessage.objects.latest("pk").pk)
    page = browser.post(link_in(str(mail.outbox[0].body)), follow=True).content.decode()
    mail_email_changed(OutboxMessage.objects.latest("pk").pk)
    mara.refresh_from_db()
    assert (mara.email, f"You sign in with {NEW} now." in page) == (NEW, True)
    assert [one.to for one in mail.outbox] == [[NEW], ["mara@example.com"]]
    assert NEW not in str(mail.outbox[1].body)


def test_opening_the_link_changes_nothing(mara: User) -> None:
    secret = ask_for_email(actor=mara, email=NEW).link_secret()
    assert client_for(mara).get(f"/profile/address/{secret}/").status_code == 200
    mara.refresh_from_db()
    assert mara.email == "mara@example.com"


def test_link_works_once(mara: User) -> None:
    secret = ask_for_email(actor=mara, email=NEW).link_secret()
    confirm_email(actor=mara, secret=secret)
    with pytest.raises(EmailChangeClosed):
        confirm_email(actor=mara, secret=secret)
    assert client_for(mara).get(f"/profile/address/{secret}/").status_code == 404


def test_link_is_void_after_a_day(mara: User) -> None:
    secret = ask_for_email(actor=mara, email=NEW).link_secret()
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        with pytest.raises(EmailChangeClosed):
            confirm_email(actor=mara, secret=secret)


def test_link_is_void_once_another_address_is_asked_for(mara: User) -> None:
    first = ask_for_email(actor=mara, email=NEW).link_secret()
    ask_for_email(actor=mara, email="mara.noch.neuer@example.com")
    with pytest.raises(EmailChangeClosed):
        confirm_email(actor=mara, secret=first)


def test_link_of_somebody_else_changes_nothing(mara: User) -> None:
    secret = ask_for_email(actor=make_user(), email=NEW).link_secret()
    with pytest.raises(EmailChangeClosed):
        confirm_email(actor=mara, secret=secret)


def test_void_change_is_not_mailed(mara: User) -> None:
    ask_for_email(actor=mara, email=NEW)
    EmailChange.objects.update(asked_at=timezone.now() - timedelta(days=2))
    mail_email_change(OutboxMessage.objects.latest("pk").pk)
    assert mail.outbox == []


@pytest.mark.parametrize("email", ["MARA@example.com", "taken@example.com", "no-address", ""])
def test_address_that_cannot_be_is_refused_beside_its_field(mara: User, email: str) -> None:
    make_user(email="taken@example.com")
    with pytest.raises(ValidationError) as refused:
        ask_for_email(actor=mara, email=email)
    assert list(refused.value.message_dict) == ["email"]


def test_address_taken_meanwhile_is_refused_when_it_is_confirmed(mara: User) -> None:
    secret = ask_for_email(actor=mara, email=NEW).link_secret()
    make_user(email=NEW)
    with pytest.raises(ValidationError):
        confirm_email(actor=mara, secret=secret)
    assert User.objects.get(pk=mara.pk).email == "mara@example.com"


def test_links_are_sent_five_times_a_day(mara: User) -> None:
    for number in range(5):
        ask_for_email(actor=mara, email=f"neu{number}@example.com")
    with pytest.raises(TooManyEmailChanges):
        ask_for_email(actor=mara, email=NEW)


def test_address_from_the_directory_is_changed_there(mara: User) -> None:
    secret = ask_for_email(actor=mara, email=NEW).link_secret()
    SocialAccount.objects.create(user=mara, provider="directory", uid="https://sso.example.com#1")
    with pytest.raises(EmailFromDirectory):
        ask_for_email(actor=mara, email=NEW)
    with pytest.raises(EmailFromDirectory):
        confirm_email(actor=mara, secret=secret)
    page = client_for(mara).get("/profile/address/").content.decode()
    assert ("comes from the directory" in page, 'name="email"' in page) == (True, False)


def test_asking_takes_a_sign_in_of_the_last_minutes(mara: User) -> None:
    answer = stale_client_for(mara).get("/profile/address/")
    assert (answer.status_code, "/account/reauthenticate/" in answer["Location"]) == (302, True)


def test_who_is_signed_out_signs_in_first_and_comes_back(mara: User) -> None:
    secret = ask_for_email(actor=mara, email=NEW).link_secret()
    answer = Client().get(f"/profile/address/{secret}/")
    assert f"next=/profile/address/{secret}/" in answer["Location"].replace("%3A", ":")
