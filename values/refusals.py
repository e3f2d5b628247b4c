"""What no form could have foreseen; pages and the API turn these into one answer.

Bad input is Django's ValidationError, a missing right PermissionDenied; these are about the state of things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from django.utils.translation import gettext as _


class Refusal(Exception):
    """Base of all; `message` is translated and may be shown as it is, `status` is the HTTP status."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class IllegalMove(Refusal):
    """A lead or campaign cannot pass from the stage it is in to the one asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """One field two people changed at once, worded for people."""

    field: str
    label: str
    theirs: str
    yours: str


class StaleVersion(Refusal):
    """Somebody changed the row since it was read; carries both values of every field that differs."""

    def __init__(self, *, expected: int, current: int, conflicts: Sequence[Conflict] = ()) -> None:
        super().__init__(
            _("This was changed meanwhile: you started from version %(expected)d, now it is %(current)d.")
            % {"expected": expected, "current": current}
        )
        self.expected = expected
        self.current = current
        self.conflicts = tuple(conflicts)
