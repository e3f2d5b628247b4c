"""What is questioned of sales' rating, as one person may read it and act on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import Team, User
from accounts.permissions import Action, may
from feedback.models import Dispute, DisputeEnd, DisputeWord, Rating
from feedback.services.disputes import speaks_for, why_not
from leads.models import Lead
from leads.veil import text_shown_to

PAGE_SIZE: Final = 30
ORDER: Final = ("created_at", "pk")
# Fetched beside, not joined: of ten tables PostgreSQL makes a bad plan where its statistics are of yesterday.
NEEDED: Final = ("user", "rating__user", "ended_by", "lead__person", "lead__campaign", "lead__cta")


class DisputeOf:
    """One rated lead: its newest dispute, and what this reader can do. Each property costs a statement, once.

    Marketing names its grade where it says why, so that nobody reads of it who may not see the grade: after
    a rating was taken back, sales does not.
    """

    def __init__(self, *, user: User, lead: Lead) -> None:
        self.user, self.lead = user, lead

    @cached_property
    def newest(self) -> Dispute | None:
        if not self.lead.is_rated or not self.lead.shows_grade_to(self.user):
            return None
        found = Dispute.objects.filter(lead=self.lead).prefetch_related(*NEEDED).first()
        return found and covered_for(self.user, found, self.lead)

    @cached_property
    def words(self) -> Sequence[DisputeWord]:
        """All that was said of the newest, the oldest first."""
        if self.newest is None:
            return []
        words = list(self.newest.words.select_related("user"))
        for word in words:
            word.text = text_shown_to(self.user, self.lead, word.text)
        return words

    @cached_property
    def rating(self) -> Rating | None:
        """The newest rating of the lead, which counts."""
        if not self.lead.is_rated or not self.lead.shows_grade_to(self.user):
            return None
        related = self.lead.ratings.select_related("user", "reason")
        rating = related.prefetch_related("misleading_promises", "needs").first()
        if rating is not None:
            rating.note = text_shown_to(self.user, self.lead, rating.note)
            rating.need_text = text_shown_to(self.user, self.lead, rating.need_text)
        return rating

    @property
    def is_open(self) -> bool:
        return self.newest is not None and self.newest.is_open

    @property
    def is_to_rate_anew(self) -> bool:
        """Both teams say that the rating was wrong, and none has come since."""
        if self.newest is None or self.newest.ended_how != DisputeEnd.WRONG:
            return False
        return self.rating is not None and self.rating.pk == self.newest.rating_id

    @property
    def is_shown(self) -> bool:
        return self.newest is not None and (self.is_open or self.is_to_rate_anew)

    @cached_property
    def can_question(self) -> bool:
        if not may(self.user, Action.QUESTION_RATINGS) or self.rating is None:
            return False
        return why_not(self.rating) is None

    @property
    def can_settle(self) -> bool:
        return self.is_open and may(self.user, Action.SETTLE_RATINGS)

    @property
    def can_withdraw(self) -> bool:
        if self.newest is None or not self.newest.is_open:
            return False
        return self.newest.user_id == self.user.pk and may(self.user, Action.QUESTION_RATINGS)

    @property
    def missing(self) -> Sequence[Team]:
        """The teams that have not said anything yet."""
        said = {word.team for word in self.words}
        return [team for team in (Team.SALES, Team.MARKETING) if team not in said]

    @property
    def own_word(self) -> DisputeWord | None:
        """What the reader's team has said last."""
        team = speaks_for(self.user)
        return next((word for word in reversed(self.words) if word.team == team), None)


def covered_for(user: User, dispute: Dispute, lead: Lead) -> Dispute:
    """The dispute to be read and never saved, without addresses and numbers its reader may not see."""
    dispute.text = text_shown_to(user, lead, dispute.text)
    return dispute


def open_disputes(user: User) -> QuerySet[Dispute]:
    """All that are open and this person may see, with what a line of the list shows."""
    return Dispute.objects.open().visible_to(user).prefetch_related(*NEEDED, "words__user")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are open, and how many of those wait for a word of the reader's team."""

    open: int
    waiting: int


def count_open(user: User) -> Counts | None:
    """None for whom it is not to settle them."""
    if not may(user, Action.SETTLE_RATINGS):
        return None
    said = DisputeWord.objects.filter(dispute=OuterRef("pk"), team=speaks_for(user))
    found = Dispute.objects.open().visible_to(user)
    return Counts(**found.aggregate(open=Count("pk"), waiting=Count("pk", filter=~Exists(said))))


def is_waiting_for(user: User, dispute: Dispute) -> bool:
    """Whether the reader's team has yet to say something."""
    return dispute.newest_word(speaks_for(user)) is None
