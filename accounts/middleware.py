"""Each person reads the portal in their own language and time zone; an empty one leads to its set-up."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Company, User

# These answer without a company: the API asks for a token anyway, and machines ask for health and metrics.
OPEN_BEFORE_SETUP = ("/api/", "/health/", "/metrics", f"/{settings.STATIC_URL.lstrip('/')}")

Answer = Callable[[HttpRequest], HttpResponseBase]


class PreferencesMiddleware:
    """Activate the signed-in person's language and time zone; others get the cookie's or browser's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User):
            language, zone = user.language, ZoneInfo(user.time_zone)
        else:
            language, zone = translation.get_language_from_request(request), ZoneInfo(settings.TIME_ZONE)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class SetupMiddleware:
    """Send every page to the set-up page while there is no company.

    Only somebody who is not signed in causes the query: where there are people, there is a company.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User) or is_open_before_setup(request.path) or Company.objects.exists():
            return self.get_response(request)
        return redirect("accounts:setup")


def is_open_before_setup(path: str) -> bool:
    """Whether this address answers in an empty installation."""
    return path.startswith(OPEN_BEFORE_SETUP) or path in {
        reverse("accounts:setup"),
        reverse("accounts:set_language"),
    }
