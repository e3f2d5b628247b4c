"""What this process is at: nothing, or one task that got on at some moment."""

from __future__ import annotations

import time
from collections.abc import Callable


class Work:
    """Set by the main thread of a worker's child; another thread asks, and beats or does not."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._got_on_at: float | None = None

    def begin(self) -> None:
        """A task begins."""
        self._got_on_at = self._clock()

    def get_on(self) -> None:
        """The task has done a further part: however long it takes, it is not stuck."""
        if self._got_on_at is not None:
            self._got_on_at = self._clock()

    def end(self) -> None:
        """The task ended, well or not."""
        self._got_on_at = None

    def is_stuck(self, *, after: float) -> bool:
        """Say whether a task has shown nothing for more than so many seconds."""
        since = self._got_on_at
        return since is not None and self._clock() - since > after


current = Work()
