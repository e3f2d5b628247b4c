"""What keeps a process from starting: told in one sentence, with what to do, and an exit code other than 0.

Django's own checks do not run in gunicorn, nor in a worker, which skips them to save memory. Settings, driver
and contact are looked at wherever Django is loaded, the database where web, worker and relay begin. What runs
goes on running: while a release migrates, the old code works with the new tables. It may also be started
beside them, unless one of the migrations it does not know takes away what it uses (smarketing/schema).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Final, TypeVar

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from smarketing.production import find_faults

logger = structlog.get_logger(__name__)

PAUSE_SECONDS: Final = 1.0
SAID_EVERY: Final = 30  # tries
MOST_NAMED: Final = 5
Migration = tuple[str, str]
Answer = TypeVar("Answer")


def require_settings() -> None:
    """Exit in production with all faults of the settings at once."""
    if settings.IS_LOCAL:
        return
    faults = find_faults(
        is_debug=settings.DEBUG,
        hosts=settings.ALLOWED_HOSTS,
        public_url=settings.PUBLIC_URL,
        keys={"SECRET_KEY": [settings.SECRET_KEY], "SECRET_KEY_FALLBACKS": settings.SECRET_KEY_FALLBACKS},
        tokens={"METRICS_TOKEN": settings.METRICS_TOKEN},
        addresses={
            name: getattr(settings, name) for name in ("DATABASE_URL", "DATABASE_REPLICA_URL", "REDIS_URL")
        },
    )
    if faults:
        sys.exit("\n".join(["DEPLOYMENT=production does not start:", *faults]))


def require_driver() -> None:
    """Exit where psycopg 3 can be imported: Django takes it instead of psycopg2 and says nothing."""
    found = find_spec("psycopg")
    if found is not None:
        sys.exit(
            f"psycopg 3 is installed beside psycopg2, in {found.origin}. Django would use it, but the "
            "portal's statements are written and tested for psycopg2.\n"
            "Remove it: python -m pip uninstall psycopg psycopg-binary psycopg-c"
        )


def require_contact() -> None:
    """Exit where security.txt would name somebody nobody could reach (RFC 9116: mailto:, https, tel:)."""
    policy = settings.SECURITY_POLICY_URL
    wrong = [("SECURITY_CONTACT", text) for text in settings.SECURITY_CONTACT if not _can_be_followed(text)]
    if policy and not policy.startswith("https://"):
        wrong.append(("SECURITY_POLICY_URL", policy))
    for name, text in wrong:
        sys.exit(
            f"{name} has {text!r}. Allowed are an e-mail address, mailto:…, https://… or tel:…; for the "
            "policy https://…."
        )


def _can_be_followed(contact: str) -> bool:
    return contact.startswith(("mailto:", "https://", "tel:")) or ("@" in contact and ":" not in contact)


def require_schema() -> None:
    """Exit where the database lacks migrations of this code, or has some that it does not bear.

    Waits for a database that is away.
    """
    missing, unborne = once_it_answers(compare_schema)
    connection.close()  # nothing is open where a process forks
    if missing:
        sys.exit(
            f"The database lacks migrations of this code: {_name(missing)}.\n"
            "Run, as the owner of the tables: python manage.py migrate"
        )
    if unborne:
        sys.exit(
            "The database has migrations that this code does not know and that take away what it may use: "
            f"{_name(unborne)}.\n"
            "Start the release that brought them, or take them back with that release: "
            "python manage.py migrate APP NAME"
        )


def once_it_answers(ask: Callable[[], Answer], *, tries: int | None = None) -> Answer:
    """Ask PostgreSQL, a second after the other while it is away.

    Raises the error of the last of `tries` questions; None waits however long it takes.
    """
    asked = 0
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError) as error:
            asked += 1
            if asked == tries:
                raise
            if asked % SAID_EVERY == 1:
                logger.warning("waiting_for_database", error=str(error).strip())
            connection.close()  # it may have broken off in the middle
            time.sleep(PAUSE_SECONDS)


def compare_schema() -> tuple[list[Migration], list[Migration]]:
    """The migrations the database lacks, and those of our apps that this code neither knows nor bears."""
    from smarketing.schema.steps import find_unborne  # has a model, and so wants Django to be loaded

    loader = MigrationLoader(connection)
    applied, known = set(loader.applied_migrations), set(loader.disk_migrations)
    missing = sorted(set(loader.graph.nodes) - applied)
    unknown = [key for key in applied - known if key[0] in _apps_of(loader)]
    return missing, find_unborne(unknown, known)


def _apps_of(loader: MigrationLoader) -> set[str]:
    """What was left by an app that is gone hinders nobody."""
    return loader.migrated_apps


def _name(migrations: list[Migration]) -> str:
    named = ", ".join(f"{app}.{name}" for app, name in migrations[:MOST_NAMED])
    more = len(migrations) - MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
