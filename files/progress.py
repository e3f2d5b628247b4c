"""How far a running import is, for others to see while its transaction is still open."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Final, Self

from django.db import connection
from django.utils import timezone

from outbox import work

_UPDATE: Final = "UPDATE files_importrun SET rows_done = %s, rows_total = %s, report = %s WHERE id = %s"


class Progress:
    """Writes rows done and in all on a connection of its own, committed at once: `with Progress(run_id) as
    progress`.
    """

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.started_at = timezone.now()
        self._connection = connection.copy()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def __call__(self, done: int, total: int) -> None:
        work.current.get_on()
        report = json.dumps({"started_at": self.started_at.isoformat()})
        with self._connection.cursor() as cursor:
            cursor.execute(_UPDATE, [done, total, report, self.run_id])
