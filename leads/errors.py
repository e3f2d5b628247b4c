"""What can go wrong in leads that no form could have foreseen; views and the API turn these into one answer.

Bad input is Django's ValidationError, a missing right PermissionDenied; these are about the state of things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


class LeadsError(Exception):
    """Base of all; `message` is translated and may be shown as it is, `status` is the HTTP status."""

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CtaNotOpen(LeadsError):
    """The call-to-action takes no leads: its campaign is not live, it is off or has no signed definition."""


class LeadDefinitionMissing(LeadsError):
    """A campaign shall go live, but none of its calls-to-action has a definition both teams signed."""


class AlreadySigned(LeadsError):
    """This team has already signed this version."""


class NotYourSignature(LeadsError):
    """Somebody outside the two teams, or not from the team that is due, wants to sign."""


class DefinitionOutdated(LeadsError):
    """A newer version of the definition was proposed meanwhile; only the newest can be signed."""


class IllegalMove(LeadsError):
    """A lead or campaign cannot pass from the stage it is in to the one asked for."""


class LeadTaken(LeadsError):
    """Somebody else took this lead out of the pool first."""


class HandoffSettled(LeadsError):
    """The handoff was already accepted or returned."""


class NothingToAnswer(LeadsError):
    """There is no handoff, or no open question, that this answer could belong to."""


class NotForSales(LeadsError):
    """Spam is not handed over, and what sales works on is not spam."""


class KeyReused(LeadsError):
    """An idempotency key came again with another body."""

    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """One field two people changed at once, worded for people."""

    field: str
    label: str
    theirs: str
    yours: str


class StaleVersion(LeadsError):
    """Somebody changed the row since it was read; carries both values of every field that differs."""

    def __init__(self, *, expected: int, current: int, conflicts: Sequence[Conflict] = ()) -> None:
        super().__init__(
            _("This was changed meanwhile: you started from version %(expected)d, now it is %(current)d.")
            % {"expected": expected, "current": current}
        )
        self.expected = expected
        self.current = current
        self.conflicts = tuple(conflicts)
