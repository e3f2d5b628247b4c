"""What was just done to a lead is taken back, and the lead stands again where its other facts say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.permissions import Action, authorise
from handoff import notifications
from handoff.errors import HandoffSettled
from handoff.models import Answer, Handoff, HandoffAnswer
from handoff.services.conditions import HANDED_OVER, UNANSWERED, newest_handoff
from leads.life import LeadStage, put_back
from leads.models import Lead, Undo
from leads.steps import Condition, Step
from values.versions import lock_row


def _lies_where_marketing_put_it(_user: User, lead: Lead) -> bool:
    newest = newest_of(lead)
    return newest is not None and newest.from_user.team != Team.SALES and not newest.is_move


def _passed_on(_lead: Lead) -> HandoffSettled:
    return HandoffSettled(_("Sales has passed this lead on already; ask whoever has it to return it."))


TAKE_BACK: Final = Step(
    Action.HAND_OVER_LEADS, (UNANSWERED, HANDED_OVER, Condition(_lies_where_marketing_put_it, _passed_on))
)


@transaction.atomic
def take_back_handoff(*, actor: User, lead: Lead) -> Lead:
    """Marketing takes a lead back that nobody has accepted yet; the rep is told.

    Taking back what lies with marketing again changes nothing (a double click). Raises HandoffSettled.
    """
    authorise(actor, TAKE_BACK.action)
    locked = lock_row(lead)
    if locked.stage in LeadStage.with_marketing and locked.undos.filter(user=actor).exists():
        return locked
    TAKE_BACK.require(actor, locked)
    undo_handoff(locked, newest_handoff(locked), actor=actor)
    return locked


def undo_handoff(locked: Lead, handoff: Handoff, *, actor: User) -> Undo:
    """Take the newest handoff back with what was answered to it; who was told of it hears that, too."""
    undo = Undo.objects.create(lead=locked, user=actor)
    Handoff.objects.filter(pk=handoff.pk).update(undone_by=undo)
    handoff.answers.update(undone_by=undo)
    settle(locked)
    notifications.tell_taken_back(lead=locked, handoff=handoff, by=actor)
    return undo


def undo_answer(locked: Lead, answer: HandoffAnswer, *, actor: User) -> Undo:
    """Take an acceptance or a return back."""
    undo = Undo.objects.create(lead=locked, user=actor)
    HandoffAnswer.objects.filter(pk=answer.pk).update(undone_by=undo)
    settle(locked)
    if answer.kind == Answer.RETURN:
        notifications.tell_return_taken_back(lead=locked, handoff=answer.handoff, by=actor)
    return undo


@dataclass(slots=True)
class Whereabouts:
    """With whom a lead lies by its handoffs, and since when."""

    stage: LeadStage = LeadStage.REGISTERED
    rep: User | None = None
    grade: str = ""
    handed_over_at: datetime | None = None
    accepted_at: datetime | None = None

    def pass_through(self, handoff: Handoff, answers: Iterable[HandoffAnswer]) -> None:
        """Follow the lead through one more handoff."""
        if self.stage in LeadStage.with_marketing:
            self.handed_over_at, self.accepted_at = handoff.created_at, None
        if handoff.to_user is None:
            self.accepted_at = None
        self.stage, self.rep, self.grade = LeadStage.HANDED_OVER, handoff.to_user, handoff.grade
        for answer in answers:
            if answer.kind == Answer.ACCEPT:
                self.stage, self.rep = LeadStage.ACCEPTED, handoff.to_user or answer.user
                self.accepted_at = self.accepted_at or answer.created_at
            elif answer.kind == Answer.RETURN:
                self.stage, self.rep, self.accepted_at = LeadStage.RETURNED, None, None


def find_whereabouts(lead: Lead) -> Whereabouts:
    """Where the handoffs and their answers say that a lead lies; what was said of it since is not asked."""
    found = Whereabouts()
    handoffs = lead.handoffs.select_related("to_user").prefetch_related("answers__user").order_by("pk")
    for handoff in handoffs:
        found.pass_through(handoff, handoff.answers.all())
    return found


SETTLED: Final[Sequence[str]] = ("assigned_to", "grade", "handed_over_at", "accepted_at")


def settle(locked: Lead) -> Lead:
    """Put a locked lead where its handoffs say."""
    found = find_whereabouts(locked)
    locked.assigned_to, locked.grade = found.rep, found.grade
    locked.handed_over_at, locked.accepted_at = found.handed_over_at, found.accepted_at
    return put_back(lead=locked, stage=found.stage, also=SETTLED)


def newest_of(lead: Lead) -> Handoff | None:
    """The newest handoff with whom it names; None for history that was never handed over."""
    return lead.handoffs.select_related("from_user", "to_user").order_by("-id").first()
