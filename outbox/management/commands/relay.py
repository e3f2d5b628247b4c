"""`manage.py relay`: hand out the outbox until told to stop."""

from __future__ import annotations

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from psycopg2.extensions import set_wait_callback

from outbox.exporter import serve_metrics
from outbox.heartbeats import Heart
from outbox.relay import Relay
from outbox.waiting import wait_at_most

# Of this process only: a database that was stopped must not look like a relay that hangs.
DATABASE_SECONDS = 10.0


class Command(BaseCommand):
    help = "Hand the messages of the outbox to Celery until SIGTERM or Ctrl-C. Any number of relays may run."
    # They load every page and form, for a process that answers none.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        set_wait_callback(wait_at_most(DATABASE_SECONDS))
        heart = Heart("relay", directory=settings.HEARTBEAT_DIR, hang_seconds=settings.HANG_SECONDS)
        serve_metrics()
        relay = Relay(heart=heart)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop.set())
        relay.run()
