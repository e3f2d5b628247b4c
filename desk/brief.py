"""What a rep should know before the call, in a fixed number of statements, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from accounts.models import User
from desk.steps import open_steps
from feedback.record import Record
from handoff.models import Answer, Handoff, HandoffAnswer
from leads.models import Consent, Lead, LeadStage, Touch

EARLIER_SHOWN = 5


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
        return list(self.lead.touches.all())

    @cached_property
    def earlier(self) -> Sequence[Lead]:
        """Other enquiries of the same person, newest first."""
        others = self.lead.person.leads.exclude(pk=self.lead.pk)
        return list(others.select_related("campaign", "cta", "standing", "assigned_to")[:EARLIER_SHOWN])

    @cached_property
    def consents(self) -> Sequence[Consent]:
        return list(self.lead.person.consents.order_by("-given_at", "-pk"))

    @cached_property
    def handoffs(self) -> Sequence[Handoff]:
        return list(self.lead.handoffs.select_related("from_user", "to_user"))

    @cached_property
    def answers(self) -> Sequence[HandoffAnswer]:
        """What was said to the handoffs, oldest first."""
        answers = HandoffAnswer.objects.filter(handoff__lead=self.lead)
        return list(answers.select_related("user", "reason", "handoff").order_by("pk"))

    @property
    def notes(self) -> Sequence[Handoff]:
        return [handoff for handoff in self.handoffs if handoff.note]

    @property
    def questions(self) -> Sequence[HandoffAnswer]:
        return [answer for answer in self.answers if answer.kind in {Answer.QUESTION, Answer.REPLY}]
