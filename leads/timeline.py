"""What happened to a lead, in the order it happened, as one person may see it.

Leads knows how a lead came in and was handed over. Another app that knows more says so in `AppConfig.ready`:

    from leads import timeline
    timeline.register_events(events_of_lead)   # (lead, viewer) -> Iterable[Event]

so that leads imports none of them. A provider hides what the viewer may not see (`Lead.shows_grade_to`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Team, User
from leads.models import Answer, Handoff, HandoffAnswer, Lead


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line: `team` colours it ("" is nobody's), `is_won` makes it the good end, `by` says who it was."""

    at: datetime
    title: str | Promise
    text: str = ""
    by: str = ""
    team: Team | None = None
    is_won: bool = False


Provider = Callable[[Lead, User], Iterable[Event]]
_providers: list[Provider] = []


def register_events(provider: Provider) -> None:
    """Let another app tell what it knows; registering the same function again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def build_timeline(*, lead: Lead, viewer: User) -> list[Event]:
    """Everything this viewer may know about what happened, the oldest first."""
    events = [*_own_events(lead, viewer)]
    for provider in _providers:
        events += provider(lead, viewer)
    return sorted(events, key=lambda event: event.at)


def _own_events(lead: Lead, viewer: User) -> Iterable[Event]:
    yield Event(
        at=lead.received_at,
        title=_("Enquiry received"),
        text=lead.cta.name if lead.cta else _("From the history, without a call-to-action"),
        by=str(lead.registered_by or ""),
        team=Team.MARKETING,
    )
    handoffs = lead.handoffs.select_related("from_user", "to_user").prefetch_related(
        "answers__user", "answers__reason"
    )
    for handoff in handoffs:
        yield _handoff_event(handoff, shows_grade=lead.shows_grade_to(viewer))
        for answer in handoff.answers.all():
            yield _answer_event(answer)


def _handoff_event(handoff: Handoff, *, shows_grade: bool) -> Event:
    receiver = handoff.to_user or _("the pool")
    title = _("Handed over to %(receiver)s") % {"receiver": receiver}
    if shows_grade:
        title = _("Handed over to %(receiver)s with grade %(grade)s") % {
            "receiver": receiver,
            "grade": handoff.grade,
        }
    return Event(
        at=handoff.created_at,
        title=title,
        text=handoff.note,
        by=str(handoff.from_user),
        team=handoff.from_user.team,
    )


def _answer_event(answer: HandoffAnswer) -> Event:
    kind = Answer(answer.kind)
    title = f"{kind.label}: {answer.reason}" if answer.reason else str(kind.label)
    team = Team.MARKETING if kind == Answer.REPLY else Team.SALES
    return Event(at=answer.created_at, title=title, text=answer.text, by=str(answer.user), team=team)
