"""What of a lead a reader may not see is taken out of it, once, before a page or an answer is made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from accounts.models import User
from leads.models import Lead, Person, Touch
from values.contacts import COVERED, drop_contacts, hide_contacts

REACHED_BY: Final = frozenset({"email", "phone", "phone_as_typed", "also_reached_by"})
SHORTEST_NAME: Final = 3  # "an" or "Li" are words, too
_TEXTS: Final = ("note", "page_url", "external_id", "said_source")
_OF_TOUCH: Final = ("page_url", "referrer", "utm_term", "utm_content", "utm_campaign", "utm_id")


def shown_to(user: User, lead: Lead) -> Lead:
    """The lead itself, or for whom its contact is veiled a copy without it, to be read and never saved.

    Addresses and numbers that stand in answers, notes and addresses of pages are covered too: whoever writes
    a number into a form writes it where the question is.
    """
    if lead.shows_contact_to(user):
        return lead
    veiled = copy(lead)
    veiled.person = _veil_person(lead.person)
    veiled.contact_as_given = _veil_given(lead.contact_as_given)
    veiled.answers = {hide_contacts(asked): hide_contacts(said) for asked, said in lead.answers.items()}
    for name in _TEXTS:
        setattr(veiled, name, hide_contacts(getattr(lead, name)))
    return veiled


def is_covered(shown: Lead) -> bool:
    """Whether something stands covered in what its person wrote, so that a page says what the dots are."""
    written = (*shown.answers.keys(), *shown.answers.values(), shown.note)
    return holds_covered(*written)


def holds_covered(*texts: str) -> bool:
    """Whether something stands covered in what people wrote about a lead."""
    return any(COVERED in text for text in texts)


def text_shown_to(user: User, lead: Lead, text: str) -> str:
    """What somebody wrote about the lead: its addresses and numbers are covered as long as its contact is."""
    return text if lead.shows_contact_to(user) else hide_contacts(text)


def without_person(text: str, lead: Lead) -> str:
    """The text without addresses and numbers and without the names of the person the lead is of: for whoever
    reads it and may not open the lead."""
    contact = lead.contact
    told = " ".join((contact.name, *contact.other_names))
    names = sorted({name for name in re.findall(r"\w+", told) if len(name) >= SHORTEST_NAME}, key=len)
    covered = hide_contacts(text)
    if not names:
        return covered
    any_name = "|".join(map(re.escape, reversed(names)))
    return re.sub(rf"\b(?:{any_name})\b", COVERED, covered, flags=re.IGNORECASE)


def touch_shown_to(user: User, lead: Lead, touch: Touch) -> Touch:
    """The touch, or a copy to be read: links carry addresses, covered as long as the contact."""
    if lead.shows_contact_to(user):
        return touch
    veiled = copy(touch)
    for name in _OF_TOUCH:
        setattr(veiled, name, hide_contacts(getattr(touch, name)))
    return veiled


def _veil_person(person: Person) -> Person:
    veiled = copy(person)
    veiled.name, veiled.company = drop_contacts(person.name), drop_contacts(person.company)
    veiled.email, veiled.phone, veiled.also_reached_by, veiled.search_text = "", "", [], ""
    veiled.other_names = [name for one in person.other_names if (name := drop_contacts(one))]
    return veiled


def _veil_given(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: drop_contacts(said) for name, said in given.items() if name not in REACHED_BY}
