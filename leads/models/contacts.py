"""Whom an enquiry is from: as it was given with it, else as its person is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.own_company import day_of, today
from leads.models.persons import Person
from values.contacts import drop_contacts
from values.names import is_similar_name

LONGEST_WAY = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Whom to ask for, and how to reach them.

    title: what the enquiry is called, never by an address or a number; by its day where there is no name.
    name: the title where it is a name. as_typed: names as they came, where they hold an address or a number.
    is_other: the enquiry gave the name of somebody else than its address is known by; nothing but the
    address is that other human's. other_names: what else people of this address are called. phone_as_typed:
    a number that says more than its digits.
    """

    title: str
    name: str
    company: str
    email: str
    phone: str
    phone_as_typed: str = ""
    as_typed: tuple[str, ...] = ()
    also_reached_by: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    is_other: bool = False

    def __str__(self) -> str:
        return self.title


def call_enquiry(received_at: datetime, way: str) -> str:
    """What the enquiry of a person without a name is called: “Enquiry of 23 Nov, Call-back”, in the company's
    days and the reader's language.
    """
    day = day_of(received_at)
    form = "SHORT_DATE_FORMAT"
    if day.year == today().year:
        form = pgettext("day and month of this year", "j M")
    called = {"day": date_format(day, form), "way": Truncator(way).chars(LONGEST_WAY)}
    return _("Enquiry of %(day)s, %(way)s") % called


def contact_of(person: Person, given: Mapping[str, Any], *, unnamed: Callable[[], str]) -> Contact:
    """`given` is what an enquiry says otherwise than its person's row (`Lead.contact_as_given`); `unnamed`
    says what it is called where nobody gave a name.
    """
    name = given.get("name", "")
    if is_similar_name(name, person.name):
        return _of_the_person(person, given, unnamed)
    called, company = drop_contacts(name), given.get("company", "")
    return Contact(
        title=called or unnamed(),
        name=called,
        company=drop_contacts(company),
        email=given.get("email") or person.email,
        phone=given.get("phone", ""),
        phone_as_typed=given.get("phone_as_typed", ""),
        as_typed=_with_contacts(name, company),
        also_reached_by=tuple(filter(None, given.get("also_reached_by", "").split(", "))),
        other_names=_names(one for one in (person.name, *person.other_names) if one != name),
        is_other=True,
    )


def _of_the_person(person: Person, given: Mapping[str, Any], unnamed: Callable[[], str]) -> Contact:
    """The newest said goes first: whoever gives another number wants to be called there."""
    email, phone = given.get("email") or person.email, given.get("phone") or person.phone
    reached_by = (person.email, person.phone, *person.also_reached_by)
    name, company = drop_contacts(person.name), drop_contacts(person.company)
    return Contact(
        title=name or company or unnamed(),
        name=name or company,
        company=company if name else "",
        email=email,
        phone=phone,
        phone_as_typed=given.get("phone_as_typed", ""),
        as_typed=_with_contacts(person.name, person.company),
        also_reached_by=tuple(one for one in reached_by if one and one not in (email, phone)),
        other_names=_names(person.other_names),
    )


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for one in texts if (name := drop_contacts(one)))


def _with_contacts(*texts: str) -> tuple[str, ...]:
    return tuple(one for one in texts if drop_contacts(one) != one)
