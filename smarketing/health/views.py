"""Three addresses for machines; none of them needs a session."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST

from accounts.permissions import public
from outbox.exporter import carries_token
from smarketing.health.checks import examine
from smarketing.health.metrics import render_metrics
from smarketing.middleware import RETRY_AFTER_SECONDS
from values.patience import at_most

READY_SECONDS = 1.5  # for each answer of PostgreSQL; who asks does not wait for long
LOOPBACK = frozenset({"127.0.0.1", "::1", ""})  # "" is a unix socket


@public
@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """Answer that this process runs; looks at nothing else, so that a lost database restarts nobody."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served ("ok" or "degraded"), else 503 with Retry-After."""
    with at_most(READY_SECONDS):
        found = examine()
    if found["status"] == "unavailable":
        return JsonResponse(found, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return JsonResponse(found)


@public
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Return Prometheus' text to who has METRICS_TOKEN, or without one to this machine; 404 to all others."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(render_metrics(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        return carries_token(request.headers.get("Authorization", ""))
    # Behind a proxy every call comes from a near address: one that was forwarded is not local.
    return request.META.get("REMOTE_ADDR", "") in LOOPBACK and "X-Forwarded-For" not in request.headers
