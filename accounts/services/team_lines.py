"""What the chats of a team hear: one line for each thing that happens, however many people are told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.chats.faults import ChatFault, ChatRefused, say_failure
from accounts.chats.secrets import unseal
from accounts.chats.shapes import shape
from accounts.chats.wire import post_json
from accounts.kinds import Kind
from accounts.models import TeamChat, TeamEvent, TeamLine, User
from accounts.permissions import TABLE, Action
from accounts.services.notifications import is_told, notify
from outbox.services import post

logger = structlog.get_logger(__name__)
TOPIC: Final = "accounts.tell_team"


@transaction.atomic
def announce(*events: TeamEvent, word: Callable[[], str], path: str = "") -> None:
    """Let each chat that hears one of these have a line; nothing leaves before the commit.

    Called once for each thing that happened, in the transaction of its cause; within `untold` nothing is
    said. `word` is called in the language of each chat. It names no person a lead is about, and repeats
    nothing that somebody typed of one: a channel is read by people who may not see that lead, and stands at
    another company.
    """
    if not is_told():
        return
    for chat in TeamChat.objects.hearing(events):
        with translation.override(chat.language):
            text = word()
        post_line(chat, text, path=path)


def post_line(chat: TeamChat, text: str, *, path: str = "", is_test: bool = False) -> None:
    """Write one line down for one chat; the message that is posted names its number alone."""
    line = TeamLine.objects.create(chat=chat, text=" ".join(text.split()), path=path, is_test=is_test)
    post(topic=TOPIC, payload={"line": line.pk})


def send(line_id: int) -> None:
    """Write one line into its chat; one that is gone, or whose chat was switched off meanwhile, is not.

    At least once: a worker that dies between the chat's answer and its own commit writes it again, and no
    chat can tell. Raises ChatFault, which names the chat.
    """
    line = TeamLine.objects.select_related("chat").filter(pk=line_id).first()
    if line is None:
        return
    if line.chat.is_active or line.is_test:
        _deliver(line)
        TeamChat.objects.filter(pk=line.chat_id).update(arrived_at=timezone.now(), stopped_at=None)
    line.delete()


def _deliver(line: TeamLine) -> None:
    chat = line.chat
    try:
        with translation.override(chat.language):
            message = shape(line)
        post_json(unseal(chat.sealed_address), message)
    except ChatFault as fault:
        fault.chat_id = chat.pk
        raise


@contextmanager
def noting_failures() -> Iterator[None]:
    """Keep why a line did not arrive, outside the transaction that ends with it, and raise it on."""
    try:
        yield
    except ChatFault as fault:
        if fault.chat_id is not None:
            _note(fault.chat_id, fault)
        raise


@transaction.atomic
def _note(chat_id: int, fault: ChatFault) -> None:
    """What was refused stops the chat, since what follows would be, too; who manages it hears that once."""
    now = timezone.now()
    chats = TeamChat.objects.filter(pk=chat_id)
    chats.update(failed_at=now, failure=fault.failure)
    logger.warning("team_chat_failed", chat_id=chat_id, failure=fault.failure)
    if isinstance(fault, ChatRefused) and chats.filter(stopped_at=None).update(stopped_at=now):
        _tell_it_stopped(chats.get())


def _tell_it_stopped(chat: TeamChat) -> None:
    for reader in User.objects.active().filter(role__in=TABLE[Action.MANAGE_TEAM_CHATS]):
        with translation.override(reader.language):
            notify(
                user=reader,
                kind=Kind.TEAM_CHAT_STOPPED,
                title=_("The team chat “%(chat)s” takes no more messages") % {"chat": chat},
                body=say_failure(chat.failure),
                path=reverse("accounts:team_chat", args=[chat.pk]),
            )


def forget_old() -> int:
    """Delete lines written OUTBOX_KEEP_DAYS ago, whatever kept them; return how many there were."""
    before = timezone.now() - timedelta(days=settings.OUTBOX_KEEP_DAYS)
    return TeamLine.objects.filter(created_at__lt=before).delete()[0]
