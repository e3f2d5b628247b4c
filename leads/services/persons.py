"""Which person an enquiry belongs to: found by e-mail, else by phone, else new; also in a race."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction

from leads.identity import is_similar_name
from leads.intake import NewLead
from leads.models import Person

CONTACT_FIELDS = ("name", "company", "email", "phone")
# Two enquiries of one person that take turns at failing would have to meet this often in one moment.
MOST_TRIES = 3


def find_or_create_person(new: NewLead) -> tuple[Person, bool]:
    """The person behind a checked enquiry and whether we knew them. Call it in a transaction.

    By e-mail; else, by a phone whose person has no other e-mail and a similar name. What a known person's row
    lacks is filled in, what it says is never overwritten. When two make the same person at once, the
    unique e-mail (or, without one, the lock on the phone) lets one through and the other finds them.
    """
    if new.phone:
        lock_phone(new.phone)
    for attempt in range(1, MOST_TRIES + 1):
        known = find_person(new)
        try:
            if known is not None and not find_gaps(known, new):
                return known, True
            with transaction.atomic():
                return (fill_gaps(known, new), True) if known else (create_person(new), False)
        except IntegrityError:
            if attempt == MOST_TRIES:
                raise
    raise AssertionError("unreachable")


def find_person(new: NewLead) -> Person | None:
    """The person this enquiry is from, as far as e-mail and phone tell."""
    if new.email and (known := Person.objects.with_email(new.email).first()):
        return known
    if not new.phone:
        return None
    sharing = Person.objects.with_phone(new.phone).order_by("id")
    if new.email:
        sharing = sharing.filter(email="")
    return next((person for person in sharing[:50] if is_similar_name(person.name, new.name)), None)


def create_person(new: NewLead) -> Person:
    """A new row; IntegrityError when the e-mail exists by now."""
    return Person.objects.create(name=new.name, company=new.company, email=new.email, phone=new.phone)


def fill_gaps(person: Person, new: NewLead) -> Person:
    """Add what the row does not say yet, under its lock. IntegrityError when the e-mail is taken by now."""
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    gaps = find_gaps(locked, new)
    for name in gaps:
        setattr(locked, name, getattr(new, name))
    if gaps:
        locked.save(update_fields=gaps)
    return locked


def find_gaps(person: Person, new: NewLead) -> list[str]:
    return [name for name in CONTACT_FIELDS if getattr(new, name) and not getattr(person, name)]


def find_differences(person: Person, new: NewLead) -> dict[str, str]:
    """What this enquiry says otherwise than the person's row: kept on the lead, so that no number is lost."""
    given = {name: getattr(new, name) for name in CONTACT_FIELDS}
    return {name: value for name, value in given.items() if value and value != getattr(person, name)}


def lock_phone(phone: str) -> None:
    """Let enquiries with the same number wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [phone])
