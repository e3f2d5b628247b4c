"""How PostgreSQL is reached, how long each kind of process waits for it, and what is cached there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from smarketing.database.address import for_portal, read_address
from smarketing.local import database
from smarketing.settings.environment import VAR_DIR, env, required

DATABASE_URL = required("DATABASE_URL")
# What stands between: "transaction" is PgBouncer or the like, whose limits stand at the roles.
DATABASE_POOLER = env.str("DATABASE_POOLER", "")
if DATABASE_POOLER not in {"", "transaction"}:
    raise ImproperlyConfigured(f"DATABASE_POOLER is {DATABASE_POOLER!r}; allowed is transaction, or nothing.")
_is_pooled = bool(DATABASE_POOLER)
_database: dict[str, Any] = (
    read_address("DATABASE_URL", DATABASE_URL, is_pooled=_is_pooled) if DATABASE_URL else database(VAR_DIR)
)
DATABASES: dict[str, dict[str, Any]] = {"default": for_portal(_database, is_pooled=_is_pooled)}
# A copy for the figures of the joint page; one that is further behind is not read (insights/replica.py).
DATABASE_REPLICA_URL = env.str("DATABASE_REPLICA_URL", "")
DATABASE_REPLICA_MAX_SECONDS = env.float("DATABASE_REPLICA_MAX_SECONDS", 15)
if DATABASE_REPLICA_URL:
    _replica = read_address("DATABASE_REPLICA_URL", DATABASE_REPLICA_URL, is_pooled=_is_pooled)
    DATABASES["replica"] = {
        **for_portal(_replica, is_pooled=_is_pooled, is_read_only=True),
        "TEST": {"MIRROR": "default"},
    }
    DATABASE_ROUTERS = ["values.reading.ReadRouter"]
# Seconds, 0 for no limit. Commands such as migrate have none (smarketing/database/limits.py).
DATABASE_LIMITS: dict[str, dict[str, float]] = {
    "web": {
        "statement": env.float("WEB_STATEMENT_SECONDS", 4),
        # A row may be waited for twice, behind the next in its queue and then for its holder: together
        # less than the statement may take, or it says that it was slow and not whom it waited for.
        "lock": env.float("WEB_LOCK_SECONDS", 1.5),
        "idle": env.float("WEB_IDLE_SECONDS", 10),
        # How long a web process waits for a PostgreSQL that says nothing at all.
        "silence": env.float("WEB_SILENCE_SECONDS", 5),
    },
    "worker": {
        "statement": env.float("WORKER_STATEMENT_SECONDS", 600),
        "lock": env.float("WORKER_LOCK_SECONDS", 60),
        "idle": env.float("WORKER_IDLE_SECONDS", 900),
    },
}
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", "")  # to whom `migrate` gives rights (smarketing/roles.py)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In PostgreSQL: limits hold across processes, and nothing that a web request does reaches Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "smarketing_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
