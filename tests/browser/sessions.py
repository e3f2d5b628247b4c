"""Windows of people who are signed in already; the sign-in page has tests of its own."""

from __future__ import annotations

from time import time
from typing import cast

from django.conf import settings
from django.test import Client
from playwright._impl._api_structures import SetCookieParam

from accounts.models import User
from tests.factories import client_for


def fresh_client(user: User) -> Client:
    """Somebody who has just typed the password, so that security pages do not ask for it again."""
    client = client_for(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time(), "email": user.email}]
    session.save()
    return client


def session_cookie(user: User, address: str) -> SetCookieParam:
    """The cookie that makes a browser's window the window of this person."""
    value = fresh_client(user).cookies[settings.SESSION_COOKIE_NAME].value
    return cast(SetCookieParam, {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address})
