"""Sessions in PostgreSQL, as Django keeps them; but one that cannot be written just now was not deleted."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError

from smarketing.database.faults import fault_of


class SessionStore(db.SessionStore):
    """Django calls every error of an update a session that is gone, which would be a 400."""

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            cause = error.__context__
            if isinstance(cause, DatabaseError) and fault_of(cause):
                raise cause from cause.__cause__
            raise
