"""The marked person before a stack of its own: web, worker, relay, PostgreSQL, Valkey and a mail server that
refuses. Every file of theirs is searched, the data of PostgreSQL apart.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
import pytest
import redis
from django.conf import settings

from run import embedded
from smarketing.local import DATABASE, OWNER, socket_dir, valkey_socket
from tests.flows.marks import Marked
from tests.waiting import find_free_port, wait_for

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("servers")]
PYTHON = sys.executable
PROGRAMS = {
    "web": ("-m", "gunicorn", "-c", "python:smarketing.gunicorn_settings"),
    "worker": ("-m", "celery", "-A", "smarketing.celery", "worker", "--concurrency=1", "--loglevel=INFO"),
    "relay": ("manage.py", "relay"),
}


class Refusing(socketserver.StreamRequestHandler):
    """A mail server that repeats in its refusal whom it was asked to write to."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            is_known = line[:4].upper() in {b"EHLO", b"HELO", b"MAIL", b"RSET", b"NOOP"}
            self.wfile.write(b"250 ok\r\n" if is_known else b"550 unknown: " + line.strip() + b"\r\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """Where it answers, where its files lie, and who may speak to it."""

    var_dir: Path
    port: int
    stage: dict[str, Any]

    def ask(self, path: str, body: dict[str, Any] | None = None, *, token: str = "") -> tuple[int, Any]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def say(self, raw: bytes) -> bytes:
        """What is no request at all."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as wire:
            wire.sendall(raw)
            return wire.recv(4096)

    def connect(self) -> Any:
        connection = psycopg2.connect(host=str(socket_dir(self.var_dir)), dbname=DATABASE, user=OWNER)
        connection.autocommit = True
        return connection

    def files(self) -> Iterator[Path]:
        for path in self.var_dir.rglob("*"):
            inside = path.relative_to(self.var_dir).parts
            if path.is_file() and inside[:2] != ("postgres", "data") and inside[0] != "imports":
                yield path


@pytest.fixture
def marked() -> Marked:
    return Marked.new()


@pytest.fixture
def stack(marked: Marked) -> Iterator[Stack]:
    var_dir, port = Path(tempfile.mkdtemp(prefix="c-")), find_free_port()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as mail:
        threading.Thread(target=mail.serve_forever, daemon=True).start()
        environment = {
            **os.environ,
            "VAR_DIR": str(var_dir),
            "PORT": str(port),
            "WEB_WORKERS": "1",
            "LOG_JSON": "true",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.server_address[1]}",
            "DJANGO_SETTINGS_MODULE": "smarketing.settings",
            "OUTBOX_MAX_ATTEMPTS": "2",
        }
        for name in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        perform = partial(subprocess.run, cwd=settings.BASE_DIR, env=environment, check=True, timeout=300)
        perform([PYTHON, "manage.py", "migrate", "-v0"])
        words = [marked.name, marked.email, marked.note]
        said = perform([PYTHON, "-m", "tests.flows.canary_stage", *words], stdout=subprocess.PIPE)
        embedded.ensure_valkey(var_dir)
        with contextlib.ExitStack() as running:
            for name, command in PROGRAMS.items():
                log = running.enter_context((var_dir / f"{name}.log").open("wb"))
                child = subprocess.Popen(
                    [PYTHON, *command], stdout=log, stderr=log, cwd=settings.BASE_DIR, env=environment
                )
                running.callback(child.wait, 30)
                running.callback(child.send_signal, signal.SIGTERM)
            made = Stack(var_dir=var_dir, port=port, stage=json.loads(said.stdout.splitlines()[-1]))
            assert wait_for(lambda: is_up(made))
            yield made
        mail.shutdown()
    embedded.stop_all(var_dir)
    shutil.rmtree(var_dir)


def test_marked_person_is_in_no_file_of_the_stack(stack: Stack, marked: Marked) -> None:
    go_through(stack, marked)
    found = {
        str(path.relative_to(stack.var_dir)): marked.find_in(path.read_bytes().decode(errors="replace"))
        for path in stack.files()
    }
    assert "task_failed" in (stack.var_dir / "worker.log").read_text()
    assert "request_failed" in (stack.var_dir / "web.log").read_text()
    assert {name: lines for name, lines in found.items() if lines} == {}
    for place, content in beside_files(stack):
        assert marked.find_in(content) == [], place


