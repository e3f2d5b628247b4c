"""The outer middleware: a database that cannot do it just now is an answer, not an error page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from smarketing.api import PROBLEM, problem_body
from smarketing.database import commits
from smarketing.database.bulkhead import bulkhead, claims_of
from smarketing.database.faults import Fault, fault_of
from values.addresses import split_address

RETRY_AFTER_SECONDS = Fault.AWAY.value.retry_after
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
URLENCODED = "application/x-www-form-urlencoded"


class MachineHostMiddleware:
    """Let machines ask for health and figures under any name of this process: its address, `web`, a pod's.

    No page is shown under such a name, so that ALLOWED_HOSTS has the names that people type and no other.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/metrics" or request.path.startswith("/health/"):
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].removeprefix(".")
        return self.get_response(request)


class DatabaseDownMiddleware:
    """Answer 503 with Retry-After where PostgreSQL refused, dropped, cut off or locked out the request.

    Exceptions of inner middleware have become a plain 500 by the time they get here, so the signal that
    Django sends for each of them marks the request. A broken connection is closed: the next request opens
    a new one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        got_request_exception.connect(note_fault, dispatch_uid="smarketing.database_down")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        commits.forget()
        response = self.get_response(request)
        fault: Fault | None = getattr(request, "database_fault", None)
        if response.status_code != 500 or fault is None:
            return response
        if fault in {Fault.AWAY, Fault.LOST}:
            connection.close()
        return unavailable(request, fault)

    def process_view(self, *_: Any) -> None:
        """Sessions and the like were kept on the way here; what may be saved from now on was asked for."""
        commits.forget()


class BulkheadMiddleware:
    """Keep the threads few that wait for one row: whoever finds no room is told to come back in a moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as places:
            request.places = places  # type: ignore[attr-defined]  # read below, once the route is known
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method in SAFE or match is None:
            return None
        claims = claims_of(
            route=match.route,
            path=request.path,
            names_object=bool(kwargs),
            threads=settings.WEB_THREADS,
        )
        places: ExitStack = request.places  # type: ignore[attr-defined]  # set above
        return None if places.enter_context(bulkhead.place(claims)) else unavailable(request, Fault.BUSY)


def note_fault(*, request: HttpRequest | None = None, **_: Any) -> None:
    """Note on the request which fault of the database the exception being handled is, if it is one."""
    if request is not None and (fault := fault_of(sys.exc_info()[1])):
        is_lost = fault is Fault.AWAY and request.method not in SAFE and commits.may_be_saved()
        request.database_fault = Fault.LOST if is_lost else fault  # type: ignore[attr-defined]  # read above


def unavailable(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Say what is the matter and when to come back: a problem below /api/, elsewhere in both languages."""
    headers = {"Retry-After": str(fault.value.retry_after), "Cache-Control": "no-store"}
    if request.path.startswith("/api/"):
        with translation.override(translation.get_language_from_request(request)):
            body = problem_body(status=503, detail=str(fault.value.text), code=fault.value.code)
        return JsonResponse(body, status=503, headers=headers, content_type=PROBLEM)
    context = {
        "fault": fault.name,
        "is_sent": request.method not in SAFE,
        "again": list(sent_again(request)),
        "path": request.get_full_path(),
        "back": came_from(request),
    }
    return HttpResponse(render_to_string("unavailable.html", context), status=503, headers=headers)


def sent_again(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The fields of a form, so that one button sends it again; none of a form with a password or a file."""
    fields = request.POST if request.content_type == URLENCODED else {}
    if not any("password" in name for name in fields):
        for name in fields:
            for value in request.POST.getlist(name):
                yield name, value


def came_from(request: HttpRequest) -> str:
    """The page of ours that the browser says it comes from, else the first one."""
    origin = split_address(request.headers.get("Referer", ""))
    if origin is None:
        return "/"
    page = f"{origin.path}?{origin.query}".rstrip("?")
    is_ours = origin.netloc == request.META.get("HTTP_HOST")
    return page if is_ours and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else "/"
