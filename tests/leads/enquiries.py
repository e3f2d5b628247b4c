"""Enquiries for tests, as somebody would type them, and short ways to send them in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from accounts.models import User
from campaigns.models import CallToAction
from leads.capture import USUAL, Enquiry
from leads.doors.by_hand import register_by_hand
from leads.doors.registering import Registered
from leads.fields import ENQUIRY_FIELDS

TEXTS = frozenset(field.name for field in ENQUIRY_FIELDS)


def enquire(cta: CallToAction, *, channel: Any = None, **said: Any) -> Enquiry:
    """An enquiry through this call-to-action; texts by the names of their fields."""
    values = {name: said.pop(name) for name in TEXTS & said.keys()}
    return Enquiry(values=values, cta_id=cta.pk, channel_id=channel.pk if channel else USUAL, **said)


def log(actor: User, enquiry: Enquiry, *, key: str | None = None) -> Registered:
    """Registered by hand, at once."""
    answer = register_by_hand(actor=actor, enquiry=replace(enquiry, key=key))
    assert isinstance(answer, Registered)
    return answer


def saying(enquiry: Enquiry, **texts: str) -> Enquiry:
    """The same enquiry with other texts."""
    return replace(enquiry, values={**enquiry.values, **texts})
