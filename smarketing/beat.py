"""Beat that shows that it gets on: Celery's own writes its schedule every three minutes only."""

from __future__ import annotations

import dbm
from typing import Any

import structlog
from celery.beat import PersistentScheduler, SchedulingError
from django.conf import settings
from kombu import Connection

from outbox.exporter import serve_metrics
from outbox.heartbeats import Heart

logger = structlog.get_logger(__name__)


class WatchedScheduler(PersistentScheduler):
    """Celery's scheduler with a heartbeat at each tick, and at each try to reach Redis."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.heart = Heart("beat", directory=settings.HEARTBEAT_DIR, hang_seconds=settings.HANG_SECONDS)
        serve_metrics()
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Send what is due; return the seconds until the next."""
        pause = super().tick(*args, **kwargs)
        self.heart.beat()
        return pause

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Send one task. Where Redis or the schedule's file has no room, say so in a line and go on."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except (SchedulingError, *dbm.error) as error:
            logger.warning(
                "beat_without_broker", task=entry.task, error=type(error.__context__ or error).__name__
            )

    def close(self) -> None:
        """End in order."""
        self.heart.stop()
        super().close()

    def _ensure_connected(self) -> Connection:
        return self.connection.ensure_connection(self._note_failure, callback=self.heart.beat)

    def _note_failure(self, error: Exception, pause: float) -> None:
        logger.warning("beat_without_broker", error=type(error).__name__, pause=pause)
