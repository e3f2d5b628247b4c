"""A request that `@requires` has let through, and where it wants to go on."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User


class SignedInRequest(HttpRequest):
    """Only a type: behind `@requires` the user is always a person, never anonymous."""

    user: User


def safe_next(request: HttpRequest) -> str:
    """The page of ours that a form names as `next`; the start page for anything else."""
    target = request.POST.get("next", "")
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else "/"
