"""By hand: a marketer logs an enquiry on the page."""

from __future__ import annotations

from accounts.models import User
from leads.capture import Enquiry, Noted, PersonSender
from leads.doors.registering import Registered, register
from leads.models import Door


def register_by_hand(*, actor: User, enquiry: Enquiry) -> Registered | Noted:
    """See `register`."""
    return register(enquiry, door=Door.HAND, sender=PersonSender(actor))
