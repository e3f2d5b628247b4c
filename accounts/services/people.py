"""Who may sign in, in which role, and how the portal looks to them."""

from __future__ import annotations

from typing import Any, Literal

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import LastAdministrator
from accounts.leavers import tell_of_leaving
from accounts.models import ApiToken, Role, User
from accounts.models.user import TEAM_OF_ROLE
from accounts.permissions import Action, authorise
from values.columns import clean_value
from values.errors import beside, field_error

Preference = Literal["full_name", "language", "theme", "time_zone"]


def create_person(*, email: str, full_name: str, role: Role, password: str, **preferences: str) -> User:
    """Make a person who can sign in at once; for the set-up, accepted invitations and the demo company.

    `preferences` are `language`, `theme` and `time_zone`. Raises ValidationError, keyed by field, for an
    address that is taken, a weak password or anything else the model refuses.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise field_error("email", _("Somebody already signs in with this e-mail address."), "unique")
    with beside("password"):
        validate_password(password, User(email=email, full_name=full_name))
    return User.objects.create_user(
        email=email, password=password, full_name=full_name, role=role, **preferences
    )


@transaction.atomic
def change_person(*, actor: User, user: User, role: Role, full_name: str | None = None) -> User:
    """Give a person another role, or another name; without one it stays.

    Tokens lose the scopes that the role does not allow, when they are next used. Raises LastAdministrator
    when nobody could let others in afterwards, ValidationError (`full_name`).
    """
    authorise(actor, Action.MANAGE_PEOPLE)
    person = take_role(user, role)
    if full_name is not None:
        person.full_name = clean_value(User, "full_name", full_name)
        person.save(update_fields=["full_name"])
    return person


@transaction.atomic
def take_role(user: User, role: Role) -> User:
    """As `change_person`, where nobody does it but the groups of the company's directory."""
    person = _lock(user)
    if role != Role.ADMIN:
        _keep_an_administrator(person)
    team, person.role = person.team, Role(role)
    person.save(update_fields=["role"])
    if team != TEAM_OF_ROLE.get(person.role):
        tell_of_leaving(person)
    return person


@transaction.atomic
def deactivate(*, actor: User, user: User) -> User:
    """Take away the right to sign in: sessions end and API tokens are revoked. What the person did stays.

    From here on nobody can give them work (`hold_active`). Whoever calls this has asked who takes what lies
    with them; those it concerns are told. Raises LastAdministrator when nobody could let others in then.
    """
    authorise(actor, Action.DEACTIVATE_PEOPLE)
    person = _lock(user)
    _keep_an_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    ApiToken.objects.of_user(person).update(revoked_at=timezone.now())
    for session in UserSession.objects.filter(user=person):
        session.end()
    tell_of_leaving(person)
    return person


@transaction.atomic
def reactivate(*, actor: User, user: User) -> User:
    """Let a person sign in again, with the password and the role of before; tokens stay revoked."""
    authorise(actor, Action.MANAGE_PEOPLE)
    person = _lock(user)
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def update_profile(*, actor: User, **changes: Any) -> User:
    """Change one's own name, language, theme or time zone; only what is given is written.

    Raises ValidationError, keyed by field, for a value the model refuses.
    """
    authorise(actor, Action.EDIT_OWN_ACCOUNT)
    allowed = set(Preference.__args__)  # type: ignore[attr-defined]  # a Literal has its values there
    if unknown := set(changes) - allowed:
        raise TypeError(
            f"A profile has no {', '.join(sorted(unknown))}. Allowed are {', '.join(sorted(allowed))}."
        )
    person = _lock(actor)
    for field, value in changes.items():
        setattr(person, field, value)
    person.full_clean(exclude={"password"})
    person.save(update_fields=sorted(changes))
    return person


def hold_active(user: User) -> bool:
    """Whether the person may sign in; if so nobody deactivates them or changes their role until the
    transaction ends.

    Many can hold the same person at once. Whoever gives somebody work asks here, so that it never lands
    unnoticed with somebody who was deactivated in the same moment.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM accounts_user WHERE id = %s AND is_active FOR KEY SHARE", [user.pk])
        return cursor.fetchone() is not None


def _lock(user: User) -> User:
    """Read the person again for changing; administrators first, so that two of them cannot both step back."""
    list(User.objects.administrators().order_by("pk").select_for_update().values_list("pk"))
    return User.objects.select_for_update().get(pk=user.pk)


def _keep_an_administrator(person: User) -> None:
    others = User.objects.administrators().exclude(pk=person.pk)
    if person.role == Role.ADMIN and person.is_active and not others.exists():
        raise LastAdministrator(
            _("%(name)s is the last administrator. Make somebody else administrator first.")
            % {"name": person.full_name}
        )
