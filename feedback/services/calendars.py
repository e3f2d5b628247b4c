"""The secret address at which a calendar reads somebody's follow-ups: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, authorise, may
from feedback.models import CalendarAddress, FollowUp
from handoff.deputies import read_absent_for
from leads.models import Lead
from values.calendars import Entry, write_calendar


def make_calendar_address(*, actor: User) -> str:
    """Make a secret for oneself, in place of the one before; return it, for it is kept nowhere."""
    authorise(actor, Action.SET_FOLLOW_UPS)
    secret = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(
        user=actor, defaults={"secret_hash": _hash(secret), "created_at": timezone.now()}
    )
    return secret


def revoke_calendar_address(*, actor: User) -> None:
    """Let nobody read one's follow-ups at the address any more; a second time changes nothing."""
    authorise(actor, Action.SET_FOLLOW_UPS)
    CalendarAddress.objects.filter(user=actor).delete()


def find_person_of_calendar(secret: str) -> User | None:
    """Whose secret this is, as long as that person works on leads; the hash is looked up in an index."""
    address = CalendarAddress.objects.select_related("user").filter(secret_hash=_hash(secret)).first()
    return address.user if address is not None and may(address.user, Action.SET_FOLLOW_UPS) else None


def write_follow_ups(user: User) -> bytes:
    """The calendar of this person's open follow-ups, in their language, and of those they stand in for.

    It names a person by their title and gives the address of the lead: whoever may read more reads it there.
    """
    rows = _find_follow_ups(user).select_related(
        "lead__person", "lead__campaign", "lead__cta", "lead__assigned_to"
    )
    with translation.override(user.language):
        entries = _entries(rows.order_by("day", "pk"), reader=user)
        return write_calendar(entries, name=_("Follow-ups"), product="Smarketing")


def _find_follow_ups(user: User) -> QuerySet[FollowUp]:
    """The own ones, and of those who are away today and come back later than its day."""
    lying = Q(lead__assigned_to=user)
    for absent in read_absent_for(user, today()).values():
        if absent.deputy == user:
            lying |= Q(lead__assigned_to=absent.person, day__lte=absent.until)
    return FollowUp.objects.open().filter(lying, lead__in=Lead.objects.visible_to(user))


def _entries(follow_ups: Iterable[FollowUp], *, reader: User) -> Iterator[Entry]:
    host = urlsplit(settings.PUBLIC_URL).hostname or "smarketing"
    for follow_up in follow_ups:
        yield Entry(
            uid=f"follow-up-{follow_up.pk}@{host}",
            stamp=follow_up.created_at,
            when=follow_up.when,
            title=_title(follow_up.lead, reader),
            url=settings.PUBLIC_URL + reverse("lead", args=[follow_up.lead_id]),
        )


def _title(lead: Lead, reader: User) -> str:
    if lead.assigned_to is None or lead.assigned_to == reader:
        return _("Follow-up: %(person)s") % {"person": lead.contact.title}
    values = {"person": lead.contact.title, "rep": lead.assigned_to}
    return _("Follow-up: %(person)s (for %(rep)s)") % values


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
