"""`manage.py relay`: hand out the outbox until told to stop."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from outbox.relay import Relay


class Command(BaseCommand):
    help = "Hand the messages of the outbox to Celery until SIGTERM or Ctrl-C. Any number of relays may run."

    def handle(self, *args: Any, **options: Any) -> None:
        relay = Relay()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop.set())
        relay.run()
