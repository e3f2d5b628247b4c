"""Leads and persons while a batch is worked on: as the database has them, or about to be written. Pure.

A row never overwrites: what a lead or person lacks is filled in, contact data that differ are kept on the
lead, any other difference is said in a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from files.rows import Row
from leads.intake import UTM_FIELDS
from leads.models import ClickId

CONTACT_FIELDS: Final = ("name", "company", "email", "phone")
FIELD_OF: Final = {
    "campaign_id": "campaign",
    "cta_id": "cta",
    "channel_id": "channel",
    "received_at": "created_at",
}
CLICK_IDS: Final = tuple(ClickId.values)
TOUCH_FIELDS: Final = frozenset((*UTM_FIELDS, *CLICK_IDS))


@dataclass(slots=True, eq=False)
class PersonState:
    """One person; `id` None is not written yet, `filled` names what the batch added."""

    id: int | None = None
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    filled: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class LeadState:
    """One lead; `id` None is not written yet, `filled` names what the batch added."""

    person: PersonState
    campaign_id: int
    received_at: datetime
    id: int | None = None
    external_id: str = ""
    cta_id: int | None = None
    channel_id: int | None = None
    grade: str = ""
    note: str = ""
    contact: dict[str, str] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    touch: dict[str, Any] | None = None
    has_touch: bool = False
    filled: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row says the enquiry came in."""

    campaign_id: int
    cta_id: int | None
    channel_id: int | None


def touch_of(row: Row) -> dict[str, Any] | None:
    """The columns of a touch, or None when the row names neither UTM nor click id."""
    values = row.values
    if TOUCH_FIELDS.isdisjoint(values):
        return None
    utm = {name: values.get(name, "") for name in UTM_FIELDS}
    return {**utm, "click_ids": {name: values[name] for name in CLICK_IDS if name in values}}


def fill_person(person: PersonState, values: Mapping[str, Any], *, email_is_free: bool) -> bool:
    """Add what the person lacks; return whether there was anything."""
    gaps = [
        name
        for name in CONTACT_FIELDS
        if values.get(name) and not getattr(person, name) and (name != "email" or email_is_free)
    ]
    for name in gaps:
        setattr(person, name, values[name])
    person.filled.update(gaps)
    return bool(gaps)


def keep_differences(lead: LeadState, values: Mapping[str, Any]) -> bool:
    """Keep on the lead what its row says otherwise than the person; return whether that is new."""
    news = {
        name: values[name]
        for name in CONTACT_FIELDS
        if values.get(name) and values[name] != getattr(lead.person, name) and name not in lead.contact
    }
    lead.contact |= news
    if news:
        lead.filled.add("contact")
    return bool(news)


def fill_lead(lead: LeadState, row: Row, place: Place) -> bool:
    """Add what the lead lacks, unmapped columns and touch included; return whether there was anything."""
    offered = _offer(row, place)
    if lead.campaign_id != place.campaign_id:
        offered["cta_id"] = None
    gaps = {name for name, value in offered.items() if value and not getattr(lead, name)}
    for name in gaps:
        setattr(lead, name, offered[name])
    if raw := {name: cell for name, cell in row.raw.items() if name not in lead.raw}:
        lead.raw |= raw
        gaps.add("raw")
    if not lead.has_touch and (touch := touch_of(row)):
        lead.touch, lead.has_touch = touch, True
        gaps.add("touch")
    lead.filled |= gaps
    return bool(gaps)


def _offer(row: Row, place: Place) -> dict[str, Any]:
    """What a row has for the columns of a lead that are filled once."""
    return {
        "cta_id": place.cta_id,
        "channel_id": place.channel_id,
        "grade": row.values.get("grade"),
        "note": row.values.get("note"),
    }


def find_conflicts(lead: LeadState, row: Row, place: Place) -> list[str]:
    """The fields in which the row says something else than the lead, which stays as it is."""
    offered = {
        "campaign_id": place.campaign_id,
        **_offer(row, place),
        "received_at": row.values.get("created_at"),
    }
    if place.campaign_id != lead.campaign_id:
        del offered["cta_id"]
    differing = [name for name, value in offered.items() if value and value != getattr(lead, name)]
    return [FIELD_OF.get(name, name) for name in differing]
