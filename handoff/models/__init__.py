"""A lead passes to sales and back: handoffs, what was answered, and the kept list of reasons."""

from __future__ import annotations

from handoff.models.handoffs import Answer, Handoff, HandoffAnswer
from handoff.models.reasons import Reason, ReasonOwner, ReasonQuerySet, ReasonUse

__all__ = [
    "Answer",
    "Handoff",
    "HandoffAnswer",
    "Reason",
    "ReasonOwner",
    "ReasonQuerySet",
    "ReasonUse",
]
