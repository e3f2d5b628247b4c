"""`manage.py run`, called by `make run`."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from run.build import BuildError
from run.embedded import EmbeddedServerError
from run.launcher.launch import LaunchError, run
from run.launcher.single import AlreadyRunningError


class Command(BaseCommand):
    help = (
        "Start the servers, the web process, worker, beat and relay, and stop them all on Ctrl-C or SIGTERM."
    )
    requires_system_checks = ()  # they load every page and form; the web process does so again

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run(port=_port(), with_demo=os.environ.get("DEMO", "1") != "0", say=self._say)
        except (AlreadyRunningError, LaunchError, BuildError, EmbeddedServerError) as error:
            raise CommandError(str(error)) from error

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError):  # where it goes may be full, which must not end the run
            self.stdout.write(line)
            self.stdout.flush()


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise CommandError(f"PORT is {given!r}; a port is a number from 1 to 65535.")
    return int(given)
