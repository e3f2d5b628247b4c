"""One's own e-mail address: asked for, and changed once whoever reads the new one says so."""

from __future__ import annotations

from typing import Final

from allauth.socialaccount.models import SocialAccount
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import EmailChangeClosed, EmailFromDirectory, TooManyEmailChanges
from accounts.models import EMAIL_CHANGE_SALT, EmailChange, User
from accounts.permissions import Action, authorise
from outbox.services import post
from values.columns import clean_value
from values.errors import field_error, unless_taken

MOST_A_DAY: Final = 5


def is_email_own(user: User) -> bool:
    """Whether the person says their address here; with the company's directory, that says it."""
    return not SocialAccount.objects.filter(user=user).exists()


@transaction.atomic
def ask_for_email(*, actor: User, email: str) -> EmailChange:
    """Mail a link to the new address; it works for a day, and nothing changes before it is confirmed.

    A link that was sent before is void. Raises EmailFromDirectory, TooManyEmailChanges, ValidationError
    (`email`).
    """
    authorise(actor, Action.EDIT_OWN_ACCOUNT)
    person = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if not is_email_own(person):
        raise EmailFromDirectory(_("Your address comes from the directory of your company; change it there."))
    email = clean_value(EmailChange, "email", email).lower()
    if email == person.email.lower():
        raise field_error("email", _("You sign in with this address already."), "unchanged")
    if User.objects.filter(email__iexact=email).exists():
        raise _taken()
    _refuse_too_many(person)
    change = EmailChange.objects.create(user=person, was=person.email, email=email)
    post(topic="accounts.mail_email_change", payload={"change": change.pk})
    return change


def find_email_change(user: User, secret: str) -> EmailChange | None:
    """The change behind this link, if it is this person's and still works."""
    try:
        pk = signing.loads(secret, salt=EMAIL_CHANGE_SALT)
    except signing.BadSignature:
        return None
    newest = EmailChange.objects.newest_of(user)
    return newest if newest is not None and newest.pk == pk else None


@transaction.atomic
def confirm_email(*, actor: User, secret: str) -> EmailChange:
    """Let the person sign in with the new address from now on; the old one is told.

    Raises EmailChangeClosed, EmailFromDirectory, ValidationError (`email`) when the address was taken since.
    """
    authorise(actor, Action.EDIT_OWN_ACCOUNT)
    person = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    change = find_email_change(person, secret)
    if change is None:
        raise EmailChangeClosed(_("This link was used, is older than a day, or another one was sent since."))
    if not is_email_own(person):
        raise EmailFromDirectory(_("Your address comes from the directory of your company; change it there."))
    person.email, change.was, change.confirmed_at = change.email, person.email, timezone.now()
    with unless_taken("user_email_once", _taken()):
        person.save(update_fields=["email"])
    change.save(update_fields=["was", "confirmed_at"])
    post(topic="accounts.mail_email_changed", payload={"change": change.pk})
    return change


def _refuse_too_many(person: User) -> None:
    since = timezone.now() - EmailChange.VALID_FOR
    if EmailChange.objects.filter(user=person, asked_at__gt=since).count() >= MOST_A_DAY:
        raise TooManyEmailChanges(
            _("You had enough links sent for today. Please use the newest, or wait a day.")
        )


def _taken() -> ValidationError:
    return field_error("email", _("Somebody already signs in with this e-mail address."), "unique")
