"""Windows of people who are signed in already; the sign-in page has tests of its own."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from playwright._impl._api_structures import SetCookieParam

from accounts.models import User
from tests.factories import client_for


def session_cookie(user: User, address: str) -> SetCookieParam:
    """The cookie that makes a browser's window the window of this person."""
    value = client_for(user).cookies[settings.SESSION_COOKIE_NAME].value
    return cast(SetCookieParam, {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address})
