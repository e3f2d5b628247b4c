"""What PostgreSQL cannot do just now is no defect: one line of the log without a traceback."""

from __future__ import annotations

import logging
import threading
from http import HTTPStatus
from time import monotonic
from typing import Final

import structlog

from smarketing.database.faults import Fault, fault_of

logger = structlog.get_logger(__name__)

AWAY_EVERY_SECONDS: Final = 10.0


class DefectsOnly(logging.Filter):
    """Django says each exception with its traceback, and each 503; those of a moment are said below, once."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 0) == HTTPStatus.SERVICE_UNAVAILABLE:
            return False
        return not record.exc_info or fault_of(record.exc_info[1]) is None


class Sparing:
    """Lets one line through in so many seconds, and counts the others. For any thread."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next_at = float("-inf")
        self._left_out = 0
        self._lock = threading.Lock()

    def take(self) -> int | None:
        """How many were left out since the last one; None where this one is left out too."""
        with self._lock:
            now = monotonic()
            if now < self._next_at:
                self._left_out += 1
                return None
            left_out, self._left_out = self._left_out, 0
            self._next_at = now + self._seconds
            return left_out


away: Final = Sparing(AWAY_EVERY_SECONDS)


def say_unavailable(fault: Fault, **facts: str) -> None:
    """One line; while PostgreSQL is away, when every request ends so, one in ten seconds."""
    left_out = away.take() if fault is Fault.AWAY else 0
    if left_out is not None:
        counted = {"left_out": left_out} if left_out else {}
        logger.warning("request_unavailable", code=503, fault=fault.name, **facts, **counted)
