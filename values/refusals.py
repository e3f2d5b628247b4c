"""What no form could have foreseen; pages and the API turn these into one answer.

Bad input is Django's ValidationError, a missing right PermissionDenied; these are about the state of things.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Refusal(Exception):
    """Base of all; `message` is translated and may be shown as it is, `status` is the HTTP status.

    `field` is the field of a form that could mend it, "" where none could.
    """

    status: ClassVar[int] = HTTPStatus.CONFLICT
    field: ClassVar[str] = ""

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


class EditConflict(Refusal):
    """Somebody was faster since it was read; carries both values of every field that differs.

    `current` is what now stands there, as the form or the caller names it in `seen_in`: said again with it,
    the change overwrites knowingly.
    """

    seen_in: ClassVar[str] = "expected_version"

    def __init__(self, message: str, *, current: int | None, conflicts: Iterable[Conflict] = ()) -> None:
        super().__init__(message)
        self.current = current
        self.conflicts = tuple(conflicts)


class StaleVersion(EditConflict):
    """Somebody changed the row since it was read."""

    def __init__(self, *, expected: int, current: int, conflicts: Iterable[Conflict] = ()) -> None:
        message = _(
            "This was changed meanwhile: you started from version %(expected)d, now it is %(current)d."
        )
        values = {"expected": expected, "current": current}
        super().__init__(message % values, current=current, conflicts=conflicts)
        self.expected = expected


class TooManyCalls(Refusal):
    """Somebody calls more often than allowed; after `wait` seconds the next call is let through."""

    status: ClassVar[int] = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, *, wait: int) -> None:
        words = ngettext(
            "Too many calls. In %(wait)d second the next is let through.",
            "Too many calls. In %(wait)d seconds the next is let through.",
            wait,
        )
        super().__init__(words % {"wait": wait})
        self.wait = wait
