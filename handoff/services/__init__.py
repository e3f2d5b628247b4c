"""A lead passes to sales, which accepts, claims, returns, passes on or asks; marketing replies. Absences.

Each function locks the lead, asks the step that stands above it, appends its fact (a Handoff or a
HandoffAnswer, neither ever edited) and moves the lead by `leads.life.advance`, in one transaction with the
notification it causes.
"""

from __future__ import annotations

from handoff.services.absences import change_absence, end_absence, enter_absence, find_editable, may_edit
from handoff.services.answers import (
    ACCEPT,
    CLAIM,
    RETURN,
    accept_handoff,
    claim_from_pool,
    find_return,
    return_handoff,
)
from handoff.services.handing_over import HAND_OVER, HANDED_OVER_KINDS, hand_over
from handoff.services.passing_on import MOVE, PASS_ON, RELEASE, move, pass_on
from handoff.services.questions import ASK, ask_question, find_open_question, reply, require_open_question
from handoff.services.taking_back import TAKE_BACK, take_back_handoff

__all__ = [
    "ACCEPT",
    "ASK",
    "CLAIM",
    "HANDED_OVER_KINDS",
    "HAND_OVER",
    "MOVE",
    "PASS_ON",
    "RELEASE",
    "RETURN",
    "TAKE_BACK",
    "accept_handoff",
    "ask_question",
    "change_absence",
    "claim_from_pool",
    "end_absence",
    "enter_absence",
    "find_editable",
    "find_open_question",
    "find_return",
    "hand_over",
    "may_edit",
    "move",
    "pass_on",
    "reply",
    "require_open_question",
    "return_handoff",
    "take_back_handoff",
]
