"""What the log has of a request that PostgreSQL could not serve, and under which number it has a request."""

from __future__ import annotations

import json
import logging
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import path

from smarketing import urls
from smarketing.database import fault_log
from smarketing.database.fault_log import DefectsOnly, Sparing
from smarketing.request_log import choose_id
from tests.smarketing.test_logs import formatted

pytestmark = pytest.mark.django_db


class LockNotAvailable(Exception):
    """As psycopg2 raises it where somebody holds the row."""

    pgcode = "55P03"


def fail(_request: object, kind: str) -> None:
    if kind == "defect":
        raise ZeroDivisionError
    try:
        raise LockNotAvailable
    except LockNotAvailable as cause:
        raise OperationalError("locked") from (cause if kind == "busy" else None)


urlpatterns = [path("fail/<str:kind>/", fail), *urls.urlpatterns]  # type: ignore[arg-type]  # it answers nothing


@pytest.fixture(autouse=True)
def _no_line_before(company: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_log, "away", Sparing(60))


def lines_of(
    caplog: pytest.LogCaptureFixture, kind: str, *, times: int = 1, number: str = "r-1"
) -> list[Any]:
    """The lines of the log after so many requests that fail in this way."""
    caplog.clear()
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.INFO):
        for _ in range(times):
            client.get(f"/fail/{kind}/", headers={"X-Request-ID": number})
    return [json.loads(formatted(record)) for record in caplog.records]


@pytest.mark.urls(__name__)
def test_a_moment_of_the_database_is_one_line_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = lines_of(caplog, "busy")
    facts = {name: line[name] for name in ("event", "level", "code", "request", "fault", "sqlstate")}
    assert facts == {
        "event": "request_unavailable",
        "level": "warning",
        "code": 503,
        "request": "GET fail/<str:kind>/",
        "fault": "BUSY",
        "sqlstate": "55P03",
    }
    assert line["error"].endswith(".LockNotAvailable")
    assert "exception" not in line and ".py" not in json.dumps(line)


@pytest.mark.urls(__name__)
def test_twin_without_the_filter_has_a_traceback_of_a_moment(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DefectsOnly, "filter", lambda _self, _record: True)
    assert sorted("exception" in line for line in lines_of(caplog, "busy")) == [False, False, True]


@pytest.mark.urls(__name__)
def test_a_defect_keeps_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    lines = lines_of(caplog, "defect")
    assert "request_failed" in [line["event"] for line in lines]
    assert any("ZeroDivisionError" in line.get("exception", "") for line in lines)


@pytest.mark.urls(__name__)
def test_while_the_database_is_away_not_every_request_has_its_line(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = lines_of(caplog, "away", times=20)
    assert line["fault"] == "AWAY"
    fault_log.away._next_at = 0
    (later,) = lines_of(caplog, "away")
    assert later["left_out"] == 19


@pytest.mark.parametrize("sent", ["a", "4bf92f3577b34da6a3ce929d0e0e4736", "Req-1.2_3", "x" * 64])
def test_number_of_a_request_is_the_one_a_proxy_gave_it(sent: str) -> None:
    assert choose_id(sent) == sent


@pytest.mark.parametrize(
    "sent",
    ["", "x" * 65, "a b", "a\nrequest_id=b", "erika@example.org", "a\n", "ä", "\x1b[31m", '"},{"a":"b'],
)
def test_number_that_is_none_is_replaced_by_a_new_one(sent: str) -> None:
    assert str(UUID(choose_id(sent))) != sent


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("sent", "is_kept"), [("r-17", True), ("erika muster", False)])
def test_lines_of_a_request_carry_its_number(
    caplog: pytest.LogCaptureFixture, sent: str, is_kept: bool
) -> None:
    (line,) = lines_of(caplog, "busy", number=sent)
    assert (line["request_id"] == sent) is is_kept
