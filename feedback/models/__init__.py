"""What sales says of a lead: attempts, ratings, outcomes, follow-ups, and where it stands by them.

And what it says of a campaign, what marketing questions of it, and what it answers.
"""

from __future__ import annotations

from feedback.models.attempt_prices import AttemptPrice
from feedback.models.attempts import AttemptChannel, ContactAttempt
from feedback.models.calendars import CalendarAddress
from feedback.models.campaign_answers import AnswerStep, CampaignAnswer, Subject, column_of_subject
from feedback.models.competitors import Competitor
from feedback.models.customer_statuses import CustomerStatus
from feedback.models.disputes import SETTLED, Dispute, DisputeEnd, DisputeWord, Verdict
from feedback.models.follow_ups import FollowUp, FollowUpEnd
from feedback.models.judgements import CampaignJudgement
from feedback.models.outcomes import Outcome, OutcomeKind
from feedback.models.ratings import ExpectationFit, Potential, Rating
from feedback.models.standing import LeadStanding

__all__ = [
    "SETTLED",
    "AnswerStep",
    "AttemptChannel",
    "AttemptPrice",
    "CalendarAddress",
    "CampaignAnswer",
    "CampaignJudgement",
    "Competitor",
    "ContactAttempt",
    "CustomerStatus",
    "Dispute",
    "DisputeEnd",
    "DisputeWord",
    "ExpectationFit",
    "FollowUp",
    "FollowUpEnd",
    "LeadStanding",
    "Outcome",
    "OutcomeKind",
    "Potential",
    "Rating",
    "Subject",
    "Verdict",
    "column_of_subject",
]
