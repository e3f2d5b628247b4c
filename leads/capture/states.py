"""Persons and leads while enquiries are worked on: as the database has them, or about to be written. Pure.

What is kept is never overwritten: gaps are filled in, and only where nothing speaks against it being the same
human; what an enquiry says otherwise of its person is kept on its lead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firms.finding import NewFirm
from leads.capture.enquiries import Enquiry, NewConsent, NewTouch
from leads.capture.origins import Origin
from leads.fields import LEAD_FIELDS, PERSON_FIELDS
from leads.models import LeadKind, TouchPosition
from values.names import is_similar_name

MOST_KEPT: Final = 20
# What is kept of a person beside the texts of PERSON_FIELDS.
LISTS: Final = ("also_reached_by", "other_names")


@dataclass(slots=True, eq=False)
class PersonState:
    """One person; `id` None is not written yet."""

    values: dict[str, str]
    also_reached_by: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    id: int | None = None
    as_read: tuple[Any, ...] = ()
    # Of somebody new: the firm that was found or is about to be written, and whether nothing is left open.
    firm_id: int | None = None
    new_firm: NewFirm | None = None
    is_placed: bool = False

    @classmethod
    def of(cls, enquiry: Enquiry) -> PersonState:
        """Somebody new, as this enquiry tells."""
        said = enquiry.values
        values = {name: said.get(name, "") for name in PERSON_FIELDS}
        return cls(
            values,
            also_reached_by=enquiry.also_reached_by[:MOST_KEPT],
            other_names=enquiry.other_names[:MOST_KEPT],
        )

    @classmethod
    def read(cls, pk: int, *values: Any) -> PersonState:
        """Somebody the database knows; `values` in the order of PERSON_FIELDS and LISTS."""
        *texts, also, names = values
        person = cls(dict(zip(PERSON_FIELDS, texts, strict=True)), tuple(also), tuple(names), id=pk)
        person.as_read = person.as_row
        return person

    @property
    def as_row(self) -> tuple[Any, ...]:
        """All that is kept of this person, in the order of PERSON_FIELDS and LISTS."""
        return (*self.values.values(), self.also_reached_by, self.other_names)

    @property
    def name(self) -> str:
        return self.values["name"]

    @property
    def email(self) -> str:
        return self.values["email"]

    @property
    def phone(self) -> str:
        return self.values["phone"]

    def is_named_otherwise(self, enquiry: Enquiry) -> bool:
        """Whether both have a name, and the two cannot be one human's."""
        return not is_similar_name(self.name, enquiry.get("name"))

    def is_somebody_else(self, enquiry: Enquiry) -> bool:
        """Whether an enquiry under the number of this person's lead is about another human all the same."""
        if self.email and enquiry.get("email"):
            return not self.has_one_of(enquiry.emails)
        if self.has_one_of(enquiry.phones):
            return False
        return self.is_named_otherwise(enquiry)

    def has_one_of(self, contacts: Collection[str]) -> bool:
        """Whether this person is reached by one of these addresses or numbers."""
        return not {self.email, self.phone, *self.also_reached_by}.isdisjoint(contacts)

    def find_gaps(self, enquiry: Enquiry) -> dict[str, str]:
        return {
            name: value for name in PERSON_FIELDS if (value := enquiry.get(name)) and not self.values[name]
        }

    def find_differences(self, enquiry: Enquiry) -> dict[str, str]:
        """What is said otherwise than it is kept here, or says more; of another human all but the address."""
        if enquiry.contact is not None:
            return dict(enquiry.contact)
        is_other = self.is_named_otherwise(enquiry)
        differences = {
            name: value
            for name in PERSON_FIELDS
            if (value := enquiry.get(name)) and (value != self.values[name] or (is_other and name != "email"))
        }
        if enquiry.phone_as_typed:
            differences["phone_as_typed"] = enquiry.phone_as_typed
        if others := [one for one in enquiry.also_reached_by if not self.has_one_of([one])]:
            differences["also_reached_by"] = ", ".join(others)
        return differences

    def learn(self, enquiry: Enquiry) -> bool:
        """Add what else this enquiry tells: another name given with the same address, else how the person
        is also reached. Returns whether it was news.
        """
        also, names = self.also_reached_by, self.other_names
        if self.is_named_otherwise(enquiry):
            self.other_names = _add(names, [enquiry.get("name")])
        elif enquiry.also_reached_by:
            several = [group for group in (enquiry.emails, enquiry.phones) if len(group) > 1]
            news = [one for group in several for one in group if one not in (self.email, self.phone)]
            self.also_reached_by = _add(also, news)
        return (also, names) != (self.also_reached_by, self.other_names)


