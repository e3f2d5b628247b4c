"""`migrate` beside a portal that goes on: nobody waits behind it, and older code learns what it may bear."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, migrations, transaction
from django.db.migrations.state import ProjectState
from pytest_django import DjangoDbBlocker

from smarketing import startup
from smarketing.management.commands import migrate
from smarketing.management.commands.migrate import Command
from smarketing.models import SchemaStep
from smarketing.schema import patience, steps

BASE = "smarketing.0001_cache_table"


@contextmanager
def another_session() -> Iterator[Any]:
    with closing(psycopg2.connect(**connection.get_connection_params())) as other:
        other.autocommit = True
        with other.cursor() as cursor:
            yield cursor


@pytest.fixture
def _table(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A table of this test's own, outside a transaction and taken away by itself; and short pauses."""
    monkeypatch.setattr(patience, "LOCK_SECONDS", 0.2)
    monkeypatch.setattr(patience, "PAUSE_SECONDS", 0.1)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE held (id integer)")
        yield
        cursor.execute("DROP TABLE held; RESET lock_timeout")


def change_beside_a_holder(*, is_atomic: bool) -> tuple[float, int]:
    """Alter a table somebody holds for a second; how long a reader waited at most, and how many tries."""
    tries, is_over, held = list[int](), threading.Event(), threading.Event()

    def alter() -> None:
        tries.append(1)
        patience.limit_waiting(is_atomic=is_atomic)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE held ADD COLUMN word text")

    def keep_reading() -> float:
        slowest = 0.0
        with another_session() as cursor:
            while not is_over.is_set():
                began = time.monotonic()
                cursor.execute("SELECT count(*) FROM held")
                slowest = max(slowest, time.monotonic() - began)
                time.sleep(0.01)
        return slowest

    def hold() -> None:
        with another_session() as cursor:
            cursor.execute("BEGIN; SELECT * FROM held")
            held.set()
            time.sleep(1.2)
            cursor.execute("COMMIT")

    with ThreadPoolExecutor(max_workers=2) as pool:
        pool.submit(hold)
        held.wait()
        reader = pool.submit(keep_reading)
        patience.keep_trying(alter, say=lambda _: None)
        is_over.set()
        return reader.result(), len(tries)


@pytest.mark.usefixtures("_table")
def test_change_of_a_held_table_lets_the_others_pass_and_comes_again() -> None:
    slowest, tries = change_beside_a_holder(is_atomic=True)
    assert slowest < 0.8
    assert tries > 1


@pytest.mark.usefixtures("_table")
def test_twin_of_the_held_table_without_a_limit_everybody_waits_behind_the_change() -> None:
    slowest, tries = change_beside_a_holder(is_atomic=False)
    assert slowest > 0.8
    assert tries == 1


def test_each_migration_is_limited_unless_it_runs_outside_a_transaction(db: None) -> None:
    shown, command = [], Command()
    command.verbosity = 0
    for is_atomic in (True, False):
        migration: Any = migrations.Migration("0002_change", "shop")
        migration.atomic = is_atomic
        command.migration_progress_callback("apply_start", migration)
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            shown.append(cursor.fetchone()[0])
    assert shown == ["500ms", "0"]


def refuse_lock() -> None:
    error = OperationalError("canceling statement due to lock timeout")
    error.__cause__ = type("LockNotAvailable", (psycopg2.OperationalError,), {"pgcode": "55P03"})()
    raise error


def test_table_that_is_never_free_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "TRYING_SECONDS", 0)
    with pytest.raises(patience.TablesAreHeldError):
        patience.keep_trying(refuse_lock, say=lambda _: None)


def test_command_says_that_a_table_was_never_free(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "TRYING_SECONDS", 0)
    monkeypatch.setattr(Command.__base__, "handle", lambda *_args, **_options: refuse_lock())
    with pytest.raises(CommandError, match="held for ten minutes; what was begun is undone"):
        call_command("migrate", verbosity=0)


def test_other_errors_are_nobody_s_who_holds_a_table() -> None:
    def fail() -> None:
        raise OperationalError("away")

    with pytest.raises(OperationalError, match="away"):
        patience.keep_trying(fail, say=lambda _: None)


def test_what_each_migration_needs_is_written_down_and_what_newer_code_wrote_stays(db: None) -> None:
    SchemaStep.objects.all().delete()
    SchemaStep.objects.create(app="leads", name="0009_of_tomorrow", needs="leads.0008_also")
    for _ in range(2):
        steps.record_steps()
    needs = {f"{step.app}.{step.name}": step.needs for step in SchemaStep.objects.all()}
    assert needs["smarketing.0002_schema_steps"] == ""
    assert needs[BASE] == BASE
    assert needs["leads.0009_of_tomorrow"] == "leads.0008_also"


def test_nothing_is_written_down_before_there_is_a_table_for_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    before = SchemaStep.objects.count()
    steps.record_steps()
    assert SchemaStep.objects.count() == before
    assert steps.find_unborne([("leads", "0009_of_tomorrow")], []) == [("leads", "0009_of_tomorrow")]


@pytest.fixture
def _contraction(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration is to come that takes away what 0002 of `smarketing` gave up."""
    coming: Any = migrations.Migration("0003_less", "smarketing")
    coming.operations = [migrations.RunSQL("SELECT 1")]
    coming.needs = "smarketing.0002_schema_steps"
    monkeypatch.setattr(steps, "in_order", lambda _: iter([(coming, ProjectState())]))


@pytest.mark.usefixtures("_contraction")
def test_contraction_beside_code_that_still_uses_it_is_refused_before_anything_is_done() -> None:
    with pytest.raises(SystemExit) as refused:
        call_command("migrate", beside=BASE, verbosity=0)
    assert "smarketing.0003_less needs smarketing.0002_schema_steps" in str(refused.value)


@pytest.mark.usefixtures("_contraction")
def test_contraction_beside_code_that_gave_it_up_is_done() -> None:
    call_command("migrate", beside=f"{BASE} smarketing.0002_schema_steps", verbosity=0)
    assert SchemaStep.objects.get(name="0003_less").needs == "smarketing.0002_schema_steps"


def test_code_says_which_migrations_it_knows(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("known_migrations")
    assert {BASE, "smarketing.0002_schema_steps"} <= set(capsys.readouterr().out.split())


def test_migrating_waits_for_a_database_that_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "PAUSE_SECONDS", 0)
    answers = iter([OperationalError("starting up"), OperationalError("starting up")])

    def connect() -> None:
        if error := next(answers, None):
            raise error

    monkeypatch.setattr(connection, "ensure_connection", connect)
    migrate.wait_for_database()
    assert next(answers, None) is None


def test_migrating_ends_where_no_database_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "PAUSE_SECONDS", 0)
    asked: list[int] = []

    def connect() -> None:
        asked.append(1)
        raise OperationalError("connection refused\n")

    monkeypatch.setattr(connection, "ensure_connection", connect)
    with pytest.raises(CommandError, match=r"did not answer 60 times, a second apart: connection refused$"):
        migrate.wait_for_database()
    assert len(asked) == 60
