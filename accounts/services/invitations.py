"""Seats for people who are not here yet: invited by mail, taken by a link that works once."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import InvitationClosed
from accounts.models import Company, Invitation, Language, Role, User
from accounts.own_company import company_zone
from accounts.permissions import Action, authorise
from accounts.services.people import create_person
from outbox.services import post
from values.errors import field_error

VALID_FOR = timedelta(days=7)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(
    *, actor: User, email: str, role: Role, full_name: str = "", language: str = Language.GERMAN
) -> Invitation:
    """Invite somebody by mail; the link works for 7 days.

    An invitation of this address whose link has run out is replaced. Raises ValidationError, keyed by field,
    when the address already signs in, is invited, or is none.
    """
    authorise(actor, Action.MANAGE_PEOPLE)
    _one_at_a_time()
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise field_error("email", _("Somebody already signs in with this e-mail address."), "unique")
    expired = Invitation.objects.waiting().filter(email=email, expires_at__lte=timezone.now())
    expired.update(withdrawn_at=timezone.now())
    if Invitation.objects.waiting().filter(email=email).exists():
        raise field_error("email", _("Somebody with this e-mail address is invited already."), "unique")
    invitation = Invitation(
        email=email, role=role, full_name=full_name.strip(), language=language, invited_by=actor
    )
    _issue_link(invitation)
    invitation.full_clean(exclude={"accepted_at", "withdrawn_at"})
    invitation.save(force_insert=True)
    post(topic="accounts.mail_invitation", payload={"invitation": invitation.pk})
    return invitation


@transaction.atomic
def resend_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    """Mail a new link in place of the old one, for 7 days. Raises InvitationClosed when it is settled."""
    authorise(actor, Action.MANAGE_PEOPLE)
    waiting = _lock_waiting(invitation)
    _issue_link(waiting)
    waiting.save(update_fields=["expires_at", "token_hash"])
    post(topic="accounts.mail_invitation", payload={"invitation": waiting.pk})
    return waiting


@transaction.atomic
def withdraw_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    """Take an invitation back; its link stops working. Raises InvitationClosed when it is settled."""
    authorise(actor, Action.MANAGE_PEOPLE)
    waiting = _lock_waiting(invitation)
    waiting.withdrawn_at = timezone.now()
    waiting.save(update_fields=["withdrawn_at"])
    return waiting


def find_open_invitation(secret: str) -> Invitation | None:
    """Return the invitation this link belongs to, if it still works."""
    return Invitation.objects.open().filter(token_hash=_hash(secret)).first()


@transaction.atomic
def accept_invitation(*, secret: str, full_name: str, password: str, language: str) -> User:
    """Make the invited person, who can sign in from now on; the link works once.

    Raises InvitationClosed when the link does not work any more, ValidationError for bad input.
    """
    open_ones = Invitation.objects.open().select_for_update()
    invitation = open_ones.filter(token_hash=_hash(secret)).first()
    if invitation is None:
        raise InvitationClosed(_("This invitation does not work any more. Ask for a new one."))
    person = create_person(
        email=invitation.email,
        full_name=full_name,
        password=password,
        role=Role(invitation.role),
        language=language,
        time_zone=company_zone().key,
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return person


def _one_at_a_time() -> None:
    """Let two who invite the same address at once see each other: the second gets a message, no error."""
    list(Company.objects.select_for_update())


def _issue_link(invitation: Invitation) -> None:
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.token_hash = _hash(invitation.link_secret())


def _lock_waiting(invitation: Invitation) -> Invitation:
    waiting = Invitation.objects.waiting().select_for_update().filter(pk=invitation.pk).first()
    if waiting is None:
        raise InvitationClosed(_("This invitation was accepted or withdrawn meanwhile."))
    return waiting