def test_database_that_writes_its_errors_down_has_the_person(stack: Stack, marked: Marked) -> None:
    with contextlib.closing(stack.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {OWNER} SET log_min_messages = error")
    ask_the_database_wrongly(stack, marked)
    assert marked.find_in((stack.var_dir / "postgres" / "postgres.log").read_text()) != []


def go_through(stack: Stack, marked: Marked) -> None:
    """Capture, read, be refused, break: all that a program can do, and what no program should."""
    marketing, sales = stack.stage["marketer"], stack.stage["sales_rep"]
    person = {"name": marked.name, "company": marked.company, "email": marked.email, "note": marked.note}
    body = {**person, "cta": stack.stage["cta"], "answers": {"Wer?": marked.name}}
    for phone in marked.phones:
        assert stack.ask("/api/v1/leads/", {**body, "phone": phone}, token=marketing)[0] == 201
    with contextlib.closing(stack.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM leads_lead")
        (lead,) = cursor.fetchone()
    handed = {"to_user": stack.stage["sven"], "grade": "B", "note": marked.note}
    assert stack.ask(f"/api/v1/leads/{lead}/handoffs/", handed, token=marketing)[0] == 201
    assert stack.ask("/api/v1/leads/", {**body, "email": f"{marked.tag}@"}, token=marketing)[0] == 400
    for path in (
        f"/{quote(marked.name)}",
        f"/leads/?q={quote(marked.email)}",
        f"/search/?q={quote(marked.email)}",
        f"/api/v1/search/?q={quote(marked.email)}",
        f"/api/v1/leads/{marked.tag}/",
    ):
        assert stack.ask(path, token=sales)[0] in {200, 404}
    stack.say(f"GET /{marked.tag} {marked.tag}\r\n{marked.email}\r\n\r\n".encode())
    stack.say(f"GET / HTTP/1.1\r\nHost: {marked.tag}.example\r\n\r\n".encode())
    with contextlib.closing(stack.connect()) as connection, connection.cursor() as cursor:
        # Behind the back of the running code, as a release half done: every capture fails with its values.
        cursor.execute("ALTER TABLE leads_lead RENAME note TO remark")
        assert stack.ask("/api/v1/leads/", {**body, "name": f"{marked.name} zwei"}, token=marketing)[0] == 500
        cursor.execute("ALTER TABLE leads_lead RENAME remark TO note")
        assert wait_for(lambda: count(cursor, "outbox_outboxmessage", "parked_at IS NOT NULL") > 0)
        assert wait_for(lambda: count(cursor, "files_importrun", "state = 'checked'") == 1)
        cursor.execute("UPDATE files_importrun SET finished_at = now() - interval '91 days'")
    subprocess.run(
        [PYTHON, "manage.py", "shell", "-c", "from files.forgetting import forget_old; forget_old()"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "VAR_DIR": str(stack.var_dir)},
        check=True,
        timeout=60,
    )
    ask_the_database_wrongly(stack, marked)


def ask_the_database_wrongly(stack: Stack, marked: Marked) -> None:
    statements = [
        f"SELECT '{marked.name}'::integer",
        f"SELECT {marked.tag} FROM {marked.tag}",
        f"INSERT INTO leads_person (name, email) VALUES ('{marked.name}', '{marked.email}')",
        f"SET statement_timeout = 5; SELECT pg_sleep(1), '{marked.note}'",
        f"DO $$ BEGIN RAISE WARNING '{marked.name}'; END $$",
    ]
    for statement in statements:
        with contextlib.closing(stack.connect()) as connection, connection.cursor() as cursor:
            with contextlib.suppress(psycopg2.Error):
                cursor.execute(statement)
    die_in(stack, f"SELECT pg_sleep(60), '{marked.note}'")


def die_in(stack: Stack, statement: str) -> None:
    """Kill the server's process that works on this statement: the whole server starts again and says why."""
    with contextlib.closing(stack.connect()) as connection, connection.cursor() as cursor:
        pid = connection.get_backend_pid()
        threading.Timer(1, os.kill, (pid, signal.SIGKILL)).start()
        with contextlib.suppress(psycopg2.Error):
            cursor.execute(statement)
    assert wait_for(lambda: stack.ask("/account/login/")[0] == 200)


def beside_files(stack: Stack) -> Iterator[tuple[str, str]]:
    yield "metrics", stack.ask("/metrics")[1]
    with redis.Redis(unix_socket_path=str(valkey_socket(stack.var_dir))) as client:
        for key in client.scan_iter():
            yield f"Redis {key!r}", repr(client.dump(key))
    tables = ("outbox_outboxmessage", "django_session", "smarketing_cache", "files_importrun")
    with contextlib.closing(stack.connect()) as connection, connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            yield table, "\n".join(map(str, cursor.fetchall()))
        cursor.execute("SELECT path FROM accounts_notification")
        yield "addresses of notices", str(cursor.fetchall())


def count(cursor: Any, table: str, condition: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
    return int(cursor.fetchone()[0])


def is_up(stack: Stack) -> bool:
    try:
        return stack.ask("/account/login/")[0] == 200
    except OSError:
        return False
