"""A client that talks to the API as a program does: with a token, in JSON."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rest_framework.test import APIClient

from accounts.models import User
from accounts.permissions import Action
from accounts.scopes import scopes_for
from accounts.services import create_token


def api_for(user: User, *, scopes: Collection[Action] | None = None, **options: Any) -> APIClient:
    """Signed in by a token that carries `scopes`, or everything the person's role allows."""
    allowed = [scope.action for scope in scopes_for(user)] if scopes is None else scopes
    _, plain = create_token(actor=user, name="Test", scopes=[action.value for action in allowed])
    client = APIClient(**options)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {plain}")
    return client
