"""What /health/ready looks at. Only the database decides whether pages can be served.

Redis is a doorbell: with it closed, capture and every page go on and only what follows waits, so a silent
broker or a growing backlog makes the answer "degraded", not "unavailable".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from counting import job
from files.disk import MEGABYTE
from insights.replica import measure_age
from leads.models import PutAside
from outbox.services import measure_backlog, measure_progress
from smarketing.broker import read_broker
from smarketing.health import backups, disk

BROKER_SECONDS = 0.5
PARKED = "Work was given up: see it at /given-up/ or by `manage.py unpark`, then try it again or discard it."

Check = Callable[[], dict[str, Any]]


def check_database() -> dict[str, Any]:
    """Ask PostgreSQL for a constant; raises DatabaseError when it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"ok": True}


def check_broker() -> dict[str, Any]:
    """Wait for the PONG of the Redis that takes writes; each step may take half a second."""
    try:
        with read_broker(settings.REDIS_URL).open(seconds=BROKER_SECONDS) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return {"ok": False, "why": type(error.__cause__ or error.__context__ or error).__name__}
    return {"ok": True}


def check_outbox() -> dict[str, Any]:
    """Return depth, lag in seconds and parked messages; not well when it lags or something is parked."""
    backlog = measure_backlog()
    is_late = backlog["lag_seconds"] > settings.HEALTH_MAX_LAG_SECONDS
    hint = {"hint": PARKED} if backlog["parked"] else {}
    return {"ok": not is_late and not backlog["parked"], **backlog, **hint}


def check_counts() -> dict[str, Any]:
    """Return for how many seconds the oldest marked cell waits to be counted again."""
    since = job.pending_since()
    lag = (timezone.now() - since).total_seconds() if since else 0.0
    return {"ok": lag <= settings.HEALTH_MAX_LAG_SECONDS, "lag_seconds": lag}


def check_put_aside() -> dict[str, Any]:
    """Return for how many seconds the oldest enquiry waits that could not be taken in at once."""
    since = PutAside.objects.oldest_at()
    lag = (timezone.now() - since).total_seconds() if since else 0.0
    return {"ok": lag <= settings.HEALTH_MAX_LAG_SECONDS, "lag_seconds": lag}


def check_progress(kind: str, plural: str) -> dict[str, Any]:
    """Return how many processes of a kind get on, on all machines; not well without any, or when one hangs.

    Numbers only: names of machines are nobody's business here.
    """
    found = measure_progress(kind)
    if found["getting_on"] and not found["silent"]:
        return {"ok": True, **found}
    if not found["getting_on"]:
        why = f"no {kind} has made progress for {settings.HANG_SECONDS:g} s"
    else:
        everyone = found["getting_on"] + found["silent"]
        why = f"{found['silent']} of {everyone} {plural} made no progress for {found['silent_seconds']:.0f} s"
    return {"ok": False, "why": why, **found}


def check_disk() -> dict[str, Any]:
    """Return how full each disk is; not well from the first threshold on."""
    found = {
        name: {"used_percent": round(one.used_percent, 1), "free_mb": one.free // MEGABYTE}
        for name, one in disk.watched().items()
    }
    passed = disk.threshold_passed(max(one["used_percent"] for one in found.values()))
    if not passed:
        return {"ok": True, **found}
    return {"ok": False, "why": f"{passed} % or more of a disk is used", **found}


def check_replica() -> dict[str, Any]:
    """Return how many seconds the copy is behind; not well where its figures are read from the primary."""
    age, most = measure_age(), settings.DATABASE_REPLICA_MAX_SECONDS
    if age is None:
        return {"ok": False, "why": "it does not answer, or is no copy"}
    found = {"ok": age <= most, "lag_seconds": age}
    return found if age <= most else {**found, "why": f"it is more than {most:g} s behind"}


def check_backups() -> dict[str, Any]:
    """Return the age of the last good back-up; not well when the last one failed or is missing."""
    found = backups.look()
    if found is None:
        return {"ok": True, "why": "not looked at"}
    hours = {"age_hours": round(found.age_seconds / 3600, 1)}
    if not found.problem:
        return {"ok": True, **hours}
    if found.problem == backups.MISSING:
        return {"ok": False, "why": f"none for {settings.BACKUP_MAX_AGE_HOURS:g} hours", **hours}
    return {"ok": False, "why": f"the last one failed at “{found.problem}”", **hours}


KINDS = {"worker": "workers", "relay": "relays", "beat": "beats"}
CHECKS: dict[str, Check] = {
    "broker": check_broker,
    "outbox": check_outbox,
    "counts": check_counts,
    "put_aside": check_put_aside,
    **{kind: partial(check_progress, kind, plural) for kind, plural in KINDS.items()},
    "disk": check_disk,
    **({"replica": check_replica} if settings.DATABASE_REPLICA_URL else {}),
    "backups": check_backups,
}


def examine() -> dict[str, Any]:
    """Run every check and return `status` (ok, degraded, unavailable) and `checks` by name."""
    try:
        results = {"database": check_database(), **{name: check() for name, check in CHECKS.items()}}
    except DatabaseError as error:
        connection.close()
        return {"status": "unavailable", "checks": {"database": {"ok": False, "why": type(error).__name__}}}
    is_well = all(result["ok"] for result in results.values())
    return {"status": "ok" if is_well else "degraded", "checks": results}
