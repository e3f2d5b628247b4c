"""The API: a program sends one enquiry, or a signed-in person does."""

from __future__ import annotations

from rest_framework.request import Request

from accounts.api import caller
from accounts.models import ApiToken
from leads.capture import Enquiry, Noted, PersonSender, Sender, TokenSender
from leads.doors.registering import Registered, register
from leads.models import Door


def register_by_api(request: Request, enquiry: Enquiry) -> Registered | Noted:
    """See `register`."""
    return register(enquiry, door=Door.API, sender=sender_of(request))


def sender_of(request: Request) -> Sender:
    """The token that was used, else the person who is signed in."""
    token = request.auth
    return TokenSender(token) if isinstance(token, ApiToken) else PersonSender(caller(request))
