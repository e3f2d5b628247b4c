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
    patience: for how many seconds it waits for people and leads somebody else is writing; None is until they
    are written. Where somebody waits for an answer, the enquiry is put aside then (`leads/capture/aside.py`).
    makes_firms: firms nobody knew are made with the lead. An import would hold them until its end, and who
    comes from the same firm meanwhile would wait: what it brings is left to `leads/placing.py`.
    """

    action: Action = Action.CAPTURE_LEADS
    takes_history: bool = False
    knows_numbers: bool = False
    knows_enquiries: bool = False
    patience: float | None = 0.3
    makes_firms: bool = True


POLICIES: Final[dict[Door, Policy]] = {
    Door.HAND: Policy(),
    Door.API: Policy(),
    Door.FORM: Policy(),
    Door.WEBHOOK: Policy(knows_numbers=True),
    Door.FILE: Policy(
        action=Action.IMPORT_HISTORY,
        takes_history=True,
        knows_numbers=True,
        knows_enquiries=True,
        patience=None,
        makes_firms=False,
    ),
}
