"""An enquiry as JSON and back, byte for byte the same: as it is kept while it is put aside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from leads.capture.enquiries import Enquiry, NewConsent, NewTouch

# What is never put aside; the release before would not know it.
_OF_A_FILE: Final = ("contact", "other_names")


def as_json(enquiry: Enquiry) -> dict[str, Any]:
    """Everything the sender said; moments as ISO 8601 texts, with every digit."""
    said: dict[str, Any] = json.loads(json.dumps(asdict(enquiry), default=datetime.isoformat))
    for name in _OF_A_FILE:
        del said[name]
    del said["arrival"]
    return said


def from_json(said: Mapping[str, Any]) -> Enquiry:
    """The enquiry `as_json` was given."""
    return Enquiry(
        **{
            **said,
            "first_touch": _touch(said["first_touch"]),
            "last_touch": _touch(said["last_touch"]),
            "consents": tuple(
                NewConsent(**{**one, "given_at": _moment(one["given_at"])}) for one in said["consents"]
            ),
            "also_reached_by": tuple(said["also_reached_by"]),
            "received_at": _moment(said["received_at"]),
        }
    )


def _touch(said: Mapping[str, Any] | None) -> NewTouch | None:
    return NewTouch(**{**said, "happened_at": _moment(said["happened_at"])}) if said else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
