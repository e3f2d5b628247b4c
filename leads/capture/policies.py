"""What differs between the doors, as data; everything else about a lead that comes in is the same for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from accounts.permissions import Action
from leads.models import Door


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What one door asks of a sender and of an enquiry.

    action: what the sender must be allowed to do.
    takes_history: the call-to-action may be closed, unsigned or missing; elsewhere it must take leads now.
    knows_numbers: a known external number means its lead again; elsewhere it is refused.
    knows_enquiries: without a number, the same person, call-to-action and time mean the same lead again;
    elsewhere every enquiry is a lead of its own.
    """

    action: Action = Action.CAPTURE_LEADS
    takes_history: bool = False
    knows_numbers: bool = False
    knows_enquiries: bool = False


POLICIES: Final[dict[Door, Policy]] = {
    Door.HAND: Policy(),
    Door.API: Policy(),
    Door.FORM: Policy(),
    Door.WEBHOOK: Policy(knows_numbers=True),
    Door.FILE: Policy(
        action=Action.IMPORT_HISTORY, takes_history=True, knows_numbers=True, knows_enquiries=True
    ),
}
