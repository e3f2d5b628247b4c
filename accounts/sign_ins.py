"""How and when the person of this session proved who they are; allauth keeps the records in the session."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User

# What allauth calls the two ways it can say of a record.
PASSWORD, DIRECTORY = "password", "socialaccount"


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person has typed a secret, here or at their directory, within the last minutes."""
    records = _records(request)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def began_at(request: HttpRequest) -> float | None:
    """When this session was begun, in seconds since 1970; None where nothing tells."""
    records = _records(request)
    return float(records[0]["at"]) if records else None


def is_by_directory(request: HttpRequest) -> bool:
    """Whether this session was begun at the company's directory (OpenID Connect)."""
    return any(record["method"] == DIRECTORY for record in _records(request)[:1])


def record_sign_in(request: HttpRequest, person: User) -> None:
    """Note a sign-in that did not pass allauth: an accepted invitation, the set-up, a link of the command."""
    record_authentication(request, person, PASSWORD, email=person.email)


def record_confirmation(request: HttpRequest, person: User) -> None:
    """Note that this person has signed in at the directory once more."""
    record_authentication(request, person, DIRECTORY, reauthenticated=True)


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records
