"""The outermost middleware: a database that is away is an answer, not an error page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = 5


class DatabaseDownMiddleware:
    """Answer 503 with Retry-After where PostgreSQL refused or dropped the connection.

    Exceptions of inner middleware have become a plain 500 by the time they get here, so the signal that
    Django sends for each of them marks the request. The broken connection is closed: the next request opens
    a new one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        got_request_exception.connect(mark_database_down, dispatch_uid="smarketing.database_down")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 500 and getattr(request, "is_database_down", False):
            connection.close()
            return unavailable(request)
        return response


def mark_database_down(*, request: HttpRequest | None = None, **_: Any) -> None:
    """Note on the request that the exception being handled is a lost database."""
    error = sys.exc_info()[1]
    if request is not None and isinstance(error, (OperationalError, InterfaceError)):
        request.is_database_down = True  # type: ignore[attr-defined]  # read by the middleware above


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database is away and when to come back: JSON below /api/, elsewhere in both languages."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    if request.path.startswith("/api/"):
        body = {"detail": f"The database does not answer. Try again in {RETRY_AFTER_SECONDS} seconds."}
        return JsonResponse(body, status=503, headers=headers)
    return HttpResponse(render_to_string("unavailable.html"), status=503, headers=headers)
