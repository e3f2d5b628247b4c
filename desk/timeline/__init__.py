"""What happened to a lead, the newest first, as one person may see it.

Each source is a module here; it hides what the viewer may not see (`Lead.shows_grade_to`). Addresses and
numbers in what somebody wrote are covered here, for all of them.
"""

from __future__ import annotations

from dataclasses import replace

from accounts.models import User
from desk.timeline.comments import events_of_comments
from desk.timeline.corrections import events_of_corrections
from desk.timeline.disputes import events_of_disputes
from desk.timeline.events import Event
from desk.timeline.feedback import events_of_feedback
from desk.timeline.follow_ups import events_of_follow_ups
from desk.timeline.handoffs import events_of_handoffs
from desk.timeline.kinds import events_of_kinds
from desk.timeline.surveys import events_of_surveys
from leads.models import Lead
from leads.veil import text_shown_to

__all__ = ["Event", "build_timeline"]


def build_timeline(*, lead: Lead, viewer: User) -> list[Event]:
    """Everything this viewer may know about what happened, the newest first."""
    events = [
        *events_of_handoffs(lead, viewer),
        *events_of_feedback(lead, viewer),
        *events_of_disputes(lead, viewer),
        *events_of_follow_ups(lead, viewer),
        *events_of_kinds(lead, viewer),
        *events_of_surveys(lead, viewer),
        *events_of_comments(lead, viewer),
        *events_of_corrections(lead, viewer),
    ]
    shown = (replace(event, text=text_shown_to(viewer, lead, event.text)) for event in events)
    return sorted(shown, key=lambda event: event.at)[::-1]
