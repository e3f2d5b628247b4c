"""What a rep should know before the call, in a fixed number of statements, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from accounts.models import User
from desk.steps import open_steps
from feedback.record import Record
from handoff.models import Answer, Handoff, HandoffAnswer
from leads.models import Consent, Lead, LeadStage, Touch
from leads.veil import text_shown_to, touch_shown_to
from values.compiled import Compiled, Within, given_key

EARLIER_SHOWN = 5
_TOUCHES: Final = Compiled(lambda: Touch.objects.filter(lead=given_key("lead")))
_EARLIER: Final = Compiled(
    lambda: (
        Lead.objects.filter(Within(), person=given_key("person"))
        .exclude(pk=given_key("lead"))
        .select_related("person", "campaign", "cta", "standing", "assigned_to")[:EARLIER_SHOWN]
    )
)
_HANDOFFS: Final = Compiled(
    lambda: Handoff.objects.filter(lead=given_key("lead")).select_related("from_user", "to_user")
)
_ANSWERS: Final = Compiled(
    lambda: (
        HandoffAnswer.objects.filter(handoff__lead=given_key("lead"))
        .select_related("user", "reason", "handoff")
        .order_by("pk")
    )
)


class Brief(Record):
    """One lead as somebody of sales reads it; every property costs at most one statement, once."""

    def __init__(self, *, user: User, lead: Lead) -> None:
        super().__init__(user=user, lead=lead)
        self.steps = open_steps(user, lead)

    @property
    def is_with_marketing(self) -> bool:
        return self.lead.stage in LeadStage.with_marketing

    @property
    def is_to_contact(self) -> bool:
        return self.lead.stage == LeadStage.ACCEPTED

    @cached_property
    def touches(self) -> Sequence[Touch]:
        touches = _TOUCHES.rows(lead=self.lead.pk)
        return [touch_shown_to(self.user, self.lead, touch) for touch in touches]

    @cached_property
    def earlier(self) -> Sequence[Lead]:
        """Other enquiries of the same person that this reader may open, newest first."""
        visible = Lead.objects.visible_to(self.user)
        return _EARLIER.rows(visible, person=self.lead.person_id, lead=self.lead.pk)

    @cached_property
    def consents(self) -> Sequence[Consent]:
        """Those given with enquiries this reader may open: one names its source and its wording."""
        seen = Lead.objects.visible_to(self.user)
        return list(self.lead.person.consents.filter(lead__in=seen).order_by("-given_at", "-pk"))

    @cached_property
    def handoffs(self) -> Sequence[Handoff]:
        handoffs = _HANDOFFS.rows(lead=self.lead.pk)
        for handoff in handoffs:
            handoff.note = text_shown_to(self.user, self.lead, handoff.note)
        return handoffs

    @cached_property
    def answers(self) -> Sequence[HandoffAnswer]:
        """What was said to the handoffs, oldest first."""
        answers = _ANSWERS.rows(lead=self.lead.pk)
        for answer in answers:
            answer.text = text_shown_to(self.user, self.lead, answer.text)
        return answers

    @property
    def notes(self) -> Sequence[Handoff]:
        return [handoff for handoff in self.handoffs if handoff.note]

    @property
    def questions(self) -> Sequence[HandoffAnswer]:
        return [answer for answer in self.answers if answer.kind in {Answer.QUESTION, Answer.REPLY}]
