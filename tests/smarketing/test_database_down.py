"""PostgreSQL away: an answer that says so and when to come back, and no restart needed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from run import embedded
from smarketing.middleware import DatabaseDownMiddleware
from tests.smarketing.sites import Site

pytestmark = pytest.mark.xdist_group("servers")


def answer(path: str, error: Exception) -> HttpResponseBase:
    """What the middleware makes of this exception, raised further in."""

    def fail(request: HttpRequest) -> HttpResponse:
        try:
            raise error
        except (OperationalError, InterfaceError, ValueError):
            got_request_exception.send(sender=None, request=request)
        return HttpResponse(status=500)

    return DatabaseDownMiddleware(fail)(RequestFactory().get(path))


@pytest.mark.parametrize("error", [OperationalError("refused"), InterfaceError("closed")])
def test_lost_database_is_503_in_both_languages(error: Exception) -> None:
    response: Any = answer("/leads/", error)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Gleich wieder da" in response.content.decode()
    assert "Back in a moment" in response.content.decode()


def test_lost_database_is_json_for_the_api() -> None:
    response: Any = answer("/api/v1/leads/", OperationalError("refused"))
    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"


def test_any_other_error_stays_what_it_is() -> None:
    assert answer("/leads/", ValueError("bug")).status_code == 500


def test_site_answers_503_within_two_seconds_and_recovers(site: Site) -> None:
    var_dir = site.ground.var_dir
    assert site.get("/account/login/").status == 200
    embedded.stop_postgres(var_dir)
    for _ in range(3):
        answer = site.get("/account/login/")
        assert (answer.status, answer.retry_after) == (503, "5")
        assert answer.seconds < 2
    lost = site.log_attempt(site.ground.stage["leads"][0])
    assert (lost.status, json.loads(lost.body)["code"]) == (503, "DatabaseAway")
    assert site.get("/health/live").status == 200
    assert site.get("/health/ready").status == 503
    embedded.ensure_postgres(var_dir)
    assert site.get("/account/login/").status == 200
