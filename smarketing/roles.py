"""The role under which the portal works: it reads and writes rows, and can change no table.

`deploy/roles.sql` makes it and the owner of the tables; whoever migrates is the owner and gives the rights.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import connection

# Repeatable, and whole each time: tables of older migrations are among "all", later ones follow by default.
_RIGHTS: Final = """
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
"""


def grant_after_migrating(**_: Any) -> None:
    """At the end of `migrate`, whatever was to be done."""
    if settings.DATABASE_APP_ROLE:
        grant_rights(settings.DATABASE_APP_ROLE)


def grant_rights(role: str) -> None:
    """Let this role read and write the rows of every table; of the migrations it only reads."""
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS.format(role=connection.ops.quote_name(role)))
