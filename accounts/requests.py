"""A request that `@requires` has let through."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """Only a type: behind `@requires` the user is always a person, never anonymous."""

    user: User
