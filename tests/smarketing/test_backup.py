"""The back-ups of docs/backup.md between two servers, without containers: what they hold and notice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings

from run import embedded
from run.embedded import postgres
from smarketing import local

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("servers")]

PROGRAMS: Path = settings.BASE_DIR / "deploy" / "backup"
needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="age, which encrypts, is not installed")


@dataclass(frozen=True, kw_only=True)
class Place:
    """An installation, a folder for its back-ups, and how the programs find both."""

    var_dir: Path
    backups: Path
    scratch: Path
    recipient: str = "none"
    programs: Path = PROGRAMS

    @property
    def socket(self) -> str:
        return str(local.socket_dir(self.var_dir))

    @property
    def files(self) -> list[str]:
        return sorted(one.name for one in self.backups.glob("smarketing-*") if one.suffix != ".sha256")

    def run(self, program: str, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.scratch / 'bin'}:{postgres._binaries()}:{os.environ['PATH']}",
            "DATABASE_URL": f"postgres://{local.OWNER}@{quote(self.socket, safe='')}/{local.DATABASE}",
            "BACKUP_DIR": str(self.backups),
            "SCRATCH_DIR": str(self.scratch),
            "BACKUP_RECIPIENT": self.recipient,
            "SERVER_USER": "nobody",
        }
        command = [str(self.programs / program), *arguments]
        return subprocess.run(
            command, env=environment, input=said, capture_output=True, text=True, check=False
        )

    def replace(self, tool: str, script: str) -> None:
        """Let a tool of PostgreSQL's be this script; `$real` is the true one."""
        folder = self.scratch / "bin"
        folder.mkdir()
        file = folder / tool
        file.write_text(f"#!/bin/sh\nreal={postgres._binaries() / tool}\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def manage(self, *arguments: str) -> str:
        """Run manage.py on this installation; it has to succeed."""
        environment = {**os.environ, "VAR_DIR": str(self.var_dir)}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def ask(self, statement: str) -> object:
        """Run one statement and return the first value of its first row."""
        connection = psycopg2.connect(host=self.socket, dbname=local.DATABASE, user=local.OWNER)
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        connection.close()
        return row[0] if row else None

    def figures(self) -> str:
        """What the portal makes of its leads, without the moment it was asked."""
        lines = self.manage("conversion", "--format", "json").splitlines()
        return "\n".join(line for line in lines if '"as_of"' not in line)


@pytest.fixture(scope="module")
def installations() -> Iterator[tuple[Path, Path]]:
    """The VAR_DIRs of one with the demo company, and of one that is only migrated."""
    folders = Path(tempfile.mkdtemp(prefix="o-")), Path(tempfile.mkdtemp(prefix="n-"))
    for folder in folders:
        Place(var_dir=folder, backups=folder, scratch=folder).manage("migrate", "--verbosity=0")
    Place(var_dir=folders[0], backups=folders[0], scratch=folders[0]).manage("load_demo")
    yield folders
    for folder in folders:
        embedded.stop_all(folder)
        shutil.rmtree(folder)


@pytest.fixture
def old(installations: tuple[Path, Path]) -> Iterator[Place]:
    # Not below pytest's own folder: whoever runs the server that restores has to get there.
    scratch, backups = Path(tempfile.mkdtemp(prefix="s-")), Path(tempfile.mkdtemp(prefix="b-"))
    yield Place(var_dir=installations[0], backups=backups, scratch=scratch)
    shutil.rmtree(scratch)
    shutil.rmtree(backups)


def at(place: Place, **changes: object) -> Place:
    return Place(**{**vars(place), **changes})


def key() -> tuple[str, str]:
    """A key that opens, and the one it opens for."""
    secret = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    return secret, next(line.split()[-1] for line in secret.splitlines() if "public key" in line)


def last_problem(place: Place) -> object:
    return place.ask("SELECT problem FROM smarketing_backup ORDER BY id DESC LIMIT 1")


@needs_age
def test_a_back_up_put_back_is_the_same_installation(old: Place, installations: tuple[Path, Path]) -> None:
    secret, recipient = key()
    made = at(old, recipient=recipient).run("backup")
    assert made.returncode == 0, made.stderr
    new = at(old, var_dir=installations[1])
    assert new.ask("SELECT count(*) FROM leads_lead") == 0
    done = new.run("restore", old.files[-1], said=secret)
    assert done.returncode == 0, done.stderr
    new.manage("migrate", "--check")
    assert new.ask("SELECT count(*) FROM leads_lead") == old.ask("SELECT count(*) FROM leads_lead") == 6000
    assert new.figures() == old.figures()
    new.manage("conversion", "--rebuild")
    assert new.figures() == old.figures()


@needs_age
def test_a_back_up_is_for_its_owner_alone_and_opens_with_no_other_key(old: Place) -> None:
    other, _recipient = key()
    place = at(old, recipient=key()[1])
    assert place.run("backup").returncode == 0
    (name,) = place.files
    assert (place.backups / name).stat().st_mode & 0o777 == 0o600
    assert (place.backups / name).read_bytes().startswith(b"age-encryption.org/v1\n")
    assert [one.name for one in place.scratch.iterdir()] == []
    done = place.run("restore", name, said=other)
    assert (done.returncode, "restore_not_opened" in done.stderr) == (1, True)
    assert place.ask("SELECT count(*) FROM leads_lead") == 6000


def test_without_a_key_or_the_word_none_there_is_no_back_up(old: Place) -> None:
    done = at(old, recipient="").run("backup")
    assert (done.returncode, "backup_without_recipient" in done.stderr) == (1, True)
    assert old.files == []


# Somebody writes a row between the moment that is dumped and the dump.
WRITTEN_MEANWHILE = """
row="'test', clock_timestamp()::text, ''"
psql -qc "INSERT INTO smarketing_schemastep (app, name, needs) VALUES ($row)" && "$real" "$@"
"""


def test_a_back_up_is_of_one_moment_though_people_go_on_writing(old: Place) -> None:
    old.replace("pg_dump", WRITTEN_MEANWHILE)
    done = old.run("backup")
    assert done.returncode == 0, done.stderr
    assert last_problem(old) == ""


def test_twin_that_dumps_another_moment_than_it_compares_is_found_out(old: Place, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    shutil.copytree(PROGRAMS, programs)
    sql = programs / "snapshot.sql"
    text = sql.read_text(encoding="utf-8")
    sql.write_text(text.replace('--snapshot="$SNAPSHOT" ', ""), encoding="utf-8")
    assert sql.read_text(encoding="utf-8") != text
    old.replace("pg_dump", WRITTEN_MEANWHILE)
    done = at(old, programs=programs).run("backup")
    assert (done.returncode, "smarketing_schemastep" in done.stderr) == (1, True), done.stderr
    assert last_problem(old) == "compare"


# In the server that restores: the variables of the program lead there.
_AFTER_RESTORE = '"$real" "$@" && psql -qd restored -c "SET session_replication_role = replica" -c "{}"'
ONE_LEAD_LESS = _AFTER_RESTORE.format("DELETE FROM leads_lead WHERE id = (SELECT max(id) FROM leads_lead)")
ONE_LETTER_MORE = _AFTER_RESTORE.format(
    "UPDATE accounts_user SET full_name = full_name || '.' WHERE id = (SELECT max(id) FROM accounts_user)"
)
ONLY_ITS_BEGINNING = """
"$real" "$@" && for given; do case $given in --file=*) file=${given#--file=} ;; esac; done
truncate --size=-20000 "$file"
"""


@pytest.mark.parametrize(
    ("tool", "script", "step", "words"),
    [
        ("pg_restore", ONE_LEAD_LESS, "compare", "leads_lead"),
        ("pg_restore", ONE_LETTER_MORE, "compare", "accounts_user"),
        ("pg_dump", ONLY_ITS_BEGINNING, "restore", "backup_failed"),
        ("pg_dump", "echo 'pg_dump: error: no room' >&2; exit 1", "dump", "no room"),
        ("initdb", "exit 1", "restore", "backup_without_server"),
    ],
)
def test_a_bad_back_up_is_noticed_reported_and_not_kept(
    old: Place, tool: str, script: str, step: str, words: str
) -> None:
    assert old.run("backup").returncode == 0
    before = old.files
    old.replace(tool, script)
    done = old.run("backup")
    assert (done.returncode, words in done.stderr) == (1, True), done.stderr
    assert last_problem(old) == step
    assert old.files == before
    assert "@" not in done.stderr, "an address of somebody"


def test_a_file_that_was_damaged_since_is_told_and_not_put_back(old: Place) -> None:
    assert old.run("backup").returncode == 0
    (name,) = old.files
    file = old.backups / name
    whole = file.read_bytes()
    file.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    done = old.run("restore", name)
    assert (done.returncode, "restore_of_damaged" in done.stderr) == (1, True)
    done = old.run("backup")
    assert (done.returncode, f'"files": "{name}"' in done.stderr) == (1, True)
    assert last_problem(old) == "older"
    file.write_bytes(whole)
    assert old.run("backup").returncode == 0


def test_a_restore_that_fails_in_the_middle_changes_nothing(old: Place) -> None:
    assert old.run("backup").returncode == 0
    (name,) = old.files
    file = old.backups / name
    file.write_bytes(file.read_bytes()[:-20000])
    (old.backups / f"{name}.sha256").unlink()  # as if nobody had seen it
    figures = old.figures()
    done = old.run("restore", name)
    assert (done.returncode, "nothing was changed" in done.stderr) == (1, True), done.stderr
    assert old.figures() == figures


def test_a_restore_waits_for_nobody_who_is_still_connected(old: Place) -> None:
    assert old.run("backup").returncode == 0
    (name,) = old.files
    connection = psycopg2.connect(host=old.socket, dbname=local.DATABASE, user=local.OWNER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_lead")
        done = old.run("restore", name)
    connection.close()
    assert (done.returncode, "stop web, worker, beat and relay first" in done.stderr) == (1, True)
    assert old.ask("SELECT count(*) FROM leads_lead") == 6000
