"""What a rep should know before the call, in a fixed number of statements, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property
from typing import Final, TypeVar

from accounts.models import User
from desk.steps import open_steps
from desk.timeline.handed import read_handed
from feedback.record import Record
from handoff.models import Answer, Handoff, HandoffAnswer
from leads.models import Consent, Lead, LeadQuerySet, LeadStage, Touch
from leads.veil import text_shown_to, touch_shown_to
from values.compiled import Compiled, Within, given_key

Fact = TypeVar("Fact", Handoff, HandoffAnswer)

EARLIER_SHOWN = 5
_CONSENT_COLUMNS: Final = tuple(field.attname for field in Consent._meta.concrete_fields)
_TOUCHES: Final = Compiled(lambda: Touch.objects.filter(lead=given_key("lead")))
_EARLIER: Final = Compiled(
    lambda: (
        Lead.objects.filter(Within(), person=given_key("person"))
        .exclude(pk=given_key("lead"))
        .select_related("person", "campaign", "cta", "standing", "assigned_to")[:EARLIER_SHOWN]
    )
)
# By way of the leads, so that the statement can be told within which of them it stays.
_CONSENTS: Final = Compiled(
    lambda: (
        Lead.objects.filter(Within(), consents__person=given_key("person"))
        .order_by("-consents__given_at", "-consents__pk")
        .values_list(*(f"consents__{name}" for name in _CONSENT_COLUMNS))
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
    def _visible(self) -> LeadQuerySet:
        return Lead.objects.visible_to(self.user)

    @cached_property
    def earlier(self) -> Sequence[Lead]:
        """Other enquiries of the same person that this reader may open, newest first."""
        return _EARLIER.rows(self._visible, person=self.lead.person_id, lead=self.lead.pk)

    @cached_property
    def consents(self) -> Sequence[Consent]:
        """Those given with enquiries this reader may open: one names its source and its wording."""
        found = _CONSENTS.rows(self._visible, person=self.lead.person_id)
        return [Consent.from_db(None, _CONSENT_COLUMNS, row) for row in found]

    @cached_property
    def handoffs(self) -> Sequence[Handoff]:
        """Those that stand, the newest first."""
        return self._standing(read_handed(self.lead).handoffs, "note")

    @cached_property
    def answers(self) -> Sequence[HandoffAnswer]:
        """What was said to the handoffs and stands, oldest first."""
        return self._standing(read_handed(self.lead).answers, "text")

    def _standing(self, facts: Sequence[Fact], name: str) -> list[Fact]:
        """Those not taken back, as copies whose words are covered for this reader, never to be saved."""
        standing = [copy(fact) for fact in facts if fact.undone_by_id is None]
        for fact in standing:
            setattr(fact, name, text_shown_to(self.user, self.lead, getattr(fact, name)))
        return standing

    @property
    def notes(self) -> Sequence[Handoff]:
        return [handoff for handoff in self.handoffs if handoff.note]

    @property
    def questions(self) -> Sequence[HandoffAnswer]:
        return [answer for answer in self.answers if answer.kind in {Answer.QUESTION, Answer.REPLY}]
