"""`manage.py stop_servers`, called by `make stop`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from run import embedded
from run.embedded.processes import end
from run.launcher.children import end_orphans
from run.launcher.single import find_run


class Command(BaseCommand):
    help = "Stop the run of this VAR_DIR, if one goes on, and its embedded PostgreSQL and Valkey."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if launcher := find_run(settings.VAR_DIR):
            end(launcher, patience=30)
            self.stdout.write("The run was stopped.")
            return
        end_orphans(settings.VAR_DIR / "processes.json")
        stopped = embedded.stop_all(settings.VAR_DIR)
        what = " and ".join(stopped) if stopped else "Nothing to stop: no embedded server"
        self.stdout.write(f"{what} {'stopped' if stopped else 'runs'} in {settings.VAR_DIR}.")
