"""What a handoff refuses."""

from __future__ import annotations

from values.refusals import Refusal


class LeadTaken(Refusal):
    """Somebody else took this lead out of the pool first."""


class HandoffSettled(Refusal):
    """The handoff was already accepted or returned."""


class NothingToTakeBack(Refusal):
    """It was taken back already, something has happened since, or too much time has passed."""


class NothingToAnswer(Refusal):
    """There is no handoff, or no open question, that this answer could belong to."""


class AbsenceOver(Refusal):
    """The absence has passed: what was is not changed."""
