"""The one way in: whatever becomes a lead, by whichever door, one or five thousand, is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from files.batches import retry
from leads.capture.enquiries import Checked, Enquiry
from leads.capture.firms import place
from leads.capture.known import Known, number_of
from leads.capture.origins import Origin, Origins
from leads.capture.policies import POLICIES
from leads.capture.receipts import Receipt, Receipts
from leads.capture.senders import Sender
from leads.capture.states import LeadState, PersonState
from leads.capture.writing import fill_leads, fill_persons, write_new
from leads.models import Door
from values.refusals import Refusal
from values.text import shorten

# The locks of more phones than this would fill PostgreSQL's table of them, and hold others up for as long as
# a file takes. Such a take is guarded by what is unique alone: e-mail, and phone with name.
MOST_LOCKED: Final = 100


class Became(StrEnum):
    """What came of an enquiry: a new lead, an addition to a known one, nothing new, or nothing at all."""

    CREATED = "created"
    MERGED = "merged"
    SUPPRESSED = "suppressed"
    REFUSED = "refused"


@dataclass(kw_only=True, slots=True)
class Taken:
    """The answer to one enquiry.

    lead: there unless it was refused, repeats the key of an earlier take (then `lead_id` is there), or came
    under the number of somebody else's lead.
    duplicate_of: an enquiry of the same day that it may repeat by mistake.
    conflicts: the fields in which it says something else than its lead, which stands.
    refusal: why nothing was written.
    """

    became: Became
    lead: LeadState | None = None
    person_is_known: bool = True
    duplicate_of: LeadState | None = None
    conflicts: list[str] = field(default_factory=list)
    refusal: ValidationError | Refusal | None = None
    receipt: Receipt | None = None

    @property
    def is_replay(self) -> bool:
        return self.receipt is not None

    @property
    def lead_id(self) -> int | None:
        if self.receipt is not None and self.lead is None:
            return self.receipt.lead_id
        return self.lead.id if self.lead else None


def take(
    enquiries: Sequence[Checked], *, door: Door, sender: Sender, patience: float | None = None
) -> list[Taken]:
    """Write these enquiries down, in their order, and say what became of each; one transaction for all.

    Finds or makes the persons; makes leads with campaign, channel, the definition in force when they came in
    and the company's day; touches, consents, receipts. Fills gaps and overwrites nothing; nothing of one
    person is written onto another. What a door may, `POLICIES` says. An enquiry that is refused writes
    nothing and keeps no other from being written. Where somebody else writes the same people at the same
    time, all is done again with what they wrote.

    Raises PermissionDenied when the sender may not send by this door, and OperationalError
    (`has_waited_too_long`) when somebody else holds these people for longer than `patience` seconds, or the
    door's own; nothing is written then.
    """
    policy = POLICIES[door]
    sender.authorise(policy.action)
    waits = policy.patience if patience is None else patience
    return retry(lambda: _Intake(enquiries, door=door, sender=sender).run(waits)) if enquiries else []


class NothingToAddTo(Refusal):
    """What can only add to a known lead names none."""


class _Intake:
    """One try at some enquiries; thrown away and made anew when somebody else was faster."""

    def __init__(self, enquiries: Sequence[Enquiry], *, door: Door, sender: Sender) -> None:
        self.enquiries = enquiries
        self.door = door
        self.sender = sender
        self.policy = POLICIES[door]
        self.now = timezone.now()
        self.known = Known()
        self.persons: dict[PersonState, None] = {}
        self.leads: dict[LeadState, None] = {}

    def run(self, patience: float | None) -> list[Taken]:
        first = _wait_at_most(patience)
        phones = {phone for enquiry in self.enquiries for phone in enquiry.phones}
        if 0 < len(phones) <= MOST_LOCKED:
            lock_phones(phones, first=first)
            first = ""
        self.receipts = Receipts(self.enquiries, owner=self.sender.owner)
        self.origins = Origins(self.enquiries, first=first)
        self.known.load(self.enquiries, policy=self.policy, now=self.now)
        taken = self._take_all()
        self._write()
        return taken

    def _take_all(self) -> list[Taken]:
        """In their order, but the vaguer later: it may be about what stands below it."""
        places = sorted(range(len(self.enquiries)), key=lambda at: _vagueness(self.enquiries[at]))
        taken = {at: self._take(self.enquiries[at]) for at in places}
        return [taken[at] for at in range(len(places))]

    def _take(self, enquiry: Enquiry) -> Taken:
        try:
            if receipt := self.receipts.find(enquiry):
                return Taken(became=Became.SUPPRESSED, lead=receipt.lead, receipt=receipt)
            origin = self.origins.find(enquiry, takes_history=self.policy.takes_history)
            lead = self._find_lead(enquiry, origin)
            if lead is None and enquiry.only_adds:
                raise NothingToAddTo(_("This names nobody we know, and says too little to be a lead."))
        except (ValidationError, Refusal) as refusal:
            return Taken(became=Became.REFUSED, refusal=refusal, person_is_known=False)
        return self._make(enquiry, origin) if lead is None else self._add(enquiry, origin, lead)

    def _find_lead(self, enquiry: Enquiry, origin: Origin) -> LeadState | None:
        """The lead this enquiry is once more. Raises ValidationError where a number may not come again."""
        number = enquiry.get("external_id")
        if number:
            lead = self.known.by_number.get(number_of(enquiry))
            if lead and not self.policy.knows_numbers:
                raise _taken(number, _("The external number “%(value)s” belongs to another lead already."))
            if lead and lead.person.is_somebody_else(enquiry):
                message = _("“%(value)s” is the number of another person’s lead. Nothing was taken over.")
                raise _taken(number, message)
            return lead
        return self.known.find_lead(enquiry, origin) if self.policy.knows_enquiries else None

    def _make(self, enquiry: Enquiry, origin: Origin) -> Taken:
        person = self.known.find_person(enquiry)
        is_known = person is not None
        if person is None:
            person = self.known.add_person(PersonState.of(enquiry))
            self.persons[person] = None
        else:
            self._fill_person(person, enquiry)
        received_at: datetime = enquiry.came_in_at or self.now
        repeated = self.known.find_repeated(person, origin.cta_id, received_at)
        lead = LeadState.of(enquiry, person, origin, received_at)
        self.known.add_lead(lead)
        self.leads[lead] = None
        self.receipts.add(enquiry, lead)
        return Taken(became=Became.CREATED, lead=lead, person_is_known=is_known, duplicate_of=repeated)

    def _add(self, enquiry: Enquiry, origin: Origin, lead: LeadState) -> Taken:
        """A known lead once more: what it lacks is filled in."""
        is_news = self._fill_person(lead.person, enquiry)
        is_news = lead.add(enquiry, origin) or is_news
        if lead.filled:
            self.leads[lead] = None
        self.receipts.add(enquiry, lead)
        return Taken(
            became=Became.MERGED if is_news else Became.SUPPRESSED,
            lead=lead,
            conflicts=lead.find_conflicts(enquiry, origin),
        )

    def _fill_person(self, person: PersonState, enquiry: Enquiry) -> bool:
        """Add what the person lacks; not what another human of this address says, nor what makes a double.

        Another human's name is kept as one given with this address.
        """
        gaps = {} if person.is_named_otherwise(enquiry) else person.find_gaps(enquiry)
        before = dict(person.values)
        person.values.update(gaps)
        if self.known.is_taken(person):
            person.values.update(before)
            gaps = {}
        is_news = person.learn(enquiry) or bool(gaps)
        if is_news:
            self.persons[person] = None
            self.known.add_person(person)
        return is_news

    def _write(self) -> None:
        fill_persons([person for person in self.persons if person.id is not None])
        fill_leads([lead for lead in self.leads if lead.id is not None])
        newcomers = [person for person in self.persons if person.id is None]
        write_new(
            firms=place(newcomers, makes_firms=self.policy.makes_firms),
            persons=newcomers,
            leads=[lead for lead in self.leads if lead.id is None],
            receipts=self.receipts,
            door=self.door,
            sender=self.sender,
            now=self.now,
        )


def _vagueness(enquiry: Enquiry) -> tuple[bool, bool, bool]:
    """What can make no lead comes last, before it what says neither when it came in nor its number."""
    is_timeless = enquiry.received_at is None
    return enquiry.only_adds, is_timeless, is_timeless and not enquiry.get("external_id")


def _taken(number: str, message: str) -> ValidationError:
    return ValidationError({"external_id": message % {"value": shorten(number)}}, code="external_id")


def lock_phones(phones: set[str], *, first: str = "") -> None:
    """Let enquiries with the same number wait for each other until the transaction ends.

    `first` is a statement that is sent along.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{first}SELECT pg_advisory_xact_lock(hashtextextended(phone, 7)) FROM unnest(%s) AS phone",
            [sorted(phones)],
        )


def _wait_at_most(patience: float | None) -> str:
    """The statement after which a transaction waits no longer for whatever others hold."""
    return "" if patience is None else f"SET LOCAL lock_timeout = {max(1, round(patience * 1000))}; "
