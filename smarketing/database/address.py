"""An address of PostgreSQL as Django takes it. libpq reads it: what it knows passes, all else is refused.

The settings read this, so it imports nothing that needs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from psycopg2 import ProgrammingError
from psycopg2.extensions import parse_dsn

FORM: Final = "postgres://user:password@host:port/name?parameter=value"

_SCHEMES: Final = ("postgres://", "postgresql://")
_PARTS: Final = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
_UNKNOWN: Final = re.compile(r'parameter: "(\w+)"')
_READ_ONLY: Final = "-c default_transaction_read_only=on"
_OPTIONS: Final = {
    "connect_timeout": 2,
    "application_name": "smarketing",
    # A machine that is gone does not hang up: half a minute without an acknowledgement ends the line.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,  # milliseconds
}


def read_address(name: str, address: str, *, is_pooled: bool = False) -> dict[str, Any]:
    """The entry of DATABASES for the address in this variable, which may name several hosts, with commas.

    Raises ImproperlyConfigured, which repeats nothing of the address but the name of a parameter.
    """
    parsed = _parse(name, address)
    if not parsed.get("dbname"):
        raise ImproperlyConfigured(f"{name} names no database. Allowed: {FORM}")
    if is_pooled and "options" in parsed:
        raise ImproperlyConfigured(
            f"{name} has 'options' behind its ?, which no pooler passes on, and DATABASE_POOLER says that "
            "there is one. Allowed: ALTER ROLE … SET …, see docs/operations.md."
        )
    entry: dict[str, Any] = {key: parsed.pop(part, "") for part, key in _PARTS.items()}
    return {"ENGINE": "django.db.backends.postgresql", **entry, "OPTIONS": parsed}


def _parse(name: str, address: str) -> dict[str, Any]:
    if not address.startswith(_SCHEMES):
        raise ImproperlyConfigured(f"{name} does not begin with postgres://. Allowed: {FORM}")
    try:
        return dict(parse_dsn(address))
    except ProgrammingError as error:
        found = _UNKNOWN.search(str(error))
        fault = f"has {found[1]!r} behind its ?" if found else "cannot be read"
        raise ImproperlyConfigured(
            f"{name} {fault}. Allowed: {FORM}, with the parameters that libpq knows "
            "(sslmode, sslrootcert, options …) and special characters percent-encoded."
        ) from None


def for_portal(entry: Mapping[str, Any], *, is_pooled: bool, is_read_only: bool = False) -> dict[str, Any]:
    """The entry with what each connection of ours has; what its address says behind the ? goes before."""
    options = {**_OPTIONS, **entry.get("OPTIONS", {})}
    if is_read_only and not is_pooled:
        options["options"] = f"{_READ_ONLY} {options.get('options', '')}".strip()
    return {
        **entry,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A cursor on the server outlives no transaction, and the next one may be on another server.
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
        "OPTIONS": options,
    }
