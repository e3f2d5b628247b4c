"""Signing in somebody who was just made."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest

from accounts.models import User
from accounts.sign_ins import record_sign_in


def sign_in(request: HttpRequest, person: User) -> None:
    """Sign in, and list the session, so that it can be ended from elsewhere."""
    login(request, person)
    record_sign_in(request, person)
    UserSession.objects.create_from_request(request)
