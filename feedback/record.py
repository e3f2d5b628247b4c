"""What sales has said of one lead so far, as somebody of sales reads it before saying more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import Final

from django.db.models import DateTimeField

from accounts.models import User
from accounts.own_company import day_of, today
from campaigns.models import Promise
from feedback.deals import find_deals, in_order
from feedback.models import (
    ContactAttempt,
    CustomerStatus,
    FollowUp,
    LeadStanding,
    Outcome,
    OutcomeKind,
    Potential,
    Rating,
)
from feedback.services.follow_ups import FINISH_FOLLOW_UP
from leads.models import Lead, LeadStage
from leads.veil import text_shown_to
from values.compiled import Compiled, Given, given_key

_FOLLOW_UP: Final = Compiled(
    lambda: FollowUp.objects.open().filter(lead=given_key("lead")).select_related("user")[:1]
)
_NEWEST_ATTEMPT: Final = Compiled(
    lambda: ContactAttempt.objects.filter(lead=given_key("lead")).order_by("-id")[:1]
)
_PROMISES: Final = Compiled(
    lambda: Promise.objects.filter(campaign=given_key("campaign")).in_force_at(Given("at", DateTimeField()))
)
_RATINGS: Final = Compiled(lambda: Rating.objects.filter(lead=given_key("lead")).select_related("user"))
_OUTCOMES: Final = Compiled(
    lambda: Outcome.objects.filter(lead=given_key("lead")).select_related(
        "user", "reason", "named_competitor"
    )
)
_CUSTOMER: Final = Compiled(
    lambda: CustomerStatus.objects.filter(lead=given_key("lead")).select_related("user")[:1]
)
HALF_A_YEAR: Final = timedelta(days=182)


class Record:
    """One lead and what was said of it; every property costs at most one statement, once."""

    def __init__(self, *, user: User, lead: Lead) -> None:
        self.user, self.lead = user, lead

    @property
    def is_decided(self) -> bool:
        return self.lead.stage in LeadStage.closed

    @cached_property
    def standing(self) -> LeadStanding | None:
        return getattr(self.lead, "standing", None)

    @property
    def is_rated(self) -> bool:
        return self.lead.is_rated

    @property
    def marketings_grade(self) -> str:
        """Hidden from sales until they have said what they think."""
        return self.lead.grade if self.lead.shows_grade_to(self.user) else ""

    @property
    def attempt_count(self) -> int:
        return self.standing.attempt_count if self.standing else 0

    @cached_property
    def follow_up(self) -> FollowUp | None:
        """The open one, to be read."""
        found = _FOLLOW_UP.rows(lead=self.lead.pk)
        for one in found:
            one.note = text_shown_to(self.user, self.lead, one.note)
        return found[0] if found else None

    @property
    def can_finish_follow_up(self) -> bool:
        return self.follow_up is not None and FINISH_FOLLOW_UP.is_open_to(self.user, self.lead)

    @cached_property
    def asks_when_again(self) -> bool:
        """Whether the next thing to say is when to come back: nobody was reached, or it is “not yet”."""
        if self.lead.stage not in LeadStage.working or self.follow_up is not None:
            return False
        is_not_yet = self.standing is not None and self.standing.potential == Potential.NOT_YET
        return is_not_yet or self._was_missed_last()

    def _was_missed_last(self) -> bool:
        newest = _NEWEST_ATTEMPT.rows(lead=self.lead.pk) if self.attempt_count else []
        return bool(newest) and not newest[0].was_reached

    @cached_property
    def promises(self) -> Sequence[Promise]:
        """What the person can have heard: what was promised when the enquiry came in."""
        return _PROMISES.rows(campaign=self.lead.campaign_id, at=self.lead.received_at)

    @cached_property
    def ratings(self) -> Sequence[Rating]:
        """Newest first."""
        return _RATINGS.rows(lead=self.lead.pk)

    @property
    def newest_rating(self) -> Rating | None:
        return self.ratings[0] if self.ratings else None

    @cached_property
    def outcomes(self) -> Sequence[Outcome]:
        """Everything said of how it ended, the newest first."""
        return _OUTCOMES.rows(lead=self.lead.pk)

    @property
    def newest_outcome_id(self) -> int | None:
        """The first one of what was said last in one breath."""
        return next((outcome.pk for outcome in self.outcomes if outcome.together_with_id is None), None)

    @cached_property
    def deals(self) -> Sequence[Outcome]:
        """The deals the lead has; without a statement where it is not won."""
        is_won = self.standing is not None and self.standing.outcome == OutcomeKind.WON
        return find_deals(self.outcomes) if is_won else []

    @cached_property
    def customer_status(self) -> CustomerStatus | None:
        """The newest word on whether they are still a customer; without a statement where nothing was won."""
        found = _CUSTOMER.rows(lead=self.lead.pk) if self.deals else []
        return found[0] if found else None

    @property
    def asks_for_customer(self) -> bool:
        """Whether half a year has passed since the deal, or since somebody said that they still are one."""
        status = self.customer_status
        if status is not None:
            return status.is_customer and today() - status.day >= HALF_A_YEAR
        decided_at = self.standing.decided_at if self.standing else None
        return decided_at is not None and today() - day_of(decided_at) >= HALF_A_YEAR

    @property
    def counting(self) -> Sequence[Outcome]:
        """The outcomes that count: the deals, or the one that says it is lost."""
        return self.deals or (in_order(self.outcomes)[-1:] if self.is_decided else [])


def find_next_to_rate(user: User) -> Lead | None:
    """Of the leads this person has still to rate, the one handed over first."""
    waiting = Lead.objects.visible_to(user).filter(stage=LeadStage.CONTACTED, assigned_to=user)
    return waiting.select_related("person", "campaign", "cta").order_by("handed_over_at", "pk").first()
