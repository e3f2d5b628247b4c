"""Once PostgreSQL has missed an answer, nobody else of this process waits for it until it answers again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import structlog

logger = structlog.get_logger(__name__)

PAUSE_SECONDS: Final = 0.5


class Breaker:
    """Open while PostgreSQL is silent. A thread of its own asks again and again, and no request has to.

    `ask` says whether PostgreSQL answers, and raises nothing.
    """

    def __init__(self, ask: Callable[[], bool]) -> None:
        self.is_open = False
        self._ask = ask
        self._lock = threading.Lock()

    def trip(self) -> None:
        """Open, unless it is open already, and begin to ask."""
        with self._lock:
            if self.is_open:
                return
            self.is_open = True
        logger.warning("database_silent")
        threading.Thread(target=self._ask_until_answered, name="database-probe", daemon=True).start()

    def _ask_until_answered(self) -> None:
        while not self._ask():
            time.sleep(PAUSE_SECONDS)
        self.is_open = False
        logger.warning("database_answers_again")
