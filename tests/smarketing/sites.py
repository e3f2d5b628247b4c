"""The portal under a real gunicorn with a PostgreSQL of its own, that may be stopped, stalled and locked."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg2
from django.conf import settings

from run import embedded
from run.embedded.processes import read_pid
from smarketing import local
from tests.waiting import find_free_port


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back, and after how long; status 0 is no answer."""

    status: int
    retry_after: str | None
    seconds: float
    body: str


class Ground:
    """A PostgreSQL with the tables and the leads that Sven works on; `stage` says how to come in."""

    def __init__(self) -> None:
        self.var_dir = Path(tempfile.mkdtemp(prefix="w-"))
        self.environment = {**os.environ, "VAR_DIR": str(self.var_dir), "LOG_LEVEL": "CRITICAL"}
        self.environment.pop("DATABASE_URL", None)
        self.run("manage.py", "migrate", "-v0")
        self.stage: dict[str, Any] = json.loads(self.run("-m", "tests.smarketing.stage"))

    def run(self, *command: str) -> str:
        """What a Python program says that runs on this ground."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            check=True,
            timeout=180,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def connect(self) -> Any:
        """A session of somebody else's."""
        return psycopg2.connect(
            host=str(local.socket_dir(self.var_dir)), dbname=local.DATABASE, user=local.OWNER
        )

    def ask(self, statement: str) -> Any:
        """The one value that PostgreSQL answers."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    @contextmanager
    def locked_leads(self, *ids: int) -> Iterator[None]:
        """Somebody holds the rows of these leads."""
        with closing(self.connect()) as holder, holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM leads_lead WHERE id = ANY(%s) FOR UPDATE", [list(ids)])
            yield

    def stall(self) -> None:
        """Freeze every process of the server: lines stay open, nothing is answered."""
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):  # a session that has just ended
                process.suspend()

    def wake(self) -> None:
        """Let it go on."""
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def _processes(self) -> Iterator[psutil.Process]:
        """The first one, and then its children, of which a stopped one makes no more."""
        first = psutil.Process(read_pid(self.var_dir / "postgres" / "data" / "postmaster.pid"))
        yield first
        yield from first.children(recursive=True)

    def close(self) -> None:
        """Stop the server and forget all of it."""
        embedded.stop_all(self.var_dir)
        shutil.rmtree(self.var_dir)


class Site:
    """The portal on that ground."""

    def __init__(self, ground: Ground, port: int) -> None:
        self.ground = ground
        self.address = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> Answer:
        """Sven looks at a page."""
        return self._ask(urllib.request.Request(self.address + path, headers=self._signed_in))

    def log_attempt(self, lead_id: int) -> Answer:
        """A program of Sven's logs a call of the lead, which locks its row."""
        said = {"channel": "phone", "was_reached": True}
        return self._send("calls", f"/api/v1/leads/{lead_id}/attempts/", said)

    def take_in(self, number: int) -> Answer:
        """A program sends an enquiry."""
        said = {"email": f"n{number}@example.org", "name": f"Nina {number}", "cta": self.ground.stage["cta"]}
        return self._send("enquiries", "/api/v1/leads/", said)

    @property
    def _signed_in(self) -> dict[str, str]:
        return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.ground.stage['session']}"}

    def _send(self, token: str, path: str, body: dict[str, Any]) -> Answer:
        headers = {"Authorization": f"Bearer {self.ground.stage[token]}", "Content-Type": "application/json"}
        return self._ask(
            urllib.request.Request(self.address + path, data=json.dumps(body).encode(), headers=headers)
        )

    def _ask(self, request: urllib.request.Request) -> Answer:
        started = time.monotonic()
        status, retry_after, body = 0, None, b""
        try:
            with urllib.request.urlopen(request, timeout=40) as response:
                status, body = response.status, response.read()
        except urllib.error.HTTPError as error:
            status, retry_after, body = error.code, error.headers["Retry-After"], error.read()
        except OSError:
            pass
        return Answer(
            status=status,
            retry_after=retry_after,
            seconds=time.monotonic() - started,
            body=body.decode(errors="replace"),
        )


@contextmanager
def served(ground: Ground, *arguments: str, **environment: str) -> Iterator[Site]:
    """One web process with eight threads, or as `arguments` and `environment` say; it has answered once."""
    port = find_free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:smarketing.gunicorn_settings", *arguments]
    with subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**ground.environment, "PORT": str(port), "WEB_WORKERS": "1", **environment},
    ) as web:
        site = Site(ground, port)
        try:
            assert comes(lambda: site.get("/inbox/").status == 200, seconds=60)
            yield site
        finally:
            ground.wake()
            web.send_signal(signal.SIGQUIT)


def comes(happens: Any, *, seconds: float = 30) -> bool:
    """Ask until it is so, or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.1)
    return False


def at_a_rate(ask: Any, *, per_second: float, seconds: float) -> list[Answer]:
    """Ask so often, whether the last one was answered or not; the answers in the order of asking."""
    count = int(per_second * seconds)
    with ThreadPoolExecutor(max_workers=count) as pool:
        coming = []
        for _ in range(count):
            coming.append(pool.submit(ask))
            time.sleep(1 / per_second)
        return [one.result() for one in coming]


def slowest(answers: Sequence[Answer]) -> float:
    """The seconds of the slowest answer."""
    return max(answer.seconds for answer in answers)


def p95(answers: Sequence[Answer]) -> float:
    """The seconds within which 95 of 100 came."""
    ordered = sorted(answer.seconds for answer in answers)
    return ordered[int(len(ordered) * 0.95)]
