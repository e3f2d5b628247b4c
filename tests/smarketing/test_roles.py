"""The portal works with rights on rows alone, and cannot change a table."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from accounts.models import User
from leads.models import Lead
from run.embedded import postgres
from smarketing import local, roles
from smarketing.celery import app
from tests.flows.test_loop import test_lead_goes_to_sales_and_what_became_of_it_comes_back as walk_the_loop
from tests.importing import counts, run, write

ROLE = f"app_of_{os.getpid()}"
FILE = "Lead ID;E-Mail\n1;erika@example.com\n2;otto@example.com\n"


def become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"SET LOCAL ROLE {role}")


@pytest.fixture
def _with_rights_on_rows(db: None) -> Iterator[None]:
    """From here on the test is the portal's role; role and rights go with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        roles.grant_rights(ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("_with_rights_on_rows", "company")
def test_loop_is_walked_with_rights_on_rows(mara: User, sven: User, lena: User, gero: User) -> None:
    walk_the_loop(mara, sven, lena, gero)


@pytest.mark.usefixtures("_with_rights_on_rows", "company")
def test_file_is_imported_with_rights_on_rows(tmp_path: Path) -> None:
    assert counts(run(write(tmp_path, FILE))) == (2, 0, 0, 0)
    assert Lead.objects.count() == 2


@pytest.mark.usefixtures("_with_rights_on_rows", "company")
def test_every_task_of_beat_runs_with_rights_on_rows() -> None:
    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        app.tasks[str(entry["task"])]()


@pytest.mark.usefixtures("_with_rights_on_rows")
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE leads_lead",
        "ALTER TABLE leads_lead ADD COLUMN x integer",
        "CREATE TABLE x (id integer)",
        "TRUNCATE leads_lead",
        "ALTER TABLE leads_lead DISABLE TRIGGER USER",
        "DELETE FROM django_migrations",
        "CREATE ROLE x",
        "SET session_replication_role = replica",
    ],
)
def test_table_is_not_changed_with_rights_on_rows(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_twin_without_rights_reads_nothing() -> None:
    become(ROLE)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Lead.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


HOST = str(local.socket_dir(settings.VAR_DIR))
DATABASE = f"roles_{os.getpid()}"


def ask(user: str, statement: str) -> object:
    with closing(psycopg2.connect(host=HOST, dbname=DATABASE, user=user)) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def database() -> Iterator[str]:
    """An empty database on the embedded server, where no password is asked for; the roles stay."""
    tools = postgres._binaries()
    address = ["--host", HOST, "--username", "postgres", DATABASE]
    subprocess.run([tools / "createdb", *address], check=True)
    yield DATABASE
    subprocess.run([tools / "dropdb", "--force", *address], check=True)


def make_roles() -> None:
    command = [str(postgres._binaries() / "psql"), "--quiet", "--host", HOST, "--username", "postgres"]
    passwords = {"POSTGRES_OWNER_PASSWORD": "it's ours", "POSTGRES_APP_PASSWORD": "x\\y"}
    subprocess.run(
        [*command, "--dbname", DATABASE, "--file", str(settings.BASE_DIR / "deploy" / "roles.sql")],
        env={**os.environ, **passwords},
        check=True,
    )


def manage(user: str, *arguments: str, **environment: str) -> None:
    url = f"postgres://{user}@{HOST.replace('/', '%2F')}/{DATABASE}"
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, **environment},
        check=True,
    )


@pytest.mark.skipif(bool(settings.DATABASE_URL), reason="makes a database on the embedded server")
@pytest.mark.soak
@pytest.mark.xdist_group("servers")
@pytest.mark.usefixtures("database")
def test_owner_migrates_and_the_portal_only_works() -> None:
    """As docker-compose.yml does it: roles.sql, `migrate` as the owner, everything else as the portal."""
    make_roles()
    make_roles()  # again: it changes nothing
    manage("smarketing_owner", "migrate", "--verbosity=0", DATABASE_APP_ROLE="smarketing_app")
    manage("smarketing_app", "migrate", "--check")
    manage("smarketing_app", "conversion", "--rebuild")
    owners = "SELECT string_agg(DISTINCT tableowner, ',') FROM pg_tables WHERE schemaname = 'public'"
    assert ask("postgres", owners) == "smarketing_owner"
    ask("smarketing_owner", "CREATE TABLE of_tomorrow (id bigserial, body text)")
    ask("smarketing_app", "INSERT INTO of_tomorrow (body) VALUES ('x')")
    for statement in ("CREATE TEMP TABLE x (id integer)", "CREATE SCHEMA x", "DROP TABLE of_tomorrow"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask("smarketing_app", statement)
