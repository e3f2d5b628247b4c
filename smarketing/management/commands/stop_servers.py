"""`manage.py stop_servers`, called by `make stop`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from smarketing import embedded


class Command(BaseCommand):
    help = "Stop the embedded PostgreSQL and Valkey of this VAR_DIR."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = embedded.stop_all(settings.VAR_DIR)
        what = " and ".join(stopped) if stopped else "Nothing to stop: no embedded server"
        self.stdout.write(f"{what} {'stopped' if stopped else 'runs'} in {settings.VAR_DIR}.")
