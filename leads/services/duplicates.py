"""Do we know this person? Candidates while somebody types; a repeat enquiry is never blocked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from accounts.models import User
from accounts.own_company import company_country
from accounts.permissions import Action, authorise
from leads.models import Lead, Person, PersonQuerySet
from values.contacts import drop_contacts
from values.emails import normalise_email
from values.names import fold, fold_beginnings, fold_company
from values.phones import find_readings, normalise_phone

# From this likeness of folded names on (0 to 100) two rows may be the same human.
LIKELY = 80
# How many rows with the same beginnings of words are compared at all; keeps the cost flat at any size.
MOST_COMPARED = 200
BEGINNING = 4
SHOWN_ENQUIRIES = 3

SAME_EMAIL = _("same e-mail address")
SAME_PHONE = _("same phone number")
LIKE_NAME_AND_COMPANY = _("similar name and company")
LIKE_NAME = _("similar name")


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A person we know; `why` says what is alike, `score` from 0 to 100 how sure that is."""

    person: Person
    why: tuple[str | Promise, ...]
    score: int

    @property
    def title(self) -> str:
        """What to call them: where nobody gave a name, by the newest enquiry."""
        person = self.person
        unnamed = self.enquiries[0].contact.title if self.enquiries else person.title
        return drop_contacts(person.name) or drop_contacts(person.company) or unnamed

    @property
    def enquiries(self) -> list[Lead]:
        """The newest earlier enquiries, fetched with the person."""
        return list(self.person.newest_leads)  # type: ignore[attr-defined]


def find_duplicates(
    *, actor: User, email: str = "", phone: str = "", name: str = "", company: str = "", limit: int = 5
) -> list[Candidate]:
    """Known persons that may be this one, the surest first, each with the newest enquiries; two queries.

    Half-typed values find nothing and are no error. E-mail and phone count when equal in their normal form,
    names when the folded words are alike.
    """
    authorise(actor, Action.CAPTURE_LEADS)
    address, numbers = _or_blank(normalise_email, email), _numbers_of(phone)
    found = _exact(address, numbers) | _alike(name, company)
    candidates = [
        candidate
        for person in found.values()
        if (candidate := _compare(person, email=address, phones=numbers, name=name, company=company))
    ]
    candidates.sort(key=lambda candidate: (-candidate.score, -candidate.person.pk))
    return _with_enquiries(candidates[:limit])


def _or_blank(normalise: Callable[[str], str], typed: str) -> str:
    try:
        return normalise(typed)
    except ValidationError:
        return ""


def _numbers_of(phone: str) -> list[str]:
    """The number typed, or both where it may be two: whom either reaches may be meant."""
    country = company_country()
    number = _or_blank(partial(normalise_phone, region=country), phone)
    return [number] if number else [either for either, _shown in find_readings(phone, region=country)]


def _exact(email: str, phones: list[str]) -> dict[int, Person]:
    found: dict[int, Person] = {}
    if email:
        found |= {person.pk: person for person in Person.objects.with_email(email)}
    for phone in phones:
        found |= {person.pk: person for person in Person.objects.with_phone(phone)[:MOST_COMPARED]}
    return found


def _alike(name: str, company: str) -> dict[int, Person]:
    """Rows in which the words of the name, else of the company, begin alike; later slips still match."""
    words = fold_beginnings(name, BEGINNING)
    if len(words) < 2 and company:
        words += fold_beginnings(fold_company(company), BEGINNING)
    if len(words) < 2:
        return {}
    rows: PersonQuerySet = Person.objects.matching(" ".join(words[:4]))
    return {person.pk: person for person in rows[:MOST_COMPARED]}


def _compare(person: Person, *, email: str, phones: list[str], name: str, company: str) -> Candidate | None:
    if email and email in (person.email, *person.also_reached_by):
        return Candidate(person=person, why=(SAME_EMAIL,), score=100)
    likeness = max(_likeness(fold(known), fold(name)) for known in (person.name, *person.other_names))
    if not {person.phone, *person.also_reached_by}.isdisjoint(phones):
        score = 95 if likeness >= LIKELY or not person.name or not name else 60
        return Candidate(person=person, why=(SAME_PHONE,), score=score)
    if likeness < LIKELY:
        return None
    firm = _likeness(fold_company(person.company), fold_company(company))
    if firm >= LIKELY:
        return Candidate(person=person, why=(LIKE_NAME_AND_COMPANY,), score=round(likeness * 0.9))
    return Candidate(person=person, why=(LIKE_NAME,), score=round(likeness * 0.6))


def _likeness(one: str, other: str) -> float:
    return float(fuzz.token_sort_ratio(one, other)) if one and other else 0.0


def _with_enquiries(candidates: list[Candidate]) -> list[Candidate]:
    newest = Lead.objects.select_related("campaign", "cta", "assigned_to").order_by("-received_at", "-id")
    prefetch_related_objects(
        [candidate.person for candidate in candidates],
        Prefetch("leads", queryset=newest[:SHOWN_ENQUIRIES], to_attr="newest_leads"),
    )
    return candidates
