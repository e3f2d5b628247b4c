"""Which lead an imported outcome belongs to: by external number, or by the person's e-mail address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feedback.history import Fact
from feedback.models import Outcome
from files.rows import Row
from leads.models import Lead, LeadKind, LeadStage, Person


class Unmatched(Exception):
    """No lead, or more than one, fits a row; `name` is the field that was looked at."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


@dataclass(slots=True, eq=False)
class Candidate:
    """A lead an outcome may belong to, and the outcomes it has, those of this batch included."""

    id: int
    received_at: datetime
    is_closed: bool
    facts: set[Fact] = field(default_factory=set)

    def knows(self, fact: Fact) -> bool:
        """Whether this was said of the lead before, or anything of the deal with this number."""
        if fact.number:
            return any(fact.number == known.number for known in self.facts)
        return any(fact == known.without_number for known in self.facts)


class LeadFinder:
    """The leads the rows of one batch may mean, fetched with at most four queries."""

    def __init__(self, rows: Sequence[Row], *, source: str = "") -> None:
        self.source = source
        numbers = {row.values["external_id"] for row in rows if "external_id" in row.values}
        emails = {row.values["email"] for row in rows if "email" in row.values}
        self.known: dict[int, Candidate] = {}
        self._by_number: defaultdict[str, dict[str, Candidate]] = defaultdict(dict)  # by its source
        self._by_email: defaultdict[str, list[Candidate]] = defaultdict(list)
        self._load(numbers, emails)

    def _load(self, numbers: set[str], emails: set[str]) -> None:
        if numbers:
            numbered = Lead.objects.filter(external_id__in=numbers)
            for source, number, lead in self._candidates(numbered, "external_source", "external_id"):
                self._by_number[number][source] = lead
        if emails:
            of_persons = Lead.objects.filter(person__email__in=emails, kind=LeadKind.REAL)
            for email, lead in self._candidates(of_persons, "person__email"):
                self._by_email[email].append(lead)
        if others := emails - self._by_email.keys():
            people = Person.objects.with_any_also(others)
            of_people = Lead.objects.filter(person__in=people, kind=LeadKind.REAL)
            for also, lead in self._candidates(of_people, "person__also_reached_by"):
                for email in others.intersection(also):
                    self._by_email[email].append(lead)
        facts = Outcome.objects.filter(lead__in=self.known.keys())
        for lead_id, *words in facts.values_list("lead_id", *Fact._fields):
            # "reopened" is a fact too: whoever reopened a lead has had an outcome before
            self.known[lead_id].facts.add(Fact(*words))

    def _candidates(self, leads: QuerySet[Lead], *keys: str) -> Iterator[tuple[Any, ...]]:
        """The values of these keys, and the lead behind them."""
        ordered = leads.order_by("received_at", "pk").values_list(*keys, "pk", "received_at", "stage")
        for *values, pk, received_at, stage in ordered:
            lead = self.known.setdefault(pk, Candidate(pk, received_at, stage in LeadStage.closed))
            yield *values, lead

    def find(self, row: Row, fact: Fact) -> Candidate:
        """The lead this row is about. Raises Unmatched."""
        if number := row.values.get("external_id"):
            return self._find_numbered(number)
        if email := row.values.get("email"):
            return pick(self._by_email.get(email, []), fact)
        message = _("The row names no lead. It needs an external number or an e-mail address.")
        raise Unmatched("external_id", message)

    def _find_numbered(self, number: str) -> Candidate:
        """The lead with this number of this source, else of none; without a source the only one there is."""
        by_source = self._by_number.get(number, {})
        for source in (self.source, ""):
            if source in by_source:
                return by_source[source]
        if not self.source and len(by_source) == 1:
            return next(iter(by_source.values()))
        if self.source or not by_source:
            message = _("No lead has this external number. Import the leads first.")
            raise Unmatched("external_id", message)
        message = _("Leads of %(sources)s have this number. Say whose numbers the file has.")
        raise Unmatched("external_id", message % {"sources": ", ".join(sorted(by_source))})


def pick(leads: Sequence[Candidate], fact: Fact) -> Candidate:
    """Of the leads of one person, the newest last, the one a decision belongs to. Raises Unmatched.

    The one that has this outcome already, or this deal by its number; else the newest open one, of those that
    had come in by then if there are any; else the only one there is.
    """
    if not leads:
        raise Unmatched("email", _("Nobody with this e-mail address has a lead. Import the leads first."))
    if known := next((lead for lead in leads if lead.knows(fact)), None):
        return known
    fitting = newest_of(open_by(leads, when=fact.decided_at))
    if not fitting and len(leads) == 1:
        return leads[0]
    if len(fitting) != 1:
        message = _("%(count)d leads of this person fit equally. Name the lead by its external number.")
        raise Unmatched("email", message % {"count": len(fitting) or len(leads)})
    return fitting[0]


def open_by(leads: Sequence[Candidate], *, when: datetime | None) -> list[Candidate]:
    """The open ones that had come in by then; where none had or nobody knows when, all open ones."""
    still_open = [lead for lead in leads if not lead.is_closed]
    return [lead for lead in still_open if when and lead.received_at <= when] or still_open


def newest_of(leads: Sequence[Candidate]) -> list[Candidate]:
    """The last one, and whichever came in at the same moment."""
    return [lead for lead in leads if lead.received_at == leads[-1].received_at]
