"""What keeps a process from starting, and what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from run import embedded
from smarketing import local, startup
from smarketing.models import SchemaStep

RELAY = ["manage.py", "relay"]
WEB = ["-m", "gunicorn", "-c", "python:smarketing.gunicorn_settings"]
WORKER = ["-m", "celery", "-A", "smarketing.celery", "worker", "--concurrency=1"]
BEAT = ["-m", "celery", "-A", "smarketing.celery", "beat", "--pidfile="]


@pytest.fixture
def psycopg3(tmp_path: Path) -> Path:
    """A folder in which Python finds psycopg 3, as it is without libpq: Django's import of it fails."""
    (tmp_path / "psycopg").mkdir()
    (tmp_path / "psycopg" / "__init__.py").write_text('raise ImportError("no pq wrapper available")')
    return tmp_path


def start(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python until it ends by itself."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORT": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


def test_psycopg3_beside_psycopg2_is_refused_with_its_place(
    psycopg3: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(psycopg3)
    with pytest.raises(SystemExit) as refused:
        startup.require_driver()
    assert f"in {psycopg3 / 'psycopg' / '__init__.py'}." in str(refused.value)
    assert "pip uninstall psycopg" in str(refused.value)


def test_psycopg2_alone_is_what_we_want() -> None:
    startup.require_driver()


# Each is started in `make soak`; what they share, in any run.
@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        WEB,
        *(
            pytest.param(command, marks=pytest.mark.soak)
            for command in (["manage.py", "run"], ["manage.py", "import_leads"], WORKER, BEAT)
        ),
    ],
)
def test_nothing_starts_with_psycopg3(psycopg3: Path, tmp_path: Path, command: list[str]) -> None:
    done = start(
        command,
        PYTHONPATH=str(psycopg3),
        VAR_DIR=str(tmp_path / "var"),
        DATABASE_URL="postgres://nobody@127.0.0.1:1/none",  # never reached
    )
    assert done.returncode == 1
    assert "psycopg 3 is installed beside psycopg2" in done.stderr


def refusal() -> str:
    with pytest.raises(SystemExit) as refused:
        startup.require_schema()
    return str(refused.value)


@pytest.fixture
def _one_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check closes its connection, on which this test would lose what it wrote."""
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.mark.usefixtures("_one_connection")
def test_database_at_the_migrations_of_the_code_is_right() -> None:
    startup.require_schema()


@pytest.mark.usefixtures("_one_connection")
def test_database_behind_the_code_is_refused_with_what_it_lacks() -> None:
    MigrationRecorder(connection).record_unapplied("leads", "0001_persons_and_leads")
    assert refusal() == (
        "The database lacks migrations of this code: leads.0001_persons_and_leads.\n"
        "Run, as the owner of the tables: python manage.py migrate"
    )


def migrate_as_tomorrow(name: str, *, needs: str | None) -> None:
    """A newer release has applied it, and written down what code needs to bear it."""
    MigrationRecorder(connection).record_applied("leads", name)
    if needs is not None:
        SchemaStep.objects.create(app="leads", name=name, needs=needs)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize(
    "needs",
    [
        pytest.param(None, id="nobody says what it does"),
        pytest.param("leads.0009_of_tomorrow", id="takes away what this code uses"),
        pytest.param("leads.0008_not_here", id="takes away what a release in between gave up"),
    ],
)
def test_database_with_a_migration_this_code_does_not_bear_is_refused_by_its_name(needs: str | None) -> None:
    migrate_as_tomorrow("0009_of_tomorrow", needs=needs)
    assert refusal().startswith(
        "The database has migrations that this code does not know and that take away what it may use: "
        "leads.0009_of_tomorrow.\n"
    )


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize(
    "needs",
    [
        pytest.param("", id="only expands"),
        pytest.param("leads.0001_persons_and_leads", id="takes away what this code gave up"),
    ],
)
def test_database_ahead_by_migrations_this_code_bears_is_right(needs: str) -> None:
    migrate_as_tomorrow("0009_of_tomorrow", needs=needs)
    startup.require_schema()


@pytest.mark.usefixtures("_one_connection")
def test_database_ahead_by_several_is_refused_by_those_this_code_does_not_bear() -> None:
    migrate_as_tomorrow("0008_more", needs="")
    migrate_as_tomorrow("0009_less", needs="leads.0009_less")
    assert "may use: leads.0009_less.\n" in refusal()


@pytest.mark.usefixtures("_one_connection")
def test_what_an_app_left_behind_that_is_gone_hinders_nobody() -> None:
    MigrationRecorder(connection).record_applied("former", "0001_tables")
    startup.require_schema()


def test_database_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Exception | None] = [OperationalError("away"), OperationalError("away"), None]

    def compare() -> tuple[list[startup.Migration], list[startup.Migration]]:
        if (error := answers.pop(0)) is not None:
            raise error
        return [], []

    monkeypatch.setattr(startup, "compare_schema", compare)
    monkeypatch.setattr(startup, "PAUSE_SECONDS", 0)
    startup.require_schema()
    assert answers == []


@pytest.fixture(scope="module")
def other_schema() -> Iterator[dict[str, str]]:
    """The variables of an installation whose database is empty of migrations."""
    var_dir = Path(tempfile.mkdtemp(prefix="s-"))
    name = f"other_schema_{os.getpid()}"  # others of the suite make one on the same server
    with closing(psycopg2.connect(host=str(local.socket_dir(settings.VAR_DIR)), user="postgres")) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
        host = str(local.socket_dir(settings.VAR_DIR)).replace("/", "%2F")
        yield {"VAR_DIR": str(var_dir), "DATABASE_URL": f"postgres://postgres@{host}/{name}"}
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    embedded.stop_all(var_dir)


@pytest.mark.skipif(bool(settings.DATABASE_URL), reason="makes a database on the embedded server")
@pytest.mark.parametrize("command", [WEB, WORKER, RELAY], ids=["web", "worker", "relay"])
def test_no_process_that_works_starts_on_other_tables(
    other_schema: dict[str, str], command: list[str]
) -> None:
    done = start(command, **other_schema)
    assert done.returncode == 1, done.stderr
    assert re.search(r"The database lacks migrations of this code: .*_initial.* and \d\d more\.", done.stderr)
