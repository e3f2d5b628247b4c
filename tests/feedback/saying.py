"""Short ways to say something of a lead in a test; each calls the real service."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from feedback.models import AttemptChannel, ContactAttempt, ExpectationFit, Outcome, Potential, Rating
from feedback.services import Deal, log_attempt, rate, record_lost, record_won, reopen
from handoff.models import ReasonUse
from leads.models import Grade, Lead, LeadStage
from tests.factories import make_lead, make_reason


def accepted_lead(rep: User, **fields: Any) -> Lead:
    return make_lead(stage=LeadStage.ACCEPTED, assigned_to=rep, **fields)


def reach(actor: User, lead: Lead, **fields: Any) -> ContactAttempt:
    values = {"channel": AttemptChannel.PHONE, "was_reached": True}
    return log_attempt(actor=actor, lead=lead, **{**values, **fields})


def say(actor: User, lead: Lead, **fields: Any) -> Rating:
    values = {
        "potential": Potential.YES,
        "quality": Grade.B,
        "fit": ExpectationFit.REALISTIC,
        "expected_rating_id": None,
    }
    return rate(actor=actor, lead=lead, **{**values, **fields})


def deal(**fields: Any) -> Deal:
    return Deal(**{"value_cents": 250_000, "decided_at": timezone.now(), **fields})


def win(actor: User, lead: Lead, *, expected_outcome_id: int | None = None, **fields: Any) -> Outcome:
    """Won with one deal of these fields, or with `deals`."""
    deals = fields.pop("deals", None) or [deal(**fields)]
    return record_won(actor=actor, lead=lead, deals=deals, expected_outcome_id=expected_outcome_id)


def lose(actor: User, lead: Lead, **fields: Any) -> Outcome:
    values = {"reason": make_reason(ReasonUse.LOST), "expected_outcome_id": None}
    return record_lost(actor=actor, lead=lead, **{**values, **fields})


def reopen_by(actor: User, lead: Lead) -> Outcome:
    return reopen(actor=actor, lead=lead, expected_outcome_id=lead.outcomes.latest("id").pk)
