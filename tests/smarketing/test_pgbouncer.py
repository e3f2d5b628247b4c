"""Behind PgBouncer in transaction mode, set up as docs/operations.md says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings

from run.embedded import postgres
from run.embedded.account import choose_account
from smarketing import local
from tests.smarketing.sites import Answer, Ground, Site, comes, served
from tests.smarketing.test_jobs_without_database import at_work, hand_in, is_done

PROGRAM = shutil.which("pgbouncer")
pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="no PgBouncer here: Debian's package pgbouncer has it"),
    pytest.mark.soak,
    pytest.mark.xdist_group("servers"),
]

PASSWORDS = {"smarketing_web": "of-the-web-98sdf7kj", "smarketing_worker": "of-workers-8sd7fkjh"}
ROLE_PASSWORDS = {
    "POSTGRES_OWNER_PASSWORD": "of-the-owner-87sdf",
    "POSTGRES_APP_PASSWORD": "of-the-app-98sdf7",
    "POSTGRES_WEB_PASSWORD": PASSWORDS["smarketing_web"],
    "POSTGRES_WORKER_PASSWORD": PASSWORDS["smarketing_worker"],
}
CLIENTS = 20
SERVERS = 4  # fewer than the threads of a web process
POOLED = {"DATABASE_POOLER": "transaction"}
SESSIONS = """
    SELECT count(*) FROM pg_stat_activity WHERE usename = 'smarketing_web' AND datname = 'smarketing'
"""
EMPTY = "empty"
ROUNDS = 10
UNAVAILABLE = 503
FROM_THE_CLIENTS = """
    SELECT count(*) FROM leads_lead JOIN leads_person ON leads_person.id = person_id
    WHERE email ~ '^n1\\d{5}@example.org$' AND door = 'api'
"""
OPEN = "SELECT count(*) FROM outbox_outboxmessage WHERE done_at IS NULL"


class Pooler:
    """deploy/pgbouncer.ini in front of this ground, on a socket, with few connections to it."""

    def __init__(self, ground: Ground) -> None:
        assert PROGRAM is not None
        self.folder = Path(tempfile.mkdtemp(prefix="b-"))
        account = choose_account(binaries=postgres._binaries(), data=self.folder, sockets=self.folder)
        users = self.folder / "userlist.txt"
        users.write_text("".join(f'"{role}" "{word}"\n' for role, word in PASSWORDS.items()))
        said = {
            "smarketing": f"host={local.socket_dir(ground.var_dir)} dbname=smarketing",
            "listen_addr": "",
            "auth_file": str(users),
            "default_pool_size": str(SERVERS),
        }
        text = (settings.BASE_DIR / "deploy" / "pgbouncer.ini").read_text()
        for name, value in said.items():
            text, found = re.subn(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
            assert found == 1, name
        ini = self.folder / "pgbouncer.ini"
        also = f"{EMPTY} = host={local.socket_dir(ground.var_dir)}\n\n[pgbouncer]"
        ini.write_text(f"{text.replace('[pgbouncer]', also)}unix_socket_dir = {self.folder}\n")
        self._process = subprocess.Popen(
            [*account.prefix, PROGRAM, "--quiet", str(ini)], user=account.user, stderr=subprocess.DEVNULL
        )
        assert comes(self._answers)

    def address(self, role: str, database: str = local.DATABASE) -> str:
        """DATABASE_URL for this role."""
        folder = str(self.folder).replace("/", "%2F")
        return f"postgres://{role}:{PASSWORDS[role]}@{folder}:6432/{database}"

    def ask(self, role: str, statement: str) -> Any:
        """The one value that is answered through it."""
        with closing(psycopg2.connect(self.address(role))) as line, line.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    def _answers(self) -> bool:
        try:
            return bool(self.ask("smarketing_web", "SELECT 1"))
        except psycopg2.OperationalError:
            return False

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        shutil.rmtree(self.folder)


def make_roles(ground: Ground, database: str = local.DATABASE) -> None:
    """Run both files of roles."""
    for name in ("roles.sql", "pooled-roles.sql"):
        address = ["--host", str(local.socket_dir(ground.var_dir)), "--username", local.OWNER]
        command = [str(postgres._binaries() / "psql"), "--quiet", *address, "--dbname", database]
        subprocess.run(
            [*command, "--file", str(settings.BASE_DIR / "deploy" / name)],
            env={**os.environ, **ROLE_PASSWORDS},
            check=True,
        )


@pytest.fixture(scope="module")
def rights(ground: Ground) -> None:
    """The portal's roles, with rights on the tables there are."""
    make_roles(ground)
    grant = "from smarketing.roles import grant_rights; grant_rights('smarketing_app')"
    ground.run("manage.py", "shell", "--no-imports", "--command", grant)


