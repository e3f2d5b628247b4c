"""Every Python that starts with this folder in PYTHONPATH reads this: see tests/clocks/__main__.py."""

from __future__ import annotations

import select
import time
from typing import SupportsIndex


def sleep(seconds: float | SupportsIndex) -> None:
    """Sleep like `time.sleep`, but without a deadline: libfaketime 0.9.10 takes it for one of its own."""
    select.select([], [], [], float(seconds))


time.sleep = sleep
