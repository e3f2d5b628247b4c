"""What is known of the people and leads some enquiries may be about, and whose an enquiry is.

A person is found by e-mail, by one given beside the first where the name is alike. Else by phone: of those
who have no other e-mail, the one whose name is alike.
The very same name goes first, then whoever has been there longest; where many share a number, as behind a
switchboard, no more than MOST_SHARING are compared. A person without a name is whoever gives one next; an
enquiry without a name is that person's, or of the only one who has the number. An e-mail address is never
written onto a named person by phone alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import Any, Final

from django.db import connection

from leads.capture.enquiries import Enquiry
from leads.capture.origins import Origin
from leads.capture.policies import Policy
from leads.capture.states import LISTS, LeadState, PersonState
from leads.fields import LEAD_FIELDS, PERSON_FIELDS
from leads.models import TouchPosition
from values.names import is_similar_name

# The same person through the same call-to-action within this time was most likely logged twice.
TWICE_WITHIN: Final = timedelta(days=1)
MOST_SHARING: Final = 50
# phone, name, whether an e-mail address is given: then only people without one can be meant
Sharing = tuple[str, str, bool]

_REACHED_ALSO: Final = "also_reached_by <> '{}'"
_PERSON_COLUMNS: Final = (*PERSON_FIELDS, *LISTS)
_PERSON: Final = ", ".join(f"person.{name}" for name in _PERSON_COLUMNS)
_LEAD: Final = ", ".join(f"lead.{name}" for name in LEAD_FIELDS)
# Two questions, each with an index of its own: asked as one of many addresses, the whole table would be read.
_BY_EMAIL: Final = f"""
    SELECT person.id, {_PERSON} FROM leads_person AS person WHERE email = ANY(%s) AND email <> ''
    UNION ALL
    SELECT person.id, {_PERSON}
    FROM unnest(%s::text[]) AS wanted (email)
    CROSS JOIN LATERAL (
        SELECT * FROM leads_person AS also
        WHERE also.also_reached_by @> ARRAY[wanted.email]::varchar[] AND {_REACHED_ALSO}
        ORDER BY also.id LIMIT {MOST_SHARING}
    ) AS person
"""
_BY_PHONE: Final = f"""
    SELECT person.id, {_PERSON}
    FROM unnest(%s::text[], %s::text[], %s::boolean[]) AS wanted (phone, name, has_email)
    CROSS JOIN LATERAL (
        SELECT * FROM leads_person AS sharing
        WHERE (
                (sharing.phone = wanted.phone AND sharing.phone <> '')
                OR (sharing.also_reached_by @> ARRAY[wanted.phone]::varchar[] AND {_REACHED_ALSO})
            )
            AND NOT (wanted.has_email AND sharing.email <> '')
        ORDER BY sharing.name <> wanted.name, sharing.id LIMIT {MOST_SHARING}
    ) AS person
"""
_LEADS: Final = f"""
    SELECT person.id, {_PERSON}, {_LEAD}, lead.id, lead.campaign_id, lead.cta_id, lead.channel_id,
        lead.received_at, lead.contact_as_given, lead.raw,
        ARRAY(SELECT touch.position FROM leads_touch AS touch WHERE touch.lead_id = lead.id)
    FROM leads_lead AS lead JOIN leads_person AS person ON person.id = lead.person_id
"""
_BY_NUMBER: Final = f"{_LEADS} WHERE lead.external_id = ANY(%s) AND lead.external_id <> ''"
_BY_NAME: Final = f"""{_LEADS}
    JOIN unnest(%s::text[], %s::timestamptz[]) AS wanted (name, at)
        ON person.name = wanted.name AND lead.received_at = wanted.at
    WHERE person.email = '' AND person.phone = ''
