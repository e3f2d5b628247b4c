"""What every test needs that starts processes of its own: a port, and the patience until they are there."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


def find_free_port() -> int:
    """A port nobody listens on: two copies of the suite may run side by side."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool], *, seconds: float = 120) -> bool:
    """Poll until it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()
