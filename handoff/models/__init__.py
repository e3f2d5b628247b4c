"""A lead passes to sales and back: handoffs, what was answered, the kept list of reasons, and who is away."""

from __future__ import annotations

from handoff.models.absences import Absence, AbsenceQuerySet
from handoff.models.handoffs import Answer, Handoff, HandoffAnswer
from handoff.models.reasons import Reason, ReasonOwner, ReasonQuerySet, ReasonUse

__all__ = [
    "Absence",
    "AbsenceQuerySet",
    "Answer",
    "Handoff",
    "HandoffAnswer",
    "Reason",
    "ReasonOwner",
    "ReasonQuerySet",
    "ReasonUse",
]