"""
_BY_PERSON: Final = f"{_LEADS} WHERE lead.person_id = ANY(%s)"
_RECENT: Final = f"{_BY_PERSON} AND lead.cta_id = ANY(%s) AND lead.received_at > %s"


class Known:
    """Finds the person and the lead an enquiry is about; new ones are added as enquiries make them."""

    def __init__(self) -> None:
        self.by_email: dict[str, PersonState] = {}
        # Whose phone it is, and who is also reached by it.
        self.by_contact: defaultdict[str, list[PersonState]] = defaultdict(list)
        self.by_number: dict[tuple[str, str], LeadState] = {}  # number and its source
        # Of people of whom nothing but the name is known: the same at the same moment is the same enquiry.
        self._nameonly: defaultdict[tuple[str, datetime], list[LeadState]] = defaultdict(list)
        self._of_person: defaultdict[PersonState, list[LeadState]] = defaultdict(list)
        self._persons: dict[int, PersonState] = {}
        self._leads: dict[int, LeadState] = {}

    def load(self, enquiries: Sequence[Enquiry], *, policy: Policy, now: datetime) -> None:
        """Fetch everything for these enquiries, each kind of question with one query, if anybody asks it."""
        emails = sorted({email for enquiry in enquiries for email in enquiry.emails})
        self._load_persons(_BY_EMAIL, [emails, emails])
        self._load_leads(_BY_NUMBER, [_said(enquiries, "external_id")])
        self._load_sharing(self._wanted(enquiries))
        persons = {
            person.id
            for enquiry in enquiries
            if number_of(enquiry) not in self.by_number
            for person in self.find_possible(enquiry)
        }
        if policy.knows_enquiries:
            moments = sorted({moment for enquiry in enquiries if (moment := nameonly_at(enquiry))})
            names, times = zip(*moments, strict=True) if moments else ((), ())
            self._load_leads(_BY_NAME, [list(names), list(times)])
            self._load_leads(_BY_PERSON, [sorted(filter(None, persons))])
        else:
            ctas = sorted({enquiry.cta_id for enquiry in enquiries if enquiry.cta_id})
            since = min(enquiry.came_in_at or now for enquiry in enquiries) - TWICE_WITHIN
            self._load_leads(_RECENT, [sorted(filter(None, persons)), ctas, since])

    def _wanted(self, enquiries: Iterable[Enquiry]) -> set[Sharing]:
        """The phones by which somebody may have to be found, or who must not become somebody's double."""
        wanted: set[Sharing] = set()
        for enquiry in enquiries:
            name, email = enquiry.get("name"), enquiry.get("email")
            lead = self.by_number.get(number_of(enquiry))
            if lead is None and email not in self.by_email:
                wanted.update((phone, name, bool(email)) for phone in enquiry.phones)
            elif lead is not None and not lead.person.email:
                phone = lead.person.phone or enquiry.get("phone")
                wanted.add((phone, lead.person.name or name, False))
        return {sharing for sharing in wanted if sharing[0]}

    def _load_persons(self, sql: str, values: list[Any]) -> None:
        for row in _fetch(sql, values):
            self._person(*row)

    def _load_sharing(self, wanted: set[Sharing]) -> None:
        phones, names, with_email = zip(*sorted(wanted), strict=True) if wanted else ((), (), ())
        self._load_persons(_BY_PHONE, [list(phones), list(names), list(with_email)])

    def _person(self, pk: int, *values: Any) -> PersonState:
        if pk not in self._persons:
            self._persons[pk] = self.add_person(PersonState.read(pk, *values))
        return self._persons[pk]

    def _load_leads(self, sql: str, values: list[Any]) -> None:
        ends = 1 + len(_PERSON_COLUMNS), 1 + len(_PERSON_COLUMNS) + len(LEAD_FIELDS)
        for row in sorted(_fetch(sql, values), key=lambda row: (row[ends[1] + 4], row[ends[1]])):
            person = self._person(*row[: ends[0]])
            pk, campaign_id, cta_id, channel_id, received_at, contact, raw, touched = row[ends[1] :]
            if pk not in self._leads:
                self._leads[pk] = lead = LeadState(
                    person=person,
                    id=pk,
                    campaign_id=campaign_id,
                    cta_id=cta_id,
                    channel_id=channel_id,
                    received_at=received_at,
                    values=dict(zip(LEAD_FIELDS, row[ends[0] : ends[1]], strict=True)),
                    contact=json.loads(contact),
                    raw=json.loads(raw),
                    touched={TouchPosition(position) for position in touched},
                )
                self.add_lead(lead)

    def add_person(self, person: PersonState) -> PersonState:
        """Let a person be found by what is known of them by now."""
        if person.email:
            self.by_email.setdefault(person.email, person)
        for contact in filter(None, (person.phone, *person.also_reached_by)):
            if person not in self.by_contact[contact]:
                self.by_contact[contact].append(person)
        return person

    def add_lead(self, lead: LeadState) -> None:
        self._of_person[lead.person].append(lead)
        if lead.person.name and not (lead.person.email or lead.person.phone):
            self._nameonly[lead.person.name, lead.received_at].append(lead)
        if number := lead.values["external_id"]:
            self.by_number[number, lead.values["external_source"]] = lead

    def find_person(self, enquiry: Enquiry) -> PersonState | None:
        """Whose enquiry this is; None for somebody new."""
        if not self._knows_one_of(enquiry):
            return None
        if person := self._find_by_email(enquiry):
            return person
        return choose(self._find_sharing(enquiry), enquiry)

    def find_possible(self, enquiry: Enquiry) -> Iterator[PersonState]:
        """Whose enquiry this is, and whose it may have been when it came for the first time."""
        if not self._knows_one_of(enquiry):
            return
        if person := self._find_by_email(enquiry):
            yield person
            return
        sharing = self._find_sharing(enquiry)
        if found := choose(sharing, enquiry):
            yield found
        for person in sharing:
            if person is not found and not person.is_named_otherwise(enquiry):
                yield person

    def _knows_one_of(self, enquiry: Enquiry) -> bool:
        """Whether one of its addresses and numbers is anybody's. Of most rows of a file none is, and asking
        this first saves half the time of looking for their people.
        """
        said = enquiry.values
        for contact in (said.get("email"), said.get("phone"), *enquiry.also_reached_by):
            if contact in self.by_email or contact in self.by_contact:
                return True
        return False

    def _find_by_email(self, enquiry: Enquiry) -> PersonState | None:
        """Who has this address; or one given beside it, where the name does not speak against it."""
        if person := self.by_email.get(enquiry.get("email")):
            return person
        possible = (
            person
            for email in enquiry.emails
            for person in (self.by_email.get(email), *self._reached_by(email))
        )
        return next((one for one in possible if one and not one.is_named_otherwise(enquiry)), None)

    def _find_sharing(self, enquiry: Enquiry) -> list[PersonState]:
        """Who has such a phone and no other e-mail: first whoever has the very same name, then the oldest."""
        name, email = enquiry.get("name"), enquiry.get("email")
        sharing = {person: None for phone in enquiry.phones for person in self.by_contact.get(phone, ())}
        meant = [person for person in sharing if not (email and person.email)]
        meant.sort(key=lambda person: (person.name != name, person.id or inf))
        return meant[:MOST_SHARING]

    def _reached_by(self, contact: str) -> list[PersonState]:
        """The oldest first, in whichever order questions brought them."""
        return sorted(self.by_contact.get(contact, ()), key=lambda person: person.id or inf)

    def is_taken(self, person: PersonState) -> bool:
        """Whether somebody else is known under just what this person would be found by from now on."""
        if person.email:
            return self.by_email.get(person.email, person) is not person
        return any(
            other is not person and (other.email, other.phone, other.name) == ("", person.phone, person.name)
            for other in self.by_contact.get(person.phone, ())
        )

    def find_lead(self, enquiry: Enquiry, origin: Origin) -> LeadState | None:
        """The lead this same enquiry made before: of the same person, call-to-action and time.

        An enquiry that names no time is the newest of that person by that call-to-action.
        """
        when = enquiry.received_at
        possible = [self._of_person.get(person, []) for person in self.find_possible(enquiry)]
        if moment := nameonly_at(enquiry):
            possible.append(self._nameonly.get(moment, []))
        for leads in possible:
            same = newest(
                lead
                for lead in leads
                if (lead.campaign_id, lead.cta_id) == (origin.campaign_id, origin.cta_id)
                and when in {None, lead.received_at}
            )
            if same:
                return same
        return None

    def find_repeated(self, person: PersonState, cta_id: int | None, when: datetime) -> LeadState | None:
        """The newest enquiry of this person that another one at that time may repeat by mistake."""
        if not cta_id:
            return None
        return newest(
            lead
            for lead in self._of_person.get(person, ())
            if lead.cta_id == cta_id and lead.received_at > when - TWICE_WITHIN
        )