@pytest.fixture(scope="module")
def pooler(ground: Ground, rights: None) -> Iterator[Pooler]:
    made = Pooler(ground)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("role", "limits"),
    [("smarketing_web", ["4s", "2s", "10s"]), ("smarketing_worker", ["10min", "1min", "15min"])],
)
def test_limits_of_a_role_hold_behind_the_pooler(pooler: Pooler, role: str, limits: list[str]) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert [pooler.ask(role, f"SHOW {name}") for name in names] == limits


def test_twin_the_limits_of_a_connection_are_refused_by_the_pooler(pooler: Pooler) -> None:
    with pytest.raises(psycopg2.OperationalError, match="unsupported startup parameter"):
        psycopg2.connect(pooler.address("smarketing_web"), options="-c lock_timeout=2000")


def test_loop_import_and_every_task_go_through_it(ground: Ground, pooler: Pooler, tmp_path: Path) -> None:
    sockets = local.socket_dir(ground.var_dir)
    subprocess.run(
        [postgres._binaries() / "createdb", "--host", sockets, "--username", local.OWNER, EMPTY], check=True
    )
    make_roles(ground, EMPTY)
    direct = f"postgres://smarketing_owner@{str(sockets).replace('/', '%2F')}/{EMPTY}"
    python("manage.py", "migrate", "-v0", DATABASE_URL=direct, DATABASE_APP_ROLE="smarketing_app")
    address = pooler.address("smarketing_web", EMPTY)
    python("-m", "tests.smarketing.pooled", str(tmp_path), DATABASE_URL=address, **POOLED)


def python(*command: str, **environment: str) -> None:
    """Run a program with this environment; it has to succeed."""
    subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        check=True,
        timeout=300,
    )


def test_twenty_clients_and_a_file_share_a_few_connections(ground: Ground, pooler: Pooler) -> None:
    web, worker = pooler.address("smarketing_web"), pooler.address("smarketing_worker")
    said = {"LIMIT_READS": "0", "LIMIT_WRITES": "0", "LIMIT_STRANGERS": "0", **POOLED}
    with (
        served(ground, WEB_WORKERS="2", DATABASE_URL=web, **said) as site,
        at_work(ground, DATABASE_URL=worker, **said),
        ThreadPoolExecutor(max_workers=CLIENTS + 1) as pool,
    ):
        file = pool.submit(hand_in, ground)
        clients = [pool.submit(use, site, number) for number in range(CLIENTS)]
        shared = [ground.ask(SESSIONS)]
        while not all(client.done() for client in clients):
            shared.append(ground.ask(SESSIONS))
        answers = [answer for client in clients for answer in client.result()]
        assert [answer.body for answer in answers if answer.status not in {200, 201, 202}] == []
        assert comes(lambda: is_done(ground, file.result()), seconds=300)
        assert comes(lambda: ground.ask(OPEN) == 0, seconds=120)
    assert max(shared) == SERVERS
    assert ground.ask(FROM_THE_CLIENTS) == CLIENTS * ROUNDS


def use(site: Site, client: int) -> list[Answer]:
    """Send enquiries, look at the joint page and write down calls, one after the other."""
    lead = site.ground.stage["leads"][client]
    found = []
    for number in range(ROUNDS):
        person = 100_000 + client * ROUNDS + number
        found.append(insist(partial(site.take_in, person)))
        found.append(insist(partial(site.get, "/overview/")))
        found.append(insist(partial(site.log_attempt, lead)))
    return found


def insist(ask: Callable[[], Answer]) -> Answer:
    """Come again as one is told to where a machine is so busy that it says 503: nothing was saved then."""
    answer = ask()
    for _ in range(20):
        if answer.status != UNAVAILABLE:
            break
        time.sleep(float(answer.retry_after or 1))
        answer = ask()
    return answer
