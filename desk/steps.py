"""What the page of a lead offers, by the names that addresses and templates use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.services.attempts import LOG_ATTEMPT
from feedback.services.closing import CLOSE_UNREACHABLE, close_unreachable
from feedback.services.customer_statuses import SAY_CUSTOMER
from feedback.services.follow_ups import SET_FOLLOW_UP
from feedback.services.outcomes import RECORD_OUTCOME, REOPEN
from feedback.services.ratings import RATE
from handoff import services as handoffs
from leads.models import Lead
from leads.services.contacts import CORRECT_CONTACT
from leads.services.kinds import MARKS
from leads.steps import Step


class Service(Protocol):
    """Takes a step that needs nothing but a lead and somebody who takes it."""

    def __call__(self, *, actor: User, lead: Lead) -> object: ...


@dataclass(frozen=True, slots=True)
class Click:
    """A step of one click; `said` confirms it."""

    step: Step
    take: Service
    said: str | Promise


# Each has its address, /leads/7/<name with hyphens>/, which answers POST.
CLICKS: Final[dict[str, Click]] = {
    "accept": Click(handoffs.ACCEPT, handoffs.accept_handoff, _("Accepted. Now you can call.")),
    "take_back": Click(
        handoffs.TAKE_BACK, handoffs.take_back_handoff, _("The lead is back with you; sales has it no more.")
    ),
    "close_unreachable": Click(
        CLOSE_UNREACHABLE,
        close_unreachable,
        _("Closed as not reachable. It counts as lost, without a rating."),
    ),
    "claim": Click(handoffs.CLAIM, handoffs.claim_from_pool, _("The lead is yours. Now you can call.")),
}
STEPS: Final[dict[str, Step]] = {
    **{name: click.step for name, click in CLICKS.items()},
    "hand_over": handoffs.HAND_OVER,
    "return": handoffs.RETURN,
    "question": handoffs.ASK,
    "pass_on": handoffs.PASS_ON,
    "release": handoffs.RELEASE,
    "correct_contact": CORRECT_CONTACT,
    "attempt": LOG_ATTEMPT,
    "rate": RATE,
    "outcome": RECORD_OUTCOME,
    "reopen": REOPEN,
    "customer": SAY_CUSTOMER,
    "follow_up": SET_FOLLOW_UP,
    **{f"mark_{kind}": step for kind, step in MARKS.items()},
}


def open_steps(user: User, lead: Lead) -> frozenset[str]:
    """What this person can do with this lead now: what their services would refuse is not in it."""
    return frozenset(name for name, step in STEPS.items() if step.is_open_to(user, lead))
