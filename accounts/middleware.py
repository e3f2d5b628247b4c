"""What holds for every page: how long a session lasts, who may keep it, language, what comes first of all."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.directory.config import directory
from accounts.models import Company, User
from accounts.requests import lead_to
from accounts.second_step import must_set_up_second_step
from accounts.sign_ins import began_at

# These answer without a company: the API asks for a token anyway, and machines ask for health and metrics.
OPEN_BEFORE_SETUP = ("/api/", "/health/", "/metrics", "/.well-known/", f"/{settings.STATIC_URL.lstrip('/')}")

# In the session: when its person was last here, in seconds since 1970.
SEEN_AT: Final = "seen_at"
SEEN_EVERY_SECONDS = 300

Answer = Callable[[HttpRequest], HttpResponseBase]


class IdleMiddleware:
    """Sign somebody out who has done nothing for `SESSION_IDLE_HOURS`, or signed in 14 days ago.

    The session is read with every request anyway; it is written at most every five minutes, and so is the
    line of the session on the page of devices.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User):
            if has_run_out(request):
                logout(request)
                messages.info(
                    request,
                    _("For your safety you were signed out after a while. Sign in and go on where you were."),
                )
            else:
                note_seen(request)
        return self.get_response(request)


def has_run_out(request: HttpRequest) -> bool:
    """Whether this session is idle or old enough to end."""
    now, began = time.time(), began_at(request)
    seen = request.session.get(SEEN_AT, began or now)
    is_old = began is not None and now - began >= settings.SESSION_COOKIE_AGE
    return is_old or now - seen >= settings.SESSION_IDLE_HOURS * 3600


def note_seen(request: HttpRequest) -> None:
    """Write down that somebody is there, unless that was written within five minutes."""
    now = time.time()
    if now - request.session.get(SEEN_AT, 0) < SEEN_EVERY_SECONDS:
        return
    request.session[SEEN_AT] = int(now)
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


class DirectoryOnlyMiddleware:
    """Close what has to do with passwords where the company's directory is the only way in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = directory()
        if found is not None and found.is_only_way and asks_for_password(request):
            return redirect("account_login")
        return self.get_response(request)


def asks_for_password(request: HttpRequest) -> bool:
    """Whether this is the sign-in by password, or a page that sets one."""
    is_sign_in = request.method == "POST" and request.path == reverse("account_login")
    return is_sign_in or request.path.startswith("/account/password/")


class NoStoreMiddleware:
    """Let no browser and no proxy keep what only somebody signed in, or a program with a token, may see."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(request.user, User) or request.path.startswith("/api/"):
            response.headers["Cache-Control"] = "no-store, private"
        return response


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


class SecondStepMiddleware:
    """Lead managers and administrators to setting up a second step where their company requires one.

    What is below /account/ stays open: there one sets it up, confirms, and signs out.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User) and must_set_up_second_step(request, user):
            request.must_set_up_second_step = True  # type: ignore[attr-defined]  # read by the header
            if not is_open_before_second_step(request.path):
                return ask_for_second_step(request)
        return self.get_response(request)


def is_open_before_second_step(path: str) -> bool:
    """Whether this address answers somebody who still has to set up a second step."""
    return path.startswith(("/account/", "/health/", "/metrics")) or path == reverse("accounts:set_language")


def ask_for_second_step(request: HttpRequest) -> HttpResponseBase:
    """Lead to the page that sets it up; programs that use the session get 403."""
    if not request.path.startswith("/api/"):
        return lead_to(request, reverse("mfa_activate_totp"))
    said = _("Your company requires a second step at sign-in of you. Set it up in the browser first.")
    body = {"title": "Forbidden", "status": 403, "detail": said}
    return JsonResponse(body, status=403, content_type="application/problem+json")


def is_open_before_setup(path: str) -> bool:
    """Whether this address answers in an empty installation."""
    return path.startswith(OPEN_BEFORE_SETUP) or path in {
        reverse("accounts:setup"),
        reverse("accounts:set_language"),
    }
