"""How long PostgreSQL may take, by the kind of the process and by the statement."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections, transaction
from psycopg2 import extensions
from pytest_django import Settings

from leads.capture.rows import NewRows, write_rows
from leads.models import Person
from smarketing.database import limits, waiting
from smarketing.database.breaker import Breaker
from smarketing.database.waiting import DatabaseSilent
from values.patience import at_most, long_statements, wait_for_lock

LOCK = 81


@pytest.fixture
def watched() -> Iterator[None]:
    """PostgreSQL is waited for as in a web process."""
    waiting.start_watching()
    yield
    extensions.set_wait_callback(None)


@pytest.fixture
def other() -> Iterator[Any]:
    """Another session in the database of this test."""
    line = psycopg2.connect(**connection.get_connection_params())
    yield line
    line.close()


def show(parameter: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {parameter}")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "web",
            "-c statement_timeout=4000 -c lock_timeout=1500 -c idle_in_transaction_session_timeout=10000",
        ),
        (
            "worker",
            "-c statement_timeout=600000 -c lock_timeout=60000 -c idle_in_transaction_session_timeout=900000",
        ),
    ],
)
def test_each_kind_of_process_has_its_limits(kind: limits.Kind, said: str) -> None:
    assert limits.parameters(kind) == said


def test_a_limit_of_no_seconds_is_left_to_the_server(settings: Settings) -> None:
    settings.DATABASE_LIMITS = {"web": {"statement": 0, "lock": 1.5, "idle": 0}}
    assert limits.parameters("web") == "-c lock_timeout=1500"


# No database is at that address to be asked for its migrations.
START_WEB = "from smarketing import startup; startup.require_schema = lambda: None; import smarketing.wsgi; "


def options_of(*, address: str, program: str) -> dict[str, Any]:
    """The options of the connections of a process that begins so."""
    ask = "import json, django; django.setup(); from django.conf import settings; "
    ask += "print(json.dumps(settings.DATABASES['default']['OPTIONS'], default=repr))"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}{ask}"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": address,
            "VAR_DIR": str(settings.VAR_DIR),
            "DJANGO_SETTINGS_MODULE": "smarketing.settings",
        },
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_the_address_says_is_kept_and_goes_before() -> None:
    address = "postgres://u:p@db.example/x?sslmode=require&connect_timeout=7&options=-c%20lock_timeout%3D9000"
    options = options_of(address=address, program=START_WEB)
    assert (options["sslmode"], options["connect_timeout"]) == ("require", "7")
    assert options["options"] == f"{limits.parameters('web')} -c lock_timeout=9000"
    assert options["application_name"] == "smarketing-web"


def test_a_command_has_no_limits() -> None:
    options = options_of(address="postgres://u:p@db.example/x", program="")
    assert "options" not in options
    assert options["tcp_user_timeout"] == 30_000


@pytest.mark.django_db(transaction=True)
def test_a_silent_postgresql_is_given_up(watched: None, monkeypatch: pytest.MonkeyPatch) -> None:
    trips: list[bool] = []
    monkeypatch.setattr(waiting.breaker, "trip", lambda: trips.append(True))
    monkeypatch.setitem(settings.DATABASE_LIMITS["web"], "silence", 0.2)
    with pytest.raises(OperationalError) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    assert isinstance(raised.value.__cause__, DatabaseSilent)
    assert trips == [True]
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_deadline_of_ones_own_is_kept_and_stops_nobody_else(
    watched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting.breaker, "trip", lambda: pytest.fail("tripped"))
    monkeypatch.setattr(waiting.breaker, "is_open", True)
    with at_most(0.2), pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_postgresql_is_known_to_be_silent(
    watched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting.breaker, "is_open", True)
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.close()
    monkeypatch.setattr(waiting.breaker, "is_open", False)
    assert show("server_encoding") == "UTF8"


def test_a_breaker_closes_at_the_first_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smarketing.database.breaker.PAUSE_SECONDS", 0.01)
    answers, is_closed = iter([False, False, True]), threading.Event()

    def ask() -> bool:
        assert breaker.is_open
        if answer := next(answers):
            is_closed.set()
        return answer

    breaker = Breaker(ask)
    for _ in range(3):
        breaker.trip()
    assert is_closed.wait(3)
    deadline = time.monotonic() + 3
    while breaker.is_open and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (breaker.is_open, list(answers)) == (False, [])


@pytest.mark.django_db(transaction=True)
def test_the_probe_asks_over_a_line_of_its_own(watched: None) -> None:
    assert waiting.breaker._ask()
    assert len(connections.all(initialized_only=True)) == 1


@pytest.mark.django_db
def test_many_rows_are_written_where_there_is_no_copy(watched: None) -> None:
    names = [f"Nina {number}" for number in range(30)]
    write_rows(
        [NewRows(Person, ("name",), names, {"created_at": "2026-11-26T10:00:00Z"}, lambda name: (name,))]
    )
    assert Person.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_long_statement_may_take_longer_in_its_block_only(
    watched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DATABASE_LIMITS["web"], "silence", 0.2)
    usual = show("statement_timeout")
    with transaction.atomic(), connection.cursor() as cursor:
        with long_statements(2):
            assert show("statement_timeout") == "2s"
            cursor.execute("SELECT pg_sleep(0.4)")
        assert show("statement_timeout") == usual


@pytest.mark.django_db(transaction=True)
def test_an_error_in_a_long_statement_is_the_one_that_is_raised() -> None:
    with pytest.raises(OperationalError, match="statement timeout"), transaction.atomic():
        with long_statements(1), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.django_db(transaction=True)
def test_the_one_lock_is_waited_for_beyond_the_limits(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    limited = "-c lock_timeout=100 -c statement_timeout=200"
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", limited)
    with other.cursor() as others, connection.cursor() as cursor:
        others.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        with pytest.raises(OperationalError), transaction.atomic():  # the twin: without
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        threading.Timer(0.5, other.rollback).start()
        with transaction.atomic():
            wait_for_lock(cursor, LOCK)
            assert (show("lock_timeout"), show("statement_timeout")) == ("100ms", "200ms")
    connection.close()


def test_a_page_can_wait_twice_for_a_row_before_its_statement_ends() -> None:
    """Else who waited behind somebody else who waited is told "too slow" instead of "busy"."""
    web = settings.DATABASE_LIMITS["web"]

    assert 2 * web["lock"] < web["statement"] < web["silence"]
