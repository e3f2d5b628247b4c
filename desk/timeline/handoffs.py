"""How a lead came in and was handed over, as events of its timeline."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Team, User
from desk.timeline.events import Event, taken_back
from desk.timeline.handed import read_handed
from handoff.models import Answer, Handoff, HandoffAnswer
from leads.models import Lead


def events_of_handoffs(lead: Lead, viewer: User) -> Iterable[Event]:
    yield Event(
        at=lead.received_at,
        title=_("Enquiry received"),
        text=lead.cta.name if lead.cta else _("From the history, without a call-to-action"),
        by=str(lead.registered_by or lead.get_door_display()),
        team=Team.MARKETING,
    )
    handed = read_handed(lead)
    for handoff in handed.handoffs:
        yield _handoff_event(handoff, shows_grade=lead.shows_grade_to(viewer))
        yield from (_answer_event(answer) for answer in handed.answers if answer.handoff_id == handoff.pk)


def _handoff_event(handoff: Handoff, *, shows_grade: bool) -> Event:
    receiver = handoff.to_user or _("the pool")
    title = _("Handed over to %(receiver)s") % {"receiver": receiver}
    if handoff.from_user.team == Team.SALES or handoff.is_move:
        title = _("Passed on to %(receiver)s") % {"receiver": receiver}
    elif shows_grade:
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
        taken_back=taken_back(handoff),
    )


def _answer_event(answer: HandoffAnswer) -> Event:
    kind = Answer(answer.kind)
    title = f"{kind.label}: {answer.reason}" if answer.reason else str(kind.label)
    team = Team.MARKETING if kind == Answer.REPLY else Team.SALES
    return Event(
        at=answer.created_at,
        title=title,
        text=answer.text,
        by=str(answer.user),
        team=team,
        taken_back=taken_back(answer),
    )
