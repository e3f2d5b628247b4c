"""Several things started at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

Refusals = type[Exception] | tuple[type[Exception], ...]


def at_once(*calls: Callable[[], Any], refused: Refusals = ()) -> list[Any]:
    """What each returned or, where it may be refused so, the refusal itself. Anything else is raised."""
    start = Barrier(len(calls), timeout=20)

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return call()
        except refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
