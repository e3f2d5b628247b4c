"""What sales says of a lead: contact attempts, ratings, outcomes, follow-ups, and where it stands by them."""

from __future__ import annotations

from feedback.models.attempts import AttemptChannel, ContactAttempt
from feedback.models.calendars import CalendarAddress
from feedback.models.competitors import Competitor
from feedback.models.follow_ups import FollowUp, FollowUpEnd
from feedback.models.outcomes import Outcome, OutcomeKind
from feedback.models.ratings import ExpectationFit, Potential, Rating
from feedback.models.standing import LeadStanding

__all__ = [
    "AttemptChannel",
    "CalendarAddress",
    "Competitor",
    "ContactAttempt",
    "ExpectationFit",
    "FollowUp",
    "FollowUpEnd",
    "LeadStanding",
    "Outcome",
    "OutcomeKind",
    "Potential",
    "Rating",
]
