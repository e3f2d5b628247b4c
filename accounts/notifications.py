"""The mails of accounts, each in the language of whoever reads it, as plain text and as HTML."""

from __future__ import annotations

import uuid
from email.utils import parseaddr
from typing import Any, Protocol

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Company, EmailChange, Invitation, User
from outbox.models import OutboxMessage


class Named(Protocol):
    """What a mail is named by: the same at each try, another for every other mail."""

    @property
    def fingerprint(self) -> uuid.UUID: ...


def compose(
    *,
    of: Named,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    folder: str = "accounts/mail",
) -> EmailMultiAlternatives:
    """Return a mail from templates/<folder>/<template>.txt and .html, worded in the active language.

    Its Message-ID is made of the outbox message: sent twice, because we crashed between the mail server's OK
    and our commit, it is one mail to a mail program.
    """
    values = {"subject": subject, **context}
    text = render_to_string(f"{folder}/{template}.txt", values)
    mail = EmailMultiAlternatives(subject=" ".join(subject.split()), body=text, to=[to])
    mail.extra_headers["Message-ID"] = message_id_of(of)
    # RFC 3834: no out-of-office reply to a portal that reads none.
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    mail.attach_alternative(render_to_string(f"{folder}/{template}.html", values), "text/html")
    return mail


def message_id_of(message: Named) -> str:
    """Return the Message-ID of the one mail that an outbox message stands for."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{message.fingerprint}@{domain}>"


def mail_invitation(invitation_id: int, *, of: OutboxMessage) -> None:
    """Send the newest link of an invitation that is still open."""
    invitation = Invitation.objects.open().select_related("invited_by").filter(pk=invitation_id).first()
    if invitation is None:
        return
    with translation.override(invitation.language):
        company = Company.objects.get()
        subject = _("%(name)s invites you to Smarketing") % {"name": invitation.invited_by.full_name}
        context = {
            "invitation": invitation,
            "company": company,
            "url": invitation_url(invitation),
            "action": _("Choose name and password"),
        }
        compose(of=of, to=invitation.email, subject=subject, template="invitation", context=context).send()


def invitation_url(invitation: Invitation) -> str:
    """Return the address that lets the invited person in; only for whoever may invite."""
    return settings.PUBLIC_URL + reverse("accounts:invitation", args=[invitation.link_secret()])


def mail_password_reset(user_id: int, *, of: OutboxMessage) -> None:
    """Send the link with which a person sets a new password; it is made here, so that nothing keeps it."""
    user = User.objects.active().filter(pk=user_id).first()
    if user is None:
        return
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    with translation.override(user.language):
        url = settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=key)
        subject = _("Your new password for Smarketing")
        context = {"user": user, "url": url, "action": _("Choose a new password")}
        compose(of=of, to=user.email, subject=subject, template="password_reset", context=context).send()


def mail_email_change(change_id: int, *, of: OutboxMessage) -> None:
    """Send the link that confirms a new address to that address, unless it is void by now."""
    change = EmailChange.objects.open().select_related("user").filter(pk=change_id).first()
    if change is None:
        return
    with translation.override(change.user.language):
        url = settings.PUBLIC_URL + reverse("accounts:own_email_confirm", args=[change.link_secret()])
        subject = _("Is this your new address for Smarketing?")
        context = {"user": change.user, "url": url, "action": _("Confirm the new address")}
        compose(of=of, to=change.email, subject=subject, template="email_change", context=context).send()


def mail_email_changed(change_id: int, *, of: OutboxMessage) -> None:
    """Tell the old address; it does not learn the new one."""
    change = EmailChange.objects.select_related("user").filter(pk=change_id).first()
    if change is None:
        return
    with translation.override(change.user.language):
        subject = _("You sign in to Smarketing with another address now")
        context = {"user": change.user}
        compose(of=of, to=change.was, subject=subject, template="email_changed", context=context).send()
