"""What accounts refuse."""

from __future__ import annotations

from values.refusals import Refusal


class AlreadySetUp(Refusal):
    """There is a company already; an installation serves one."""


class SetupCodeInvalid(Refusal):
    """The one-time code is wrong, used or too old."""


class LastAdministrator(Refusal):
    """The last active administrator would lose the role or the right to sign in."""


class InvitationClosed(Refusal):
    """The invitation was accepted, was withdrawn, or its link has run out."""


class CompanyChanged(Refusal):
    """Somebody else changed the company since the form was opened."""
