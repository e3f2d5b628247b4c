"""What can go wrong in accounts that no form could have foreseen; views turn these into one answer.

Bad input is ValidationError and a missing right PermissionDenied; these are about the state of things.
"""

from __future__ import annotations


class AccountsError(Exception):
    """Base of all; `message` is translated and may be shown as it is, `status` is the HTTP status."""

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class AlreadySetUp(AccountsError):
    """There is a company already; an installation serves one."""


class SetupCodeInvalid(AccountsError):
    """The one-time code is wrong, used or too old."""


class LastAdministrator(AccountsError):
    """The last active administrator would lose the role or the right to sign in."""


class InvitationClosed(AccountsError):
    """The invitation was accepted, was withdrawn, or its link has run out."""


class CompanyChanged(AccountsError):
    """Somebody else changed the company since the form was opened."""
