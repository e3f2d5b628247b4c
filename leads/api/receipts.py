"""What the sender of an enquiry gets: a receipt, and what was sent in the form it is kept.

Nothing else. Whether the person was known, under which name, what else they asked for: a program that may
only register leads learns none of it, and one that may read leads fetches the lead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from rest_framework import serializers

from leads.api.serializers import LeadInput
from leads.capture import Enquiry, Noted
from leads.doors.registering import Registered

MOMENT: Final = serializers.DateTimeField()


class SentSerializer(LeadInput):
    """An enquiry as it was read; what was not sent is not there."""

    also_reached_by = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Addresses and numbers that were sent in one text with the first.",
    )


class ReceiptSerializer(serializers.Serializer[Any]):
    """The receipt of an enquiry."""

    receipt = serializers.UUIDField(help_text="The `uuid` of the lead it becomes; it tells nothing else.")
    lead = serializers.IntegerField(
        allow_null=True,
        help_text="The number of the lead. Null as long as it waits, and for who may not read leads.",
    )
    received_at = serializers.DateTimeField()
    is_replay = serializers.BooleanField(help_text="Whether this idempotency key came before.")
    enquiry = SentSerializer()


def receipt_of(answer: Registered | Noted, *, said: Mapping[str, Any], may_read: bool) -> dict[str, Any]:
    """The body of the answer to an enquiry that came in as `said`."""
    receipt, lead, received_at = _identify(answer)
    return {
        "receipt": receipt,
        "lead": lead if may_read else None,
        "received_at": _as_text(received_at),
        "is_replay": answer.is_replay,
        "enquiry": _repeat(answer.enquiry, said),
    }


def _identify(answer: Registered | Noted) -> tuple[str, int | None, datetime]:
    if isinstance(answer, Noted):
        return str(answer.arrival.receipt), None, answer.enquiry.received_at or answer.arrival.at
    return str(answer.lead.uuid), answer.lead.pk, answer.lead.received_at


def _repeat(enquiry: Enquiry, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, as it was read."""
    as_read = {
        **enquiry.values,
        "cta": enquiry.cta_id,
        "channel": said.get("channel"),
        "answers": enquiry.answers,
        "first_touch": _without_blanks(enquiry.first_touch),
        "last_touch": _without_blanks(enquiry.last_touch),
        "consents": [_without_blanks(consent) for consent in enquiry.consents],
        "received_at": _as_text(enquiry.received_at),
        "kind": enquiry.kind,
    }
    sent = {name: value for name, value in as_read.items() if name in said}
    return {**sent, "also_reached_by": enquiry.also_reached_by} if enquiry.also_reached_by else sent


def _without_blanks(part: Any) -> dict[str, Any] | None:
    if part is None:
        return None
    said = {name: value for name, value in asdict(part).items() if value}
    return {name: _as_text(value) if isinstance(value, datetime) else value for name, value in said.items()}


def _as_text(moment: datetime | None) -> str | None:
    return MOMENT.to_representation(moment) if moment else None
