"""What accounts refuse."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from values.refusals import Refusal


class AlreadySetUp(Refusal):
    """There is a company already; an installation serves one."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY


class SetupCodeInvalid(Refusal):
    """The one-time code is wrong, used or too old."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY
    field: ClassVar[str] = "code"


class LastAdministrator(Refusal):
    """The last active administrator would lose the role or the right to sign in."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY


class InvitationClosed(Refusal):
    """The invitation was accepted, was withdrawn, or its link has run out."""


class EmailFromDirectory(Refusal):
    """The address comes from the company's directory and is changed there."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY


class TooManyEmailChanges(Refusal):
    """Somebody had links to a new address sent too often today."""

    status: ClassVar[int] = HTTPStatus.TOO_MANY_REQUESTS


class EmailChangeClosed(Refusal):
    """The link to a new address was used, is too old, or another one was asked for since."""
