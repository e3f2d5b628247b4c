"""Sessions in PostgreSQL, as Django keeps them; but one that cannot be written just now was not deleted."""

from __future__ import annotations

from typing import Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from smarketing.database.faults import fault_of
from values.compiled import Compiled, Given


class SessionStore(db.SessionStore):
    """Django calls every error of an update a session that is gone, which would be a 400."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        """Read with every request, so that it is put into SQL once."""
        found = _LASTING.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            cause = error.__context__
            if isinstance(cause, DatabaseError) and fault_of(cause):
                raise cause from cause.__cause__
            raise


_LASTING: Final = Compiled(
    lambda: SessionStore.get_model_class().objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )
)
