"""What a rep should know before the call, in a fixed number of statements, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from feedback import steps as feedback
from feedback.record import Record
from handoff import steps as handoff
from handoff.models import Answer, Handoff, HandoffAnswer
from leads.models import Consent, Lead, LeadStage, Touch

EARLIER_SHOWN = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class NextSteps:
    """What this person can do with this lead now, by the steps the services ask, and where the lead is."""

    can_claim: bool
    can_accept: bool
    can_return: bool
    can_ask: bool
    can_reassign: bool
    can_log_attempt: bool
    can_rate: bool
    can_record_outcome: bool
    is_with_marketing: bool
    is_to_contact: bool

    @classmethod
    def of(cls, user: User, lead: Lead) -> NextSteps:
        return cls(
            can_claim=handoff.CLAIM.is_open_to(user, lead),
            can_accept=handoff.ACCEPT.is_open_to(user, lead),
            can_return=handoff.RETURN.is_open_to(user, lead),
            can_ask=handoff.ASK.is_open_to(user, lead),
            can_reassign=handoff.REASSIGN.is_open_to(user, lead),
            can_log_attempt=feedback.LOG_ATTEMPT.is_open_to(user, lead),
            can_rate=feedback.RATE.is_open_to(user, lead),
            can_record_outcome=feedback.RECORD_OUTCOME.is_open_to(user, lead),
            is_with_marketing=lead.stage in LeadStage.with_marketing,
            is_to_contact=lead.stage == LeadStage.ACCEPTED,
        )


class Brief(Record):
    """One lead as somebody of sales reads it; every property costs at most one statement, once."""

    def __init__(self, *, user: User, lead: Lead) -> None:
        super().__init__(user=user, lead=lead)
        self.steps = NextSteps.of(user, lead)

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
