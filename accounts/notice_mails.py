"""The mails of notifications: one by itself, or several in one, with what ends them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.kinds import Kind
from accounts.models import Notification, User
from accounts.notifications import Named, compose

# What is more stands in the portal: mail programs cut long mails off.
MOST_LINES: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A notification in a mail of several, and the page it leads to."""

    row: Notification
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """Those of one kind, oldest first."""

    label: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondStep:
    """What can be done from the mail itself, beside opening the portal."""

    label: str
    url: str


Offer = Callable[[Notification], SecondStep | None]
_OFFERS: Final[dict[str, Offer]] = {}


def register_second_step(kind: Kind, offer: Offer) -> None:
    """Let mails of this kind offer a second step. `offer` is asked as the mail leaves, in its language."""
    _OFFERS[kind] = offer


def send_notification(row: Notification, *, named_by: Named, unsubscribe: str) -> None:
    """Send one; `unsubscribe` is the secret of the link that ends such mails. Raises as the server does."""
    reader = row.user
    with _as_read_by(reader):
        context = {
            "notification": row,
            "url": _url(row.path),
            "action": _("Open in the portal"),
            "second": _OFFERS[row.kind](row) if row.kind in _OFFERS else None,
            "preheader": row.body[:120],
        }
        _send(reader, row.title, "notification", context, named_by=named_by, unsubscribe=unsubscribe)


def send_notifications(
    rows: Sequence[Notification], *, named_by: Named, unsubscribe: str, day: date | None = None
) -> None:
    """Send several of one person in one mail, by kind: the digest of `day`, or what waited for a quiet time.

    The subject names nobody: it is read on locked phones. Raises the mail server's errors.
    """
    reader = rows[0].user
    with _as_read_by(reader):
        said = {"count": len(rows)}
        if day is not None:
            subject = _("Your digest of %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}
        else:
            subject = (
                ngettext(
                    "%(count)d notification from your quiet time",
                    "%(count)d notifications from your quiet time",
                    len(rows),
                )
                % said
            )
        context = {
            "groups": by_kind(rows[:MOST_LINES]),
            "more": max(len(rows) - MOST_LINES, 0),
            "url": _url(reverse("accounts:notifications")),
            "action": _("All notifications"),
            "preheader": ngettext("%(count)d notification", "%(count)d notifications", len(rows)) % said,
        }
        _send(reader, subject, "notifications", context, named_by=named_by, unsubscribe=unsubscribe)


def by_kind(rows: Iterable[Notification]) -> list[Lines]:
    """Put them under the names of their kinds, in the order of the list of kinds."""
    found: dict[str, Lines] = {}
    order = {kind: number for number, kind in enumerate(Kind.values)}
    for row in sorted(rows, key=lambda row: (order.get(row.kind, len(order)), row.pk)):
        label = str(Kind(row.kind).label) if row.kind in order else _("Other")
        found.setdefault(label, Lines(label=label)).lines.append(Line(row=row, url=_url(row.path)))
    return list(found.values())


def _url(path: str) -> str:
    return settings.PUBLIC_URL + path if path else ""


def unsubscribe_url(secret: str) -> str:
    """Where a mail program says that somebody wants no more of these, and where a person does."""
    return settings.PUBLIC_URL + reverse("accounts:notices_unsubscribe", args=[secret])


def _send(
    reader: User, subject: str, template: str, context: dict[str, Any], *, named_by: Named, unsubscribe: str
) -> None:
    ends = unsubscribe_url(unsubscribe)
    foot = {
        "reader": reader,
        "unsubscribe_url": ends,
        "choices_url": settings.PUBLIC_URL + reverse("accounts:notices"),
    }
    mail: EmailMultiAlternatives = compose(
        of=named_by, to=reader.email, subject=subject, template=template, context={**context, **foot}
    )
    # RFC 8058: one POST, by the mail program, without asking the person anything.
    mail.extra_headers["List-Unsubscribe"] = f"<{ends}>"
    mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.send()


@contextmanager
def _as_read_by(reader: User) -> Iterator[None]:
    """Word it in the reader's language and by their clock."""
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
        yield
