"""A streaming copy of a `Ground`, that may be stopped, stalled and left behind."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from run.embedded import postgres
from run.embedded.account import choose_account
from smarketing import local
from tests.smarketing.sites import Ground, comes


class Standby:
    """`address` is the DATABASE_REPLICA_URL of it."""

    def __init__(self, ground: Ground) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="r-"))
        self._data = self.folder / "data"
        binaries = postgres._binaries()
        self._account = choose_account(binaries=binaries, data=self.folder, sockets=self.folder)
        first = ["--host", str(local.socket_dir(ground.var_dir)), "--username", local.OWNER]
        command = [str(binaries / "pg_basebackup"), *first, "--write-recovery-conf", "--checkpoint=fast"]
        self._account.run([*command, f"--pgdata={self._data}"], seconds=120)
        self.address = f"postgres://{local.OWNER}@{str(self.folder).replace('/', '%2F')}/{local.DATABASE}"
        self.start()

    def start(self) -> None:
        """Start, or start again."""
        # A copy must take as many connections as the first one does.
        said = ("listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=120")
        options = [part for word in said for part in ("-c", word)]
        program = str(postgres._binaries() / "postgres")
        self.process = psutil.Popen(
            [*self._account.prefix, program, "-D", str(self._data), *options],
            user=self._account.user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert comes(self.is_open)

    def is_open(self) -> bool:
        """It takes lines and has replayed something, so that it knows its age."""
        try:
            return self.ask("SELECT pg_last_wal_replay_lsn() IS NOT NULL") is True
        except psycopg2.OperationalError:
            return False

    def ask(self, statement: str) -> Any:
        """The one value that it answers."""
        with closing(
            psycopg2.connect(host=str(self.folder), dbname=local.DATABASE, user=local.OWNER)
        ) as line:
            line.autocommit = True
            with line.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone()[0]

    def stay_behind(self) -> None:
        """Take what comes and show nothing of it."""
        self.ask("SELECT pg_wal_replay_pause()::text")

    def catch_up(self) -> None:
        self.ask("SELECT pg_wal_replay_resume()::text")

    def stall(self) -> None:
        """Freeze it: lines stay open, nothing is answered."""
        for process in self._processes():
            process.suspend()

    def wake(self) -> None:
        for process in self._processes():
            process.resume()

    def stop(self) -> None:
        """Shut it down at once."""
        self.wake()
        self.process.send_signal(3)
        self.process.wait(20)

    def close(self) -> None:
        if self.process.is_running():
            self.stop()
        shutil.rmtree(self.folder)

    def _processes(self) -> list[psutil.Process]:
        if not self.process.is_running():
            return []
        return [self.process, *self.process.children(recursive=True)]