def _add(kept: tuple[str, ...], news: Iterable[str]) -> tuple[str, ...]:
    """A list with what is new; as many as one human has, not as many as write to one mailbox."""
    return tuple(dict.fromkeys((*kept, *news)))[: max(MOST_KEPT, len(kept))]


@dataclass(slots=True, eq=False)
class LeadState:
    """One lead; `id` None is not written yet. Of a written one `touched` are the touches it
    has, `filled` names what enquiries added.
    """

    person: PersonState
    campaign_id: int
    received_at: datetime
    values: dict[str, str]
    id: int | None = None
    uuid: UUID | None = None
    cta_id: int | None = None
    channel_id: int | None = None
    definition_id: int | None = None
    origin: Origin | None = None
    kind: str = LeadKind.REAL
    answers: Mapping[str, str] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    touches: dict[TouchPosition, NewTouch] = field(default_factory=dict)
    touched: set[TouchPosition] = field(default_factory=set)
    consents: tuple[NewConsent, ...] = ()
    filled: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, enquiry: Enquiry, person: PersonState, origin: Origin, received_at: datetime) -> LeadState:
        """A new lead with everything this enquiry says."""
        said = enquiry.values
        return cls(
            person=person,
            campaign_id=origin.campaign_id,
            cta_id=origin.cta_id,
            channel_id=channel_of(enquiry, origin),
            definition_id=origin.definition_at(enquiry.came_in_at),
            origin=origin,
            received_at=received_at,
            uuid=enquiry.arrival.receipt if enquiry.arrival else None,
            values={name: said.get(name, "") for name in LEAD_FIELDS},
            kind=enquiry.kind,
            answers=enquiry.answers,
            contact=person.find_differences(enquiry),
            raw=dict(enquiry.raw),
            touches=(touches := touches_of(enquiry)),
            touched=set(touches),
            consents=enquiry.consents,
        )

    def add(self, enquiry: Enquiry, origin: Origin) -> bool:
        """Fill in what the lead lacks, keep what is said otherwise of its person; return if it was news."""
        said, kept = _said(enquiry, origin), self._kept()
        gaps = {name for name, value in said.items() if value and not kept[name]}
        if origin.campaign_id != self.campaign_id:
            gaps.discard("cta")
        self.cta_id = said["cta"] if "cta" in gaps else self.cta_id
        self.channel_id = said["channel"] if "channel" in gaps else self.channel_id
        self.values.update({name: said[name] for name in gaps & self.values.keys()})
        contact, raw = self.person.find_differences(enquiry), dict(enquiry.raw)
        gaps |= {
            name for name, news in (("contact", contact), ("raw", raw)) if news.keys() - getattr(self, name)
        }
        self.contact, self.raw = contact | self.contact, raw | self.raw
        gaps |= self._add_touches(enquiry)
        self.filled |= gaps
        return bool(gaps)

    def _add_touches(self, enquiry: Enquiry) -> set[str]:
        news = {
            position: touch for position, touch in touches_of(enquiry).items() if position not in self.touched
        }
        self.touches |= news
        self.touched |= news.keys()
        return {"touch"} if news else set()

    def find_conflicts(self, enquiry: Enquiry, origin: Origin) -> list[str]:
        """The fields in which an enquiry says something else than the lead, which stays as it is."""
        said, kept = _said(enquiry, origin), self._kept()
        differing = [name for name, value in said.items() if value and value != kept[name]]
        if origin.campaign_id != self.campaign_id:
            return [name for name in differing if name != "cta"]
        return differing

    def _kept(self) -> dict[str, Any]:
        return {
            "campaign": self.campaign_id,
            "cta": self.cta_id,
            "channel": self.channel_id,
            **self.values,
            "received_at": self.received_at,
        }


def _said(enquiry: Enquiry, origin: Origin) -> dict[str, Any]:
    """What an enquiry says in each field of a lead."""
    return {
        "campaign": origin.campaign_id,
        "cta": origin.cta_id,
        "channel": channel_of(enquiry, origin),
        **{name: enquiry.get(name) for name in LEAD_FIELDS},
        "received_at": enquiry.received_at,
    }


def channel_of(enquiry: Enquiry, origin: Origin) -> int | None:
    """The enquiry's own channel, else the usual one of its campaign."""
    return origin.channel_id if isinstance(enquiry.channel_id, str) else enquiry.channel_id


def touches_of(enquiry: Enquiry) -> dict[TouchPosition, NewTouch]:
    touches = {}
    if enquiry.first_touch is not None:
        touches[TouchPosition.FIRST] = enquiry.first_touch
    if enquiry.last_touch is not None:
        touches[TouchPosition.LAST] = enquiry.last_touch
    return touches
