"""One line of the log for each request, under the pattern of its route."""

from __future__ import annotations

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from smarketing.health.metrics import METHODS


class RequestLogMiddleware(RequestMiddleware):
    """As the package's, without the path: whoever mistypes an address may type anything."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        route = request.resolver_match.route if request.resolver_match else "(none)"
        return f"{request.method if request.method in METHODS else '(other)'} {route}"
