"""Which person an enquiry belongs to: found by e-mail, else by phone, else new; also in a race."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from leads.intake import NewLead
from leads.models import Person
from values.names import is_similar_name, search_text

CONTACT_FIELDS = ("name", "company", "email", "phone")
# Two enquiries of one person that take turns at failing would have to meet this often in one moment.
MOST_TRIES = 3
WRITTEN_COLUMNS = (*CONTACT_FIELDS, "search_text", "created_at")
# A conflict is no error here, so that no savepoint has to be set before it: one round trip instead of three.
INSERT_PERSON = f"""
    INSERT INTO leads_person ({", ".join(WRITTEN_COLUMNS)})
    VALUES ({", ".join(["%s"] * len(WRITTEN_COLUMNS))})
    ON CONFLICT (email) WHERE email <> '' DO NOTHING RETURNING id
"""


def find_or_create_person(new: NewLead) -> tuple[Person, bool]:
    """The person behind a checked enquiry and whether we knew them. Call it in a transaction.

    By e-mail; else, by a phone whose person has no other e-mail and a similar name. What a known person's row
    lacks is filled in, what it says is never overwritten. When two make the same person at once, the
    unique e-mail (or, without one, the lock on the phone) lets one through and the other finds them.
    """
    if new.phone:
        lock_phone(new.phone)
    for _attempt in range(MOST_TRIES):
        known = find_person(new)
        if known is None:
            made = create_person(new)
            if made is not None:
                return made, False
        elif not find_gaps(known, new):
            return known, True
        elif (filled := fill_gaps(known, new)) is not None:
            return filled, True
    raise IntegrityError(f"Somebody else came first {MOST_TRIES} times for the same person.")


def find_person(new: NewLead) -> Person | None:
    """The person this enquiry is from, as far as e-mail and phone tell."""
    if new.email:
        for known in Person.objects.with_email(new.email)[:1]:
            return known
    if not new.phone:
        return None
    sharing = Person.objects.with_phone(new.phone).order_by("id")
    if new.email:
        sharing = sharing.filter(email="")
    return next((person for person in sharing[:50] if is_similar_name(person.name, new.name)), None)


def create_person(new: NewLead) -> Person | None:
    """A new row in one statement; None when somebody has the e-mail by now."""
    person = Person(name=new.name, company=new.company, email=new.email, phone=new.phone)
    person.search_text = search_text(
        name=person.name, company=person.company, email=person.email, phone=person.phone
    )
    person.created_at = timezone.now()
    values = [getattr(person, column) for column in WRITTEN_COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_PERSON, values)
        found = cursor.fetchone()
    if found is None:
        return None
    (person.pk,) = found
    person._state.adding = False
    return person


def fill_gaps(person: Person, new: NewLead) -> Person | None:
    """Add what the row does not say yet, under its lock. None when somebody has the e-mail by now."""
    try:
        with transaction.atomic():
            locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
            gaps = find_gaps(locked, new)
            for name in gaps:
                setattr(locked, name, getattr(new, name))
            if gaps:
                locked.save(update_fields=gaps)
            return locked
    except IntegrityError:
        return None


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
