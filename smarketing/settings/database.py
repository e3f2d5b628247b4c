"""How PostgreSQL is reached, how long each kind of process waits for it, and what is cached there."""

from __future__ import annotations

from typing import Any

import dj_database_url

from smarketing.local import database
from smarketing.settings.environment import VAR_DIR, env, required

DATABASE_URL = required("DATABASE_URL")
_database: dict[str, Any] = {**(dj_database_url.parse(DATABASE_URL) if DATABASE_URL else database(VAR_DIR))}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            "application_name": "smarketing",
            # A machine that is gone does not hang up: half a minute without an acknowledgement ends the line.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 4,
            "tcp_user_timeout": 30_000,  # milliseconds
            **_database.get("OPTIONS", {}),  # what stands behind the ? of DATABASE_URL goes before
        },
    }
}
# Seconds, 0 for no limit. Commands such as migrate have none (smarketing/database/limits.py).
DATABASE_LIMITS: dict[str, dict[str, float]] = {
    "web": {
        "statement": env.float("WEB_STATEMENT_SECONDS", 4),
        "lock": env.float("WEB_LOCK_SECONDS", 2),
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