def number_of(enquiry: Enquiry) -> tuple[str, str]:
    """The external number and whose it is."""
    return enquiry.get("external_id"), enquiry.get("external_source")


def nameonly_at(enquiry: Enquiry) -> tuple[str, datetime] | None:
    """Name and moment of an enquiry that says nothing else by which its person could be found."""
    said = enquiry.values
    if said.get("email") or said.get("phone") or said.get("external_id"):
        return None
    name, when = said.get("name"), enquiry.received_at
    return (name, when) if name and when else None


def newest(leads: Iterable[LeadState]) -> LeadState | None:
    """The one that came in last; of several at one moment one without a number, then the one written first.

    So an enquiry without a number stays the same lead's, whatever is written after it, and in whichever
    order questions brought what was written before.
    """
    by_age = sorted(leads, key=lambda lead: lead.id or inf)
    return max(by_age, key=lambda lead: (lead.received_at, not lead.values["external_id"]), default=None)


def choose(sharing: Sequence[PersonState], enquiry: Enquiry) -> PersonState | None:
    """Of those who share a phone, in their order, the one whose enquiry this is."""
    name = enquiry.get("name")
    nameless = next((person for person in sharing if not person.name), None)
    if name:
        alike = (person for person in sharing if person.name and is_similar_name(person.name, name))
        return next(alike, nameless)
    is_only_one = len(sharing) == 1 and not enquiry.get("email")
    return nameless or (sharing[0] if is_only_one else None)


def _said(enquiries: Collection[Enquiry], name: str) -> list[str]:
    return sorted({value for enquiry in enquiries if (value := enquiry.get(name))})


def _fetch(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """The rows; no question is asked of nothing."""
    if not values[0]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
