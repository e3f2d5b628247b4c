"""What sales says of a lead: contact attempts, ratings, outcomes, and where the lead stands by them."""

from __future__ import annotations

from feedback.models.attempts import AttemptChannel, ContactAttempt
from feedback.models.competitors import Competitor
from feedback.models.outcomes import Outcome, OutcomeKind
from feedback.models.ratings import ExpectationFit, Potential, Rating
from feedback.models.standing import LeadStanding

__all__ = [
    "AttemptChannel",
    "Competitor",
    "ContactAttempt",
    "ExpectationFit",
    "LeadStanding",
    "Outcome",
    "OutcomeKind",
    "Potential",
    "Rating",
]
