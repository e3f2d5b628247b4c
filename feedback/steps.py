"""The steps by which sales says something of a lead: who may take each, and at which stage of the lead."""

from __future__ import annotations

from typing import Final

from accounts.permissions import Action
from feedback.errors import NotAccepted, NothingToReopen, NotYours
from leads.life import LeadStage
from leads.steps import Condition, Step, is_theirs, stands_in

_THEIRS: Final = Condition(is_theirs, NotYours)
_ACCEPTED: Final = Condition(stands_in(LeadStage.accepted_or_later), NotAccepted)
_CLOSED: Final = Condition(stands_in(LeadStage.closed), NothingToReopen)

LOG_ATTEMPT: Final = Step(Action.LOG_ATTEMPTS, (_THEIRS, _ACCEPTED))
RATE: Final = Step(Action.RATE_LEADS, (_THEIRS, _ACCEPTED))
RECORD_OUTCOME: Final = Step(Action.RECORD_OUTCOMES, (_THEIRS, _ACCEPTED))
REOPEN: Final = Step(Action.RECORD_OUTCOMES, (_THEIRS, _ACCEPTED, _CLOSED))
