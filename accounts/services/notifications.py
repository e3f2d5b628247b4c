"""Telling a person something: a row on their page, and a mail later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import Truncator

from accounts.models import Notification, User
from outbox.services import post

TITLE_LENGTH = 200
_is_untold: Final = ContextVar("is_untold", default=False)


@contextmanager
def untold() -> Iterator[None]:
    """Tell nobody of what is done within: whoever does many things at once tells of them together."""
    token = _is_untold.set(True)
    try:
        yield
    finally:
        _is_untold.reset(token)


@transaction.atomic
def notify(*, user: User, kind: str, title: str, body: str = "", path: str = "") -> Notification:
    """Tell one person, on the page and by mail; the mail leaves after the transaction of the cause.

    Within `untold` it is worded, and goes nowhere.

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
    if _is_untold.get():
        return notification
    notification.save(force_insert=True)
    post(topic="accounts.mail_notification", payload={"notification": notification.pk})
    return notification


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
