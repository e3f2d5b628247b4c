"""What somebody is told who gives a second opinion: all that the first person knew, but neither what they
said of it nor whom it is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from campaigns.models import LeadDefinition, Promise
from feedback.models import ContactAttempt
from handoff.models import Answer, Handoff, HandoffAnswer
from leads.veil import holds_covered, without_person
from second_opinions.models import SecondOpinion


class Told:
    """One lead without its person; every property costs at most one statement, once."""

    def __init__(self, opinion: SecondOpinion) -> None:
        self.opinion, self.lead = opinion, opinion.lead

    @property
    def campaign(self) -> str:
        return str(self.lead.campaign)

    @property
    def way_in(self) -> str:
        """The call-to-action and its kind; blank for history that has none."""
        cta = self.lead.cta
        return f"{cta} ({cta.get_kind_display()})" if cta else ""

    @property
    def definition(self) -> LeadDefinition | None:
        """What both teams agreed to call a good lead when it came in."""
        return self.lead.definition

    @cached_property
    def promises(self) -> Sequence[Promise]:
        """What the person can have heard."""
        return list(Promise.objects.filter(campaign=self.lead.campaign).in_force_at(self.lead.received_at))

    @cached_property
    def answers(self) -> Sequence[tuple[str, str]]:
        """What the person answered, question by question."""
        said = self.lead.answers.items()
        return [(self._cover(asked), self._cover(str(answer))) for asked, answer in said]

    @property
    def note(self) -> str:
        return self._cover(self.lead.note)

    @cached_property
    def handoffs(self) -> Sequence[str]:
        """What marketing wrote when it handed the lead over; not its grade."""
        notes = Handoff.objects.filter(lead=self.lead).exclude(note="").order_by("pk")
        return [self._cover(note) for note in notes.values_list("note", flat=True)]

    @cached_property
    def replies(self) -> Sequence[str]:
        """Questions to marketing and their answers."""
        kinds = (Answer.QUESTION, Answer.REPLY)
        said = HandoffAnswer.objects.filter(handoff__lead=self.lead, kind__in=kinds).order_by("pk")
        return [self._cover(text) for text in said.values_list("text", flat=True)]

    @cached_property
    def attempts(self) -> Sequence[ContactAttempt]:
        """Who was reached when, and what was noted of it, up to the first rating."""
        until = self.opinion.rating.rated_at
        attempts = list(ContactAttempt.objects.filter(lead=self.lead, happened_at__lte=until))
        for attempt in attempts:
            attempt.note = self._cover(attempt.note)
        return attempts

    @property
    def is_covered(self) -> bool:
        """Whether a page has to say what the dots are."""
        noted = [attempt.note for attempt in self.attempts]
        said = [text for pair in self.answers for text in pair]
        return holds_covered(self.note, *said, *noted, *self.handoffs, *self.replies)

    def _cover(self, text: str) -> str:
        return without_person(text, self.lead)
