"""The one company: its set-up and its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import AlreadySetUp
from accounts.models import Company, Role, SetupCode, User
from accounts.own_company import forget_own_company, own_company
from accounts.permissions import Action, authorise
from accounts.services.invitations import invite
from accounts.services.people import create_person
from values.versions import lock_row, save_row


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyDetails:
    """What an administrator says about the company; the fields are those of `Company`."""

    name: str
    currency: str
    time_zone: str
    country: str
    land: str
    requires_second_step: bool = False
    attempts_before_closing: int = 3
    introduced_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAdmin:
    """The first person of a new installation."""

    full_name: str
    email: str
    password: str
    language: str


@transaction.atomic
def set_up_company(
    *, details: CompanyDetails, admin: NewAdmin, invitations: Sequence[tuple[str, Role]] = ()
) -> User:
    """Make the company and its first administrator, invite both teams, and use up the set-up code.

    Whoever calls has checked the code or runs on the machine itself. Returns the administrator. Raises
    AlreadySetUp when there is a company, ValidationError for bad input; then nothing is written.
    """
    # Two set-ups at once wait here for each other; the second then finds the company.
    list(SetupCode.objects.select_for_update())
    if Company.objects.current() is not None:
        raise AlreadySetUp(_("This installation already has a company."))
    company = Company(**asdict(details))
    company.full_clean()
    company.save(force_insert=True)
    person = create_person(
        email=admin.email,
        full_name=admin.full_name,
        password=admin.password,
        role=Role.ADMIN,
        language=admin.language,
        time_zone=details.time_zone,
    )
    for email, role in invitations:
        _invite(person, email, role)
    SetupCode.objects.all().delete()
    transaction.on_commit(forget_own_company)
    return person


def _invite(person: User, email: str, role: Role) -> None:
    try:
        invite(actor=person, email=email, role=role, language=person.language)
    except ValidationError as error:
        # Without its address nobody could tell which of several invitations is meant.
        raise ValidationError({"invitations": [f"{email}: {' '.join(error.messages)}"]}) from error


@transaction.atomic
def update_company(*, actor: User, details: CompanyDetails, expected_version: int) -> Company:
    """Change the company's settings. Days and amounts that were recorded before stay as they are.

    Raises StaleVersion when the row is not at `expected_version` any more, ValidationError for bad input.
    """
    return _change(asdict(details), actor=actor, expected_version=expected_version)


@transaction.atomic
def set_maturity(*, actor: User, days: int, expected_version: int) -> Company:
    """Change the age at which leads count in conversion rates; every figure is then counted anew.

    Raises as `update_company` does.
    """
    return _change({"maturity_days": days}, actor=actor, expected_version=expected_version)


@transaction.atomic
def set_introduction(*, actor: User, day: date | None, expected_version: int) -> Company:
    """Say since when both teams work by the portal; None leaves it to the first lead under a definition.

    Raises as `update_company` does.
    """
    return _change(
        {"introduced_on": day},
        actor=actor,
        expected_version=expected_version,
        action=Action.SET_INTRODUCTION,
    )


def _change(
    changes: dict[str, Any], *, actor: User, expected_version: int, action: Action = Action.EDIT_COMPANY
) -> Company:
    authorise(actor, action)
    company = lock_row(own_company(), expected_version=expected_version, changes=changes)
    for field, value in changes.items():
        setattr(company, field, value)
    company.full_clean()
    save_row(company, changes)
    transaction.on_commit(forget_own_company)
    return company
