"""The whole product as `make run` starts it, between a proxy and a mail server that can fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg2
from django.conf import settings

from run import embedded
from run.embedded import postgres, valkey
from run.embedded.processes import is_alive
from smarketing.local import socket_dir
from tests.faults.post_office import PostOffice
from tests.faults.proxy import Proxy
from tests.waiting import find_free_port, wait_for

SETTINGS = "smarketing.settings"
START_POSTGRES = (
    "import pathlib, sys; from run import embedded; embedded.ensure_postgres(pathlib.Path(sys.argv[1]))"
)
# Twenty hangs must not take twenty minutes: what is noticed within 60 seconds is looked for every few.
HASTY = {"OUTBOX_VISIBILITY_SECONDS": "5", "OUTBOX_MAX_ATTEMPTS": "100"}
UNLIMITED = {f"LIMIT_{what}": "1000000" for what in ("READS", "WRITES", "STRANGERS")}


class Stack:
    """PostgreSQL and a run of the product with a Valkey of its own, each in a folder of its own.

    The run reaches PostgreSQL through `proxy` only and does not look after it: `ensure_postgres` does.
    REDIS_URL in `environment` names a Redis elsewhere.
    """

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self.data, self.var_dir, self.log = root / "d", root / "v", root / "run.log"
        self.var_dir.mkdir()
        self.post_office = PostOffice()
        self.post_office.open()
        sockets = root / "p"
        self.proxy = Proxy(folder=sockets, upstream=socket_dir(self.data))
        self.port = find_free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "REDIS_URL"},
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "VAR_DIR": str(self.var_dir),
            "PORT": str(self.port),
            "DEMO": "0",
            "DATABASE_URL": f"postgres://postgres@{str(sockets).replace('/', '%2F')}/smarketing",
            "EMAIL_URL": self.post_office.address,
            **HASTY,
            **UNLIMITED,
            **environment,
        }
        self.ensure_postgres()
        self.launcher: psutil.Popen | None = None

    def start(self) -> dict[str, Any]:
        """Start everything and set up a company; returns what `tests.faults.stage` says of it."""
        with self.log.open("wb") as log:
            self.launcher = psutil.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        is_up = wait_for(lambda: "Ctrl-C stops" in self.log.read_text(errors="replace"), seconds=300)
        assert is_up, self.log.read_text(errors="replace")
        return dict(json.loads(self.python("tests.faults.stage")))

    def python(self, module: str) -> str:
        """Run a module beside the product and return what it prints."""
        command = [sys.executable, "-m", module]
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            check=False,
            capture_output=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def stop(self) -> None:
        """End everything, whatever state it is in."""
        self.post_office.close()
        for process in self.processes():
            process.resume()
        if self.launcher is not None and is_alive(self.launcher):
            self.launcher.terminate()
            self.launcher.wait(60)
        for process in self.processes():
            process.kill()
        self.proxy.close()
        embedded.stop_all(self.var_dir)
        embedded.stop_all(self.data)

    # --- its parts

    def ensure_postgres(self) -> None:
        """Start PostgreSQL in the environment of the product: its clock is theirs."""
        command = [sys.executable, "-c", START_POSTGRES, str(self.data)]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, check=True, timeout=120)

    def postgres(self) -> psutil.Process:
        """The first process of PostgreSQL."""
        found = postgres._process(self.data)
        assert found is not None
        return found

    def valkey(self) -> psutil.Process | None:
        return valkey._process(self.var_dir)

    def of(self, name: str) -> list[psutil.Process]:
        """The processes of a program of the launcher's, the first one first; waits while it starts again."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(psutil.NoSuchProcess, StopIteration, FileNotFoundError):
                first = self._first_of(name)
                return [first, *first.children(recursive=True)]
            time.sleep(0.1)
        raise AssertionError(f"{name} does not run.")

    def _first_of(self, name: str) -> psutil.Process:
        rows = json.loads((self.var_dir / "processes.json").read_text(encoding="utf-8"))
        word = {"web": "gunicorn"}.get(name, name)
        return next(psutil.Process(row["pid"]) for row in rows if word in row["command"])

    def processes(self) -> list[psutil.Process]:
        """Everything that runs in the folder of the run, its Valkey included."""
        found = []
        for process in psutil.process_iter():
            try:
                is_ours = process.environ().get("VAR_DIR") == str(self.var_dir)
                is_ours = is_ours or str(self.var_dir) in " ".join(process.cmdline())
            except psutil.Error:
                continue
            if is_ours and process.pid != os.getpid() and is_alive(process):
                found.append(process)
        return found

    def answers(self, path: str = "/health/ready") -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @contextmanager
    def database(self) -> Iterator[Any]:
        """A cursor on PostgreSQL itself, past the proxy."""
        connection = psycopg2.connect(
            host=str(socket_dir(self.data)), dbname="smarketing", user="postgres", connect_timeout=10
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


@contextmanager
def stack(environment: Mapping[str, str]) -> Iterator[Stack]:
    """A stack that leaves nothing behind; `environment` goes to every process of the product."""
    root = Path(tempfile.mkdtemp(prefix="f-"))
    made = Stack(root, environment)
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(root, ignore_errors=True)
