"""A lead comes in: `take` is the only writer of persons, leads, touches and consents."""

from __future__ import annotations

from leads.capture.checking import check
from leads.capture.enquiries import USUAL, Checked, Enquiry, NewConsent, NewTouch
from leads.capture.senders import ImportSender, PersonSender, Sender, TokenSender
from leads.capture.take import Became, NothingToAddTo, Taken, take

__all__ = [
    "USUAL",
    "Became",
    "Checked",
    "Enquiry",
    "ImportSender",
    "NewConsent",
    "NewTouch",
    "NothingToAddTo",
    "PersonSender",
    "Sender",
    "Taken",
    "TokenSender",
    "check",
    "take",
]
