"""The servers of a run: kept up, and waited for where they cannot start yet."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import redis
from django.conf import settings

from run import embedded
from run.embedded import EmbeddedServerError, NoRoomError
from smarketing.local import redis_url

CHECK_SECONDS = 3.0
RETRY_SECONDS = 5.0
SAY_SECONDS = 60.0
HINDRANCES = (EmbeddedServerError, OSError, subprocess.SubprocessError, psycopg2.Error, redis.RedisError)


class Servers:
    """PostgreSQL and Valkey below one VAR_DIR, unless the settings name others."""

    def __init__(
        self, var_dir: Path, *, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.var_dir = var_dir
        self._say = say
        self._clock = clock
        self._look_at = self._say_at = float("-inf")

    def start(self) -> None:
        """Start both; raises what `embedded` raises."""
        if not settings.DATABASE_URL:
            embedded.ensure_postgres(self.var_dir)
        if settings.REDIS_URL == redis_url(self.var_dir):
            embedded.ensure_valkey(self.var_dir)

    def start_when_possible(self) -> None:
        """Start both, waiting for room on the disk where there is none; raises what else hinders it."""
        while True:
            try:
                return self.start()
            except NoRoomError as error:
                self._complain(error)
                time.sleep(RETRY_SECONDS)

    def keep_up(self) -> None:
        """Look from time to time, and start again what is away.

        One that cannot start yet is no end: it is tried every five seconds, and once a minute it is said why.
        """
        if self._clock() < self._look_at:
            return
        try:
            self.start()
        except HINDRANCES as error:
            self._complain(error)
            self._look_at = self._clock() + RETRY_SECONDS
        else:
            self._say_at = float("-inf")
            self._look_at = self._clock() + CHECK_SECONDS

    def _complain(self, error: BaseException) -> None:
        if self._clock() >= self._say_at:
            self._say(f"{error}\nTrying again every {RETRY_SECONDS:g} s.")
            self._say_at = self._clock() + SAY_SECONDS
