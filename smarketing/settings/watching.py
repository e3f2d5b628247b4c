"""How one sees what it does: heartbeats, health, metrics, how full the disk is, logs."""

from __future__ import annotations

import logging
from pathlib import Path

from smarketing.log_format import logging_config
from smarketing.settings.environment import IS_LOCAL, VAR_DIR, env

# Signs of progress of worker, relay and beat; without any for so long one counts as hung, and so does a task.
HEARTBEAT_DIR = Path(env.str("HEARTBEAT_DIR", str(VAR_DIR / "heartbeats")))
HANG_SECONDS = env.float("HANG_SECONDS", 45.0)
TASK_HANG_SECONDS = env.float("TASK_HANG_SECONDS", 3600.0)
# How full the disk is when administrators are told, and told again.
DISK_WARNING_PERCENTS = (80, 90)
# After so many hours without a good back-up the portal says so; 0: it does not look.
BACKUP_MAX_AGE_HOURS = env.float("BACKUP_MAX_AGE_HOURS", 0.0 if IS_LOCAL else 30.0)

# /metrics answers this bearer token, or without one only calls from the machine itself.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
# Where worker, beat and relay answer /metrics too, each for itself; 0 is nowhere.
METRICS_PORT = env.int("METRICS_PORT", 0)
# Ready means: the oldest waiting outbox message and the oldest marked cell are younger than this.
HEALTH_MAX_LAG_SECONDS = env.int("HEALTH_MAX_LAG_SECONDS", 300)

DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
# The proxy's, so that its log and ours name a request alike; smarketing/request_log.py looks at it first.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = logging_config(level=LOG_LEVEL, as_json=env.bool("LOG_JSON", not IS_LOCAL))
