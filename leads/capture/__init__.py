"""A lead comes in: `take` is the only writer of persons, leads, touches and consents.

`keep_raw` is for a file that tells of known leads and brings no enquiry: its further columns stay with them.
"""

from __future__ import annotations

from leads.capture.aside import Noted, put_aside
from leads.capture.checking import check, read_parts
from leads.capture.contacts import find_further, keep_typed
from leads.capture.enquiries import USUAL, Checked, Enquiry, NewConsent, NewTouch
from leads.capture.senders import ImportSender, PersonSender, Sender, TokenSender
from leads.capture.states import LeadState
from leads.capture.take import Became, NothingToAddTo, Taken, take
from leads.capture.writing import keep_raw

__all__ = [
    "USUAL",
    "Became",
    "Checked",
    "Enquiry",
    "ImportSender",
    "LeadState",
    "NewConsent",
    "NewTouch",
    "Noted",
    "NothingToAddTo",
    "PersonSender",
    "Sender",
    "Taken",
    "TokenSender",
    "check",
    "find_further",
    "keep_raw",
    "keep_typed",
    "put_aside",
    "read_parts",
    "take",
]
