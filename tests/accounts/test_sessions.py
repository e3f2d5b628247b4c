"""The page of devices: readable, and each can be ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.user_agents import browser_and_system
from tests.factories import PASSWORD, client_for

pytestmark = pytest.mark.django_db
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Safari/537.36"
)
SAMSUNG = (
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Safari/605.1.15"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def sign_in(user: User, user_agent: str = WINDOWS) -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("user_agent", "named"),
    [
        (WINDOWS, ("Chrome", "Windows")),
        (WINDOWS + " Edg/141.0.0.0", ("Microsoft Edge", "Windows")),
        (WINDOWS + " OPR/120.0.0.0", ("Opera", "Windows")),
        (IPHONE, ("Safari", "iPhone")),
        (IPHONE.replace("Version/18.0", "CriOS/141.0.1"), ("Chrome", "iPhone")),
        (IPHONE.replace("Version/18.0", "FxiOS/143.0"), ("Firefox", "iPhone")),
        (IPHONE.replace("iPhone;", "iPad;").replace("CPU iPhone", "CPU"), ("Safari", "iPad")),
        (SAMSUNG, ("Samsung Internet", "Android")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", ("Firefox", "Linux")),
        (MAC, ("Safari", "macOS")),
        ("curl/8.5.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_browser_and_system_are_named(user_agent: str, named: tuple[str, str]) -> None:
    assert browser_and_system(user_agent) == named


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["Chrome auf Windows", "dieses Gerät", "Safari auf iPhone", "zuletzt vor 5 Minuten"]),
        ("en", ["Chrome on Windows", "this device", "Safari on iPhone", "last seen 5\xa0minutes ago"]),
    ],
)
def test_devices_are_readable(mara: User, language: str, said: list[str]) -> None:
    User.objects.update(language=language)
    sign_in(mara, IPHONE)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=5))
    page = sign_in(mara).get("/account/sessions/").content.decode()
    assert [text for text in said if text not in page] == []
    assert "Mozilla" not in page


def test_this_device_stands_first_and_cannot_be_ended_there(mara: User) -> None:
    client = sign_in(mara)
    sign_in(mara, IPHONE)
    here, other = client.get("/account/sessions/").context["lines"]
    assert (here.is_here, here.device, other.is_here) == (True, "Chrome auf Windows", False)
    assert client.post(f"/account/sessions/end/{here.session.pk}/").status_code == 404


def test_one_device_is_signed_out(mara: User) -> None:
    phone, tablet, here = sign_in(mara, IPHONE), sign_in(mara), sign_in(mara)
    ended = UserSession.objects.get(session_key=phone.session.session_key)
    here.post(f"/account/sessions/end/{ended.pk}/")
    assert [client.get("/profile/").status_code for client in (phone, tablet, here)] == [302, 200, 200]


def test_all_others_are_signed_out(mara: User, sven: User) -> None:
    phone, here, svens = sign_in(mara, IPHONE), sign_in(mara), sign_in(sven)
    here.post("/account/sessions/end-others/")
    assert [client.get("/profile/").status_code for client in (phone, here, svens)] == [302, 200, 200]


def test_devices_of_others_are_out_of_reach(mara: User, sven: User) -> None:
    svens = sign_in(sven)
    session = UserSession.objects.get()
    assert client_for(mara).post(f"/account/sessions/end/{session.pk}/").status_code == 404
    assert svens.get("/profile/").status_code == 200
