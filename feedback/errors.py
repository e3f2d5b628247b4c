"""What can go wrong when sales says something of a lead; pages and API turn these into an answer, once."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import ClassVar

from django.utils.translation import gettext as _

from feedback.models import CampaignAnswer, CustomerStatus, Outcome, Rating
from leads.models import Lead
from values.days import written
from values.refusals import Conflict, EditConflict, Refusal


class NotYours(Refusal):
    """The lead lies with somebody else; only that person and the sales leads may say something of it."""

    status: ClassVar[int] = HTTPStatus.FORBIDDEN

    def __init__(self, lead: Lead) -> None:
        super().__init__(_("This lead lies with another sales rep. Ask your sales lead to give it to you."))
        self.lead = lead


class NotAccepted(Refusal):
    """Nobody accepted the lead yet, or it went back to marketing."""

    def __init__(self, lead: Lead) -> None:
        super().__init__(
            _("This lead is “%(stage)s”. It must be accepted before anything is recorded.")
            % {"stage": lead.get_stage_display()}
        )
        self.lead = lead


class NotTriedEnough(Refusal):
    """The person was reached, or not tried as often as the company asks for."""


class SaidAlready(Refusal):
    """The same person has said the same of this lead before, on the same day."""

    def __init__(self, status: CustomerStatus) -> None:
        if status.is_customer:
            message = _("You have already noted today that they are still a customer as of %(day)s.")
        else:
            message = _("You have already noted today that they are no longer a customer since %(day)s.")
        super().__init__(message % {"day": written(status.day)})


class RatingConflict(EditConflict):
    """Somebody rated since the form was opened; `newest` is what stands now (None: nothing does)."""

    seen_in: ClassVar[str] = "expected_rating_id"

    def __init__(self, newest: Rating | None, conflicts: Iterable[Conflict]) -> None:
        message = _("Somebody else has rated this lead in the meantime. Nothing was overwritten.")
        super().__init__(message, current=newest.pk if newest else None, conflicts=conflicts)
        self.newest = newest


class OutcomeConflict(EditConflict):
    """Somebody recorded an outcome since the form was opened; `newest` stands now (None: nothing does)."""

    seen_in: ClassVar[str] = "expected_outcome_id"

    def __init__(self, newest: Outcome | None, conflicts: Iterable[Conflict]) -> None:
        message = _("Somebody else has recorded an outcome in the meantime. Nothing was overwritten.")
        super().__init__(message, current=newest.pk if newest else None, conflicts=conflicts)
        self.newest = newest


class NothingToReopen(Refusal):
    """The lead is neither won nor lost."""

    def __init__(self, lead: Lead) -> None:
        super().__init__(_("This lead is neither won nor lost, so there is nothing to open again."))
        self.lead = lead


class NotWon(Refusal):
    """Nobody bought anything by this lead, so nobody can be a customer by it."""

    def __init__(self, lead: Lead) -> None:
        super().__init__(
            _("This lead is “%(stage)s”. Only of a won lead can be said whether they are still a customer.")
            % {"stage": lead.get_stage_display()}
        )
        self.lead = lead


class NobodyWorksOnIt(Refusal):
    """The lead is not one that sales works on, so nothing is to be followed up."""

    def __init__(self, lead: Lead) -> None:
        super().__init__(
            _("This lead is “%(stage)s”. A follow-up is for a lead that sales works on.")
            % {"stage": lead.get_stage_display()}
        )
        self.lead = lead


class FollowUpEnded(Refusal):
    """The follow-up that somebody saw is not open any more."""

    def __init__(self) -> None:
        super().__init__(_("This follow-up is not open any more. Look at the lead again."))


class NothingToQuestion(Refusal):
    """The rating cannot be questioned: it is none of somebody here, or both teams have settled it."""


class RatedSince(Refusal):
    """The rating that somebody saw is not the newest of its lead any more."""

    def __init__(self) -> None:
        super().__init__(_("This rating is not the newest any more. Look at the lead again."))


class DisputeEnded(Refusal):
    """The questioned rating that somebody saw is settled, rated anew or questioned no more."""

    def __init__(self) -> None:
        super().__init__(_("This rating is not questioned any more. Look at the lead again."))


class AnswerConflict(EditConflict):
    """Somebody answered since the form was opened; `newest` is what stands now (None: nothing does)."""

    seen_in: ClassVar[str] = "expected_answer_id"

    def __init__(self, newest: CampaignAnswer | None, conflicts: Iterable[Conflict]) -> None:
        message = _("Somebody else has answered this in the meantime. Nothing was overwritten.")
        super().__init__(message, current=newest.pk if newest else None, conflicts=conflicts)
        self.newest = newest


class NothingToTakeBack(Refusal):
    """This person says nothing of the campaign's ads at the moment."""

    def __init__(self) -> None:
        super().__init__(_("You say nothing of these ads at the moment, so there is nothing to take back."))


class NothingToAnswer(Refusal):
    """Neither a rating that counts nor a judgement says this, so there is nothing to answer."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody in sales says so of this campaign at the moment, so there is nothing to answer.")
        )
