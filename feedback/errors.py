"""What can go wrong when sales says something of a lead; pages and API turn these into an answer, once."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from django.utils.translation import gettext as _

from feedback.models import Outcome, Rating
from leads.models import Lead


class FeedbackError(Exception):
    """Base of all: `message` is a sentence for people in the active language, `status` the HTTP answer."""

    status: ClassVar[int] = HTTPStatus.CONFLICT
    code: ClassVar[str] = "feedback"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotYours(FeedbackError):
    """The lead lies with somebody else; only that person and the sales leads may say something of it."""

    status = HTTPStatus.FORBIDDEN
    code = "not_yours"

    def __init__(self, lead: Lead) -> None:
        super().__init__(
            _("This lead lies with another sales rep. Ask your sales lead to reassign it to you.")
        )
        self.lead = lead


class NotAccepted(FeedbackError):
    """Nobody accepted the lead yet, or it went back to marketing."""

    code = "not_accepted"

    def __init__(self, lead: Lead) -> None:
        super().__init__(
            _("This lead is “%(stage)s”. It must be accepted before anything is recorded.")
            % {"stage": lead.get_stage_display()}
        )
        self.lead = lead


class RatingConflict(FeedbackError):
    """Somebody rated since the form was opened; `newest` is what stands now (None: nothing does)."""

    code = "rating_conflict"

    def __init__(self, newest: Rating | None) -> None:
        super().__init__(_("Somebody else has rated this lead in the meantime. Nothing was overwritten."))
        self.newest = newest


class OutcomeConflict(FeedbackError):
    """Somebody recorded an outcome since the form was opened; `newest` stands now (None: nothing does)."""

    code = "outcome_conflict"

    def __init__(self, newest: Outcome | None) -> None:
        super().__init__(_("Somebody else has recorded an outcome in the meantime. Nothing was overwritten."))
        self.newest = newest


class NothingToReopen(FeedbackError):
    """The lead is neither won nor lost."""

    code = "nothing_to_reopen"

    def __init__(self, lead: Lead) -> None:
        super().__init__(_("This lead is neither won nor lost, so there is nothing to open again."))
        self.lead = lead
