"""Somebody who has looked or called says what is right of a contact; what was there before is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.permissions import Action, authorise
from leads.fields import ENQUIRY_FIELDS, PERSON_FIELDS
from leads.life import LeadStage
from leads.models import ContactCorrection, Lead, Person
from leads.steps import Condition, Step, is_theirs
from values.checking import Findings
from values.errors import field_error
from values.text import shorten
from values.versions import lock_row, save_row

FIELDS: Final = {field.name: field for field in ENQUIRY_FIELDS if field.name in PERSON_FIELDS}
Said = Mapping[str, str]


def _knows_contact(user: User, lead: Lead) -> bool:
    """Marketing every one, sales that of a lead it accepted and that lies with them."""
    return user.team != Team.SALES or (is_theirs(user, lead) and lead.stage in LeadStage.accepted_or_later)


def _unseen(_lead: Lead) -> PermissionDenied:
    return PermissionDenied(_("You can correct e-mail and phone once the lead is accepted."))


CORRECT_CONTACT: Final = Step(Action.CORRECT_CONTACTS, (Condition(_knows_contact, _unseen),))


def contact_fields(lead: Lead) -> dict[str, str]:
    """Name, company, e-mail and phone as they count for this lead, in the form they are kept."""
    return {name: _kept_in(lead, name).get(name, "") for name in FIELDS}


@transaction.atomic
def correct_contact(
    *, actor: User, lead: Lead, said: Said, expected_version: int | None = None
) -> list[ContactCorrection]:
    """Write what is right where the contact of this lead is kept; return what changed, each a fact.

    What came with this enquiry alone is corrected there, all else for every enquiry of the person.
    `said` may leave fields out. Raises PermissionDenied, StaleVersion, ValidationError by field: one that
    cannot be read, neither e-mail nor phone, an address that is somebody else's.
    """
    authorise(actor, CORRECT_CONTACT.action)
    values = _read(said)
    locked = lock_row(lead, expected_version=expected_version)
    locked.person = Person.objects.select_for_update().get(pk=locked.person_id)
    CORRECT_CONTACT.require(actor, locked)
    before = contact_fields(locked)
    changed = {name: value for name, value in values.items() if before[name] != value}
    _require_reachable({**before, **changed})
    for name, value in changed.items():
        _kept_in(locked, name)[name] = value
        if name == "phone":
            locked.contact_as_given.pop("phone_as_typed", None)
    if changed:
        _save(locked, changed)
    return ContactCorrection.objects.bulk_create(
        ContactCorrection(lead=locked, user=actor, field=name, was=before[name], became=value)
        for name, value in changed.items()
    )


def _read(said: Said) -> dict[str, str]:
    findings = Findings()
    values = {name: findings.text(name, text, FIELDS[name].read) for name, text in said.items()}
    findings.raise_if_any()
    return values


def _kept_in(lead: Lead, name: str) -> _Columns | dict[str, str]:
    """Where a field of the contact is kept: with the enquiry, or in the person's row."""
    given: dict[str, str] = lead.contact_as_given
    with_enquiry = lead.contact.is_other or (name in {"email", "phone"} and given.get(name))
    return given if with_enquiry else _Columns(lead.person)


class _Columns:
    """The columns of a person, as a dict has its values."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def get(self, name: str, _default: str) -> str:
        value: str = getattr(self._person, name)
        return value

    def __setitem__(self, name: str, value: str) -> None:
        setattr(self._person, name, value)


def _require_reachable(contact: Said) -> None:
    if not contact["email"] and not contact["phone"]:
        message = _("Please give an e-mail address or a phone number, so that sales can call.")
        raise field_error("email", message, "reach")


def _save(locked: Lead, changed: Said) -> None:
    """Raises ValidationError where the address or the number is that of another person."""
    try:
        with transaction.atomic():
            if not changed.keys().isdisjoint({"company", "email"}):
                locked.person.is_placed = False  # of another firm, maybe
            locked.person.save(update_fields={*FIELDS, "is_placed"})
    except IntegrityError as error:
        field = "email" if "email" in changed else "phone"
        message = _("“%(value)s” belongs to another person here. Check whether both are the same.")
        value = changed.get(field) or locked.person.phone
        raise field_error(field, message % {"value": shorten(value)}, "unique") from error
    save_row(locked, {"contact_as_given"})
