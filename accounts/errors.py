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
