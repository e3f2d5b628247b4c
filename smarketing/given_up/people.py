"""For whom a mail or a line was that was given up. Named, never by an address: what is read here stays on the
page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from accounts.models import Digest, EmailChange, Invitation, Notification, TeamLine, User
from outbox.models import OutboxMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class Whom:
    """A person of the company or a team's chat with their page, or somebody invited, who has none yet."""

    name: str
    url: str


Found = dict[int, Whom]


def find_people(messages: Iterable[OutboxMessage]) -> Found:
    """Return for whom each mail was, by the number of its message; those of nobody's are left out."""
    by_topic: dict[str, list[OutboxMessage]] = defaultdict(list)
    for message in messages:
        if message.topic in _KEYS:
            by_topic[message.topic].append(message)
    people: Found = {}
    for topic, own in by_topic.items():
        key, read = _KEYS[topic]
        numbers = {message.pk: message.payload.get(key) for message in own}
        found = read([number for number in numbers.values() if isinstance(number, int)])
        people |= {pk: found[number] for pk, number in numbers.items() if number in found}
    return people


def _of(user: User) -> Whom:
    return Whom(name=user.full_name, url=reverse("accounts:person", args=[user.pk]))


def _users(numbers: Collection[int]) -> Found:
    return {user.pk: _of(user) for user in User.objects.filter(pk__in=numbers)}


def _owners(model: type[Notification | Digest | EmailChange]) -> Callable[[Collection[int]], Found]:
    def read(numbers: Collection[int]) -> Found:
        rows: Any = model._default_manager.filter(pk__in=numbers).select_related("user")
        return {row.pk: _of(row.user) for row in rows}

    return read


def _invited(numbers: Collection[int]) -> Found:
    url = reverse("accounts:people")
    invitations = Invitation.objects.filter(pk__in=numbers).exclude(full_name="")
    return {row.pk: Whom(name=row.full_name, url=url) for row in invitations}


def _chats(numbers: Collection[int]) -> Found:
    lines = TeamLine.objects.filter(pk__in=numbers).select_related("chat")
    return {
        line.pk: Whom(name=line.chat.name, url=reverse("accounts:team_chat", args=[line.chat_id]))
        for line in lines
    }


# By topic the key of the payload, and who is behind its numbers.
_KEYS: Final[dict[str, tuple[str, Callable[[Collection[int]], Found]]]] = {
    "accounts.mail_notification": ("notification", _owners(Notification)),
    "accounts.mail_digest": ("digest", _owners(Digest)),
    "accounts.mail_password_reset": ("user", _users),
    "accounts.mail_email_change": ("change", _owners(EmailChange)),
    "accounts.mail_email_changed": ("change", _owners(EmailChange)),
    "accounts.mail_invitation": ("invitation", _invited),
    "accounts.tell_team": ("line", _chats),
}
