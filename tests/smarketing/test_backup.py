"""The back-up of docs/operations.md, taken from one server and put back into another."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from run import embedded
from run.embedded import postgres
from smarketing import local

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("servers")]


@pytest.fixture
def servers() -> Iterator[tuple[Path, Path]]:
    """The VAR_DIRs of a migrated installation and of an empty one."""
    folders = Path(tempfile.mkdtemp(prefix="o-")), Path(tempfile.mkdtemp(prefix="n-"))
    manage(folders[0], "migrate", "--verbosity=0")
    embedded.ensure_postgres(folders[1])
    yield folders
    for folder in folders:
        embedded.stop_all(folder)
        shutil.rmtree(folder)


def manage(var_dir: Path, *arguments: str) -> None:
    """Run manage.py on this installation; it has to succeed."""
    environment = {**os.environ, "VAR_DIR": str(var_dir)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


def ask(var_dir: Path, statement: str) -> object:
    """Run one statement and return the first value of its first row."""
    with (
        psycopg2.connect(
            host=str(local.socket_dir(var_dir)), dbname="smarketing", user="postgres"
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
        row = cursor.fetchone()
    connection.close()
    return row[0] if row else None


def tool(name: str, var_dir: Path, *arguments: str) -> list[str]:
    """The command line of one of PostgreSQL's tools for this server."""
    host = str(local.socket_dir(var_dir))
    return [str(postgres._binaries() / name), "--host", host, "--username", "postgres", *arguments]


def test_a_back_up_put_back_is_the_same_installation(servers: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = servers
    dump = tmp_path / "smarketing.dump"
    triggers = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    with dump.open("wb") as target:
        subprocess.run(tool("pg_dump", old, "--format=custom", "smarketing"), stdout=target, check=True)
    restore = tool("pg_restore", new, "--dbname=smarketing", "--clean", "--if-exists", str(dump))
    subprocess.run(restore, check=True)
    assert ask(new, triggers) == ask(old, triggers)
    manage(new, "migrate", "--check")
    manage(new, "conversion", "--rebuild")
