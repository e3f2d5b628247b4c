"""`manage.py relay`: hand out the outbox until told to stop."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outbox.relay import Relay


class Command(BaseCommand):
    help = "Hand the messages of the outbox to Celery until SIGTERM or Ctrl-C. Any number of relays may run."
    # They load every page and form, for a process that answers none.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heartbeat", type=Path, help="a file to touch at each round, for a health check"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        relay = Relay(heartbeat=options["heartbeat"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop.set())
        relay.run()
