"""Every change feedback makes goes through one of these functions: page, API, import and jobs alike."""

from __future__ import annotations

from feedback.services.attempts import log_attempt
from feedback.services.customer_statuses import SAY_CUSTOMER, say_customer
from feedback.services.follow_ups import finish_follow_up, set_follow_up, tell_due
from feedback.services.outcomes import Deal, field_of_deal, record_lost, record_won, reopen
from feedback.services.ratings import rate
from feedback.services.standings import rebuild_standings, refresh

__all__ = [
    "SAY_CUSTOMER",
    "Deal",
    "field_of_deal",
    "finish_follow_up",
    "log_attempt",
    "rate",
    "rebuild_standings",
    "record_lost",
    "record_won",
    "refresh",
    "reopen",
    "say_customer",
    "set_follow_up",
    "tell_due",
]
