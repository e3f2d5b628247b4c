"""How a lead came in and was handed over, as events of its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Team, User
from desk.timeline.events import UNDO, Event, taken_back
from handoff.models import Answer, Handoff, HandoffAnswer
from leads.models import Lead
from values.compiled import Compiled, given_key

_HANDOFFS: Final = Compiled(
    lambda: Handoff.with_undone.filter(lead=given_key("lead")).select_related("from_user", "to_user", UNDO)
)
_ANSWERS: Final = Compiled(
    lambda: HandoffAnswer.with_undone.filter(handoff__lead=given_key("lead")).select_related(
        "user", "reason", UNDO
    )
)


def events_of_handoffs(lead: Lead, viewer: User) -> Iterable[Event]:
    yield Event(
        at=lead.received_at,
        title=_("Enquiry received"),
        text=lead.cta.name if lead.cta else _("From the history, without a call-to-action"),
        by=str(lead.registered_by or lead.get_door_display()),
        team=Team.MARKETING,
    )
    handoffs = _HANDOFFS.rows(lead=lead.pk)
    answers = _ANSWERS.rows(lead=lead.pk) if handoffs else []
    for handoff in handoffs:
        yield _handoff_event(handoff, shows_grade=lead.shows_grade_to(viewer))
        yield from (_answer_event(answer) for answer in answers if answer.handoff_id == handoff.pk)


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
