"""PostgreSQL and Valkey from their wheels, one pair per `VAR_DIR`, for runs without servers of their own.

Started before Django is set up, so nothing here reads its settings; where all lies, `smarketing.local` says.
"""

from __future__ import annotations

from pathlib import Path

from run.embedded.layout import EmbeddedServerError, NoRoomError
from run.embedded.postgres import ensure_postgres, stop_postgres
from run.embedded.valkey import ensure_valkey, stop_valkey

__all__ = [
    "EmbeddedServerError",
    "NoRoomError",
    "ensure_postgres",
    "ensure_valkey",
    "stop_all",
    "stop_postgres",
    "stop_valkey",
]


def stop_all(var_dir: Path) -> list[str]:
    """Stop both servers of this `VAR_DIR`, if they run, and return the names of those that did."""
    stopped = {"PostgreSQL": stop_postgres(var_dir), "Valkey": stop_valkey(var_dir)}
    return [name for name, was_running in stopped.items() if was_running]
