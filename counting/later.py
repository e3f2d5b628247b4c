"""What a web process draws beside its requests: one at a time, by a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Final

import structlog
from django.db import close_old_connections, connections
from django.utils import timezone, translation

from values.reading import alias_to_read, reading_from

logger = structlog.get_logger(__name__)

# Its thread begins with the first that is drawn, so after the server's fork.
_thread: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="draw")
_waiting: Final[set[Hashable]] = set()
_lock: Final = Lock()


def draw_later(key: Hashable, draw: Callable[[], object]) -> None:
    """Call `draw` soon, in the language, zone and database of now; what already waits under `key` is not
    drawn twice. What fails is told to the log: whoever asks next draws it themselves.
    """
    with _lock:
        if key in _waiting:
            return
        _waiting.add(key)
    place = translation.get_language(), timezone.get_current_timezone_name(), alias_to_read()
    _thread.submit(partial(_draw, key, draw, *place))


def wait() -> None:
    """Until all that waits now is drawn, and the thread's connections are closed."""
    _thread.submit(connections.close_all).result()


def _draw(key: Hashable, draw: Callable[[], object], language: str | None, zone: str, alias: str) -> None:
    try:
        close_old_connections()
        with translation.override(language), timezone.override(zone), reading_from(alias):
            draw()
    except Exception as error:  # noqa: BLE001  # whatever it is, nobody waits here who could be told
        logger.warning("page_not_drawn", error=type(error).__name__)
    finally:
        with _lock:
            _waiting.discard(key)
        close_old_connections()
