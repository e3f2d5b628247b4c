"""PostgreSQL and Valkey from their wheels, one pair per `VAR_DIR`, for runs without servers of their own.

The settings import this package, so nothing in it may import Django's settings.
"""

from __future__ import annotations

from pathlib import Path

from smarketing.embedded.layout import EmbeddedServerError, local_secret
from smarketing.embedded.postgres import database, ensure_postgres, stop_postgres
from smarketing.embedded.valkey import cache_url, ensure_valkey, redis_url, stop_valkey

__all__ = [
    "EmbeddedServerError",
    "cache_url",
    "database",
    "ensure_postgres",
    "ensure_valkey",
    "local_secret",
    "redis_url",
    "stop_all",
    "stop_postgres",
    "stop_valkey",
]


def stop_all(var_dir: Path) -> list[str]:
    """Stop both servers of this `VAR_DIR`, if they run, and return the names of those that did."""
    stopped = {"PostgreSQL": stop_postgres(var_dir), "Valkey": stop_valkey(var_dir)}
    return [name for name, was_running in stopped.items() if was_running]
