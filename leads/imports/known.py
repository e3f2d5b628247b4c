"""What the database knows of the rows of a batch: persons by e-mail and phone, leads by number or by
person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from files.rows import Row
from leads.imports.states import CONTACT_FIELDS, LeadState, PersonState, Place
from leads.models import Lead, Person, Touch, TouchPosition
from values.names import is_similar_name

# More people than this do not share a phone: it is a switchboard, and comparing more names tells nothing.
MOST_SHARING = 50


class Known:
    """Finds the person and the lead a row is about; new ones are added as the batch makes them."""

    def __init__(self) -> None:
        self.by_email: dict[str, PersonState] = {}
        self.by_phone: defaultdict[str, list[PersonState]] = defaultdict(list)
        self.by_external_id: dict[str, LeadState] = {}
        self._of_person: defaultdict[PersonState, list[LeadState]] = defaultdict(list)
        self._persons: dict[int, PersonState] = {}

    def load(self, rows: Sequence[Row], *, with_touches: bool) -> None:
        """Fetch everything for these rows with at most five queries."""
        self._load_persons(_values(rows, "email"), _values(rows, "phone"))
        if numbers := _values(rows, "external_id"):
            self._load_leads(Q(external_id__in=numbers))
        found = (self.find_person(row) for row in rows if "external_id" not in row.values)
        if persons := {person.id for person in found if person and person.id}:
            self._load_leads(Q(person__in=persons))
        if with_touches:
            self._load_touches(self._leads())

    def _load_persons(self, emails: set[str], phones: set[str]) -> None:
        wanted = Q(email__in=emails) if emails else Q(pk__in=[])
        if phones:
            wanted |= Q(phone__in=phones)
        for values in Person.objects.filter(wanted).order_by("pk").values_list("pk", *CONTACT_FIELDS):
            self._person(*values)

    def _person(self, pk: int, name: str, company: str, email: str, phone: str) -> PersonState:
        if pk not in self._persons:
            self._persons[pk] = self.add_person(PersonState(pk, name, company, email, phone))
        return self._persons[pk]

    def _load_leads(self, wanted: Q) -> None:
        loaded = {lead.id for lead in self._leads() if lead.id}
        columns = ("external_id", "campaign_id", "cta_id", "channel_id", "received_at", "grade", "note")
        found = Lead.objects.filter(wanted).exclude(pk__in=loaded).order_by("received_at", "pk")
        persons = ("person_id", *(f"person__{name}" for name in CONTACT_FIELDS))
        for pk, contact, raw, *rest in found.values_list("pk", "contact_as_given", "raw", *columns, *persons):
            fields = dict(zip(columns, rest, strict=False))
            person = self._person(*rest[len(columns) :])
            self.add_lead(LeadState(person=person, id=pk, contact=contact, raw=raw, **fields))

    def _load_touches(self, leads: Collection[LeadState]) -> None:
        ids = {lead.id for lead in leads if lead.id}
        touched = Touch.objects.filter(lead__in=ids, position=TouchPosition.LAST)
        having = set(touched.values_list("lead_id", flat=True))
        for lead in leads:
            lead.has_touch = lead.id in having

    def _leads(self) -> list[LeadState]:
        return [lead for leads in self._of_person.values() for lead in leads]

    def add_person(self, person: PersonState) -> PersonState:
        if person.email:
            self.by_email.setdefault(person.email, person)
        if person.phone and person not in self.by_phone[person.phone]:
            self.by_phone[person.phone].append(person)
        return person

    def add_lead(self, lead: LeadState) -> None:
        self._of_person[lead.person].append(lead)
        if lead.external_id:
            self.by_external_id[lead.external_id] = lead

    def find_person(self, row: Row) -> PersonState | None:
        """By e-mail; else by a phone whose person has no other e-mail and a similar name, as capture does."""
        email, phone = row.values.get("email"), row.values.get("phone")
        if email and email in self.by_email:
            return self.by_email[email]
        sharing: Iterable[PersonState] = self.by_phone.get(phone, ())[:MOST_SHARING] if phone else ()
        name = row.values.get("name", "")
        return next(
            (
                person
                for person in sharing
                if not (email and person.email) and is_similar_name(person.name, name)
            ),
            None,
        )

    def find_lead(self, row: Row, place: Place) -> LeadState | None:
        """The same external number; without one, the same person, call-to-action and time.

        A row that names no time is the same enquiry as the newest of that person by that call-to-action.
        """
        if "external_id" in row.values:
            return self.by_external_id.get(row.values["external_id"])
        person = self.find_person(row)
        when: datetime | None = row.values.get("created_at")
        same = [
            lead
            for lead in (self._of_person.get(person, ()) if person else ())
            if (lead.campaign_id, lead.cta_id) == (place.campaign_id, place.cta_id)
            and (when is None or lead.received_at == when)
        ]
        return same[-1] if same else None


def _values(rows: Sequence[Row], name: str) -> set[str]:
    return {row.values[name] for row in rows if name in row.values}
