"""Whom the directory's word lets in: people we know or invited, in the role their group has."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.directory.config import Directory
from accounts.errors import LastAdministrator
from accounts.models import Invitation, Role, User
from accounts.own_company import company_zone
from accounts.services.people import take_role
from values.refusals import Refusal


class NotLetIn(Refusal):
    """The directory knows this person, the portal does not let them in."""

    status: ClassVar[int] = 403


@transaction.atomic
def admit(directory: Directory, claims: dict[str, Any], account: SocialAccount) -> User:
    """The person of these checked claims, made or given another role where the settings say so.

    `account` ties person and directory together from the first sign-in on. Raises NotLetIn.
    """
    role = _role(directory, claims)
    person = account.user if account.pk else _find(directory, claims, account, role)
    if not person.is_active:
        raise NotLetIn(
            _("This account is switched off. An administrator of your company can switch it on again.")
        )
    if role is not None and person.role != role:
        _change_role(person, role)
    if not account.pk:
        account.user = person
        account.save()
    return person


def _role(directory: Directory, claims: dict[str, Any]) -> Role | None:
    if not directory.roles:
        return None
    role = directory.role_of(claims.get(directory.groups_claim))
    if role is None:
        raise NotLetIn(
            _("None of your groups at %(name)s opens this portal. Ask your administrator for one that does.")
            % {"name": directory.name}
        )
    return Role(role)


def _find(directory: Directory, claims: dict[str, Any], account: SocialAccount, role: Role | None) -> User:
    email = _verified_email(directory, claims)
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        return _make(directory, claims, email, role)
    issuer = account.uid.partition("#")[0]
    if SocialAccount.objects.filter(user=person, uid__startswith=f"{issuer}#").exists():
        # The address has passed on to somebody else there: they are not whom we know by it.
        raise NotLetIn(
            _("Somebody else at %(name)s signs in here with %(email)s already. Ask your administrator.")
            % {"name": directory.name, "email": email}
        )
    return person


def _verified_email(directory: Directory, claims: dict[str, Any]) -> str:
    email = str(claims.get("email") or "").strip().lower()
    vouched = [claims.get("email_verified"), claims.get("xms_edov")]
    is_verified = directory.trusts_email or any(value in (True, "true", "1") for value in vouched)
    if not email or not is_verified:
        raise NotLetIn(
            _("%(name)s does not vouch for your e-mail address. Ask your administrator.")
            % {"name": directory.name}
        )
    return email


def _make(directory: Directory, claims: dict[str, Any], email: str, role: Role | None) -> User:
    invitation = Invitation.objects.open().select_for_update().filter(email=email).first()
    if invitation is None and not (directory.creates_people and role is not None):
        raise NotLetIn(
            _("There is no account for %(email)s here. Ask an administrator of your company to invite you.")
            % {"email": email}
        )
    values: dict[str, Any] = {"role": role, "full_name": _name(claims) or email.partition("@")[0]}
    if invitation is not None:
        values["role"] = role or invitation.role
        values["language"] = invitation.language
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
    return User.objects.create_user(email=email, time_zone=company_zone().key, **values)


def _name(claims: dict[str, Any]) -> str:
    """As the directory writes it, without what no name has."""
    return "".join(letter for letter in str(claims.get("name") or "") if letter.isprintable()).strip()[:120]


def _change_role(person: User, role: Role) -> None:
    try:
        take_role(person, role)
    except LastAdministrator:
        return  # whoever alone can let others in stays it, whatever the groups say
