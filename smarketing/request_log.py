"""One line of the log for each request, under the pattern of its route."""

from __future__ import annotations

import re
from typing import Final
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from smarketing.database.fault_log import say_unavailable
from smarketing.database.faults import fault_of, name_cause
from smarketing.health.metrics import METHODS

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestLogMiddleware(RequestMiddleware):
    """As the package's, without the path: whoever mistypes an address may type anything.

    What PostgreSQL cannot do just now is no defect: one line without a traceback.
    """

    def prepare(self, request: HttpRequest) -> None:
        request.META["HTTP_X_REQUEST_ID"] = choose_id(request.META.get("HTTP_X_REQUEST_ID", ""))
        super().prepare(request)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        route = request.resolver_match.route if request.resolver_match else "(none)"
        return f"{request.method if request.method in METHODS else '(other)'} {route}"

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        if not hasattr(request, "was_unavailable"):
            super().handle_response(request, response)
        structlog.contextvars.clear_contextvars()

    def _process_exception(self, request: HttpRequest, exception: Exception) -> None:
        fault = fault_of(exception)
        if fault is None:
            super()._process_exception(request, exception)
        elif not hasattr(request, "was_unavailable"):
            request.was_unavailable = True  # type: ignore[attr-defined]  # read above
            say_unavailable(fault, request=self.format_request(request), **name_cause(exception))


def choose_id(sent: str) -> str:
    """The request's number as a proxy sent it, where it is short and plain; else a new one."""
    return sent if REQUEST_ID.fullmatch(sent) else str(uuid4())
