"""Whom an enquiry is from: as it was given with it, else as its person is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leads.models.persons import Person
from values.names import is_similar_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Whom to ask for, and how to reach them.

    is_other: the enquiry gave the name of somebody else than its address is known by; nothing but the
    address is that other human's. other_names: what else people of this address are called. phone_as_typed:
    a number that says more than its digits.
    """

    title: str
    company: str
    email: str
    phone: str
    phone_as_typed: str = ""
    also_reached_by: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    is_other: bool = False

    def __str__(self) -> str:
        return self.title


def contact_of(person: Person, given: Mapping[str, Any]) -> Contact:
    """`given` is what an enquiry says otherwise than its person's row (`Lead.contact_as_given`)."""
    name = given.get("name", "")
    if is_similar_name(name, person.name):
        return _of_the_person(person, given)
    return Contact(
        title=name,
        company=given.get("company", ""),
        email=given.get("email") or person.email,
        phone=given.get("phone", ""),
        phone_as_typed=given.get("phone_as_typed", ""),
        also_reached_by=tuple(filter(None, given.get("also_reached_by", "").split(", "))),
        other_names=tuple(one for one in (person.name, *person.other_names) if one != name),
        is_other=True,
    )


def _of_the_person(person: Person, given: Mapping[str, Any]) -> Contact:
    """The newest said goes first: whoever gives another number wants to be called there."""
    email, phone = given.get("email") or person.email, given.get("phone") or person.phone
    reached_by = (person.email, person.phone, *person.also_reached_by)
    return Contact(
        title=person.title,
        company=person.company if person.name else "",
        email=email,
        phone=phone,
        phone_as_typed=given.get("phone_as_typed", ""),
        also_reached_by=tuple(one for one in reached_by if one and one not in (email, phone)),
        other_names=tuple(person.other_names),
    )
