"""Telling a person something: a row on their page, and a mail as they chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import Truncator

from accounts.kinds import way_for
from accounts.models import Notification, User, WaitingMail, Way
from accounts.own_company import company_zone
from accounts.quiet import end_of_quiet
from accounts.services.notice_choices import times_of
from outbox.services import post

TITLE_LENGTH = 200
TOPIC: Final = "accounts.mail_notification"
_is_untold: Final = ContextVar("is_untold", default=False)


@contextmanager
def untold() -> Iterator[None]:
    """Tell nobody of what is done within: whoever does many things at once tells of them together."""
    token = _is_untold.set(True)
    try:
        yield
    finally:
        _is_untold.reset(token)


def is_told() -> bool:
    """Whether what is done now is told of; not within `untold`."""
    return not _is_untold.get()


@transaction.atomic
def notify(*, user: User, kind: str, title: str, body: str = "", path: str = "") -> Notification:
    """Tell one person, on the page and as they chose for this kind; nothing leaves before the commit.

    `kind` is a member of `accounts.kinds.Kind`. Within `untold`, and where the person wants to hear nothing
    of it, it is worded, goes nowhere and is not kept.

    `title` and `body` are in that person's language: word them under `translation.override(user.language)`.
    `path` is the page to open, from the first slash; ValueError for anything that could lead elsewhere.
    """
    if path and (not path.startswith("/") or path.startswith("//")):
        raise ValueError(
            f"A notification leads to {path!r}. Allowed is a path of this portal, such as /inbox/."
        )
    notification = Notification(
        user=user,
        kind=kind,
        title=Truncator(" ".join(title.split())).chars(TITLE_LENGTH),
        body=body,
        path=path,
    )
    way = way_for(user, kind)
    if not is_told() or way is Way.OFF:
        return notification
    notification.save(force_insert=True)
    if way is Way.MAIL and not hold_back(notification):
        post(topic=TOPIC, payload={"notification": notification.pk})
    elif way is Way.DIGEST:
        keep_for_digest(notification)
    return notification


def hold_back(notification: Notification) -> bool:
    """Let its mail wait for the end of the person's quiet hours; False, and nothing done, outside them."""
    reader, now = notification.user, timezone.now()
    times = times_of(reader)
    end = end_of_quiet(times, now, company_zone()) if times.is_ever_quiet else None
    if end is None:
        return False
    values = {"user": reader, "held_until": end}
    WaitingMail.objects.update_or_create(notification=notification, defaults=values)
    post(topic=TOPIC, payload={"notification": notification.pk}, delay=end - now)
    return True


def keep_for_digest(notification: Notification) -> None:
    """Let it come with the person's next digest."""
    values = {"user": notification.user, "held_until": None}
    WaitingMail.objects.update_or_create(notification=notification, defaults=values)


@transaction.atomic
def notify_administrators(*, kind: str, word: Callable[[], tuple[str, str]]) -> None:
    """Tell each of them; `word` gives title and body and is called in the language of each."""
    for reader in User.objects.administrators():
        with translation.override(reader.language):
            title, body = word()
            notify(user=reader, kind=kind, title=title, body=body)


def mark_read(*, actor: User, notification: Notification) -> None:
    """Note that the person has seen it; a second time changes nothing."""
    Notification.objects.for_user(actor).unread().filter(pk=notification.pk).update(read_at=timezone.now())


def mark_all_read(*, actor: User) -> int:
    """Note that the person has seen everything; return how many were unread."""
    return Notification.objects.for_user(actor).unread().update(read_at=timezone.now())
