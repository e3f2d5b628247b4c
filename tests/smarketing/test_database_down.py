"""PostgreSQL away: an answer that says so and when to come back, and no restart needed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from run import embedded
from smarketing.middleware import DatabaseDownMiddleware

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


@pytest.mark.parametrize("error", [OperationalError("refused"), InterfaceError("connection already closed")])
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


def find_free_port() -> int:
    """A port nobody listens on: two copies of the suite may run side by side."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def site() -> Iterator[tuple[str, Path]]:
    """A web process with a PostgreSQL of its own: its address and its VAR_DIR."""
    var_dir = Path(tempfile.mkdtemp(prefix="w-"))
    port = str(find_free_port())
    environment = {**os.environ, "VAR_DIR": str(var_dir), "PORT": port, "WEB_WORKERS": "1"}
    environment.pop("DATABASE_URL", None)
    python = sys.executable
    subprocess.run(
        [python, "manage.py", "migrate", "-v0"],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        timeout=120,
    )
    command = [python, "-m", "gunicorn", "-c", "python:smarketing.gunicorn_settings"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as web:
        yield f"http://127.0.0.1:{port}", var_dir
        web.send_signal(signal.SIGTERM)
    embedded.stop_all(var_dir)
    shutil.rmtree(var_dir)


def fetch(address: str) -> tuple[int, str | None, float]:
    """Status, Retry-After and seconds of one request."""
    started = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            found = response.status, response.headers["Retry-After"]
    except urllib.error.HTTPError as error:
        found = error.code, error.headers["Retry-After"]
    except OSError:
        found = 0, None
    return *found, time.monotonic() - started


def wait_for(address: str, status: int) -> bool:
    """Ask until this status comes, half a minute at most."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if fetch(address)[0] == status:
            return True
        time.sleep(0.1)
    return False


def test_site_answers_503_within_two_seconds_and_recovers(site: tuple[str, Path]) -> None:
    address, var_dir = site
    page = f"{address}/account/login/"
    assert wait_for(page, 200)
    embedded.stop_postgres(var_dir)
    for _ in range(3):
        status, retry_after, seconds = fetch(page)
        assert (status, retry_after) == (503, "5")
        assert seconds < 2
    assert fetch(f"{address}/health/live")[0] == 200
    assert fetch(f"{address}/health/ready")[0] == 503
    embedded.ensure_postgres(var_dir)
    assert fetch(page)[0] == 200
