"""Send a given-up message round again or discard it; what it was about follows at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import structlog
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, authorise
from files import services as imports
from outbox.models import OutboxMessage
from outbox.services import discard as discard_messages
from outbox.services import unpark

logger = structlog.get_logger(__name__)
# What each kind of message does, and what it means to give up on it.
ABOUT: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    imports.TOPIC: (_("Import of a file"), _("The import ends as failed; nothing of it was imported.")),
    "bulk.go_on": (
        _("Something done to many leads"),
        _("What is done stays done; the leads that are left stay as they are."),
    ),
    "accounts.tell_team": (
        _("Message to a team's chat"),
        _("The message is not written there. What it was about stands in the portal."),
    ),
    "accounts.mail_notification": (
        _("Mail about a notification"),
        _("The mail is not sent. The notification stays on the page of whom it is for."),
    ),
    "surveys.mail_survey": (
        _("Mail that asks a customer"),
        _("The mail is not sent. The customer is not asked about this lead."),
    ),
    "accounts.mail_digest": (
        _("Mail with the digest of a day"),
        _("The mail is not sent. What it was about comes with the next digest and stands on the page."),
    ),
    "accounts.mail_invitation": (
        _("Mail with an invitation"),
        _("The mail is not sent. The link can be passed on under “People”."),
    ),
    "accounts.mail_email_change": (
        _("Mail to a new e-mail address"),
        _("The mail is not sent. Whoever asked for it can ask again."),
    ),
    "accounts.mail_email_changed": (
        _("Mail to the e-mail address of before"),
        _("The mail is not sent. The new address holds."),
    ),
    "accounts.mail_password_reset": (
        _("Mail for a new password"),
        _("The mail is not sent. Whoever asked for it can ask again."),
    ),
}


@transaction.atomic
def retry(message_ids: Collection[int], *, actor: User | None = None) -> int:
    """Send parked messages round again, their imports running anew; return how many there were.

    `actor` is None for a command. Raises PermissionDenied.
    """
    _authorise(actor)
    parked = OutboxMessage.objects.parked().filter(pk__in=message_ids).select_for_update()
    found = list(parked.values_list("pk", flat=True))
    imports.revive(found)
    logger.info("outbox_messages_retried", ids=found, by=actor.pk if actor else None)
    return unpark(found)


@transaction.atomic
def discard(message_ids: Collection[int], *, actor: User | None = None) -> int:
    """Give up on parked messages for good and let end what they were about; return how many there were.

    Who and when stands in the message and in the log. `actor` is None for a command. Raises PermissionDenied.
    """
    _authorise(actor)
    gone = discard_messages(message_ids, by=actor.pk if actor else None)
    imports.settle_all()
    return len(gone)


def _authorise(actor: User | None) -> None:
    if actor is not None:
        authorise(actor, Action.MANAGE_GIVEN_UP)
