"""The list of leads as a file: what it shows, in columns that an import knows again, and one for all else.

Each row has what its reader may see and no more. Where they may read e-mail and phone, the last column holds
what has no column of its own, so that the lead comes back by an import as it was (`leads/doors/record.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from files.headings import OURS
from leads.doors.record import RECORD, shown_contact, write_record
from leads.fields import CLICK_IDS, UTM_FIELDS
from leads.models import Lead, LeadQuerySet, Touch, TouchPosition
from leads.veil import shown_to, touch_shown_to

AT_ONCE: Final = 500
# What of a lead rooms above have to say, {lead: texts}, in the order of their heads.
Say = Callable[[Sequence[Lead]], dict[int, Sequence[str]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Further:
    """Columns of a room above: for people, an import passes them over."""

    heads: Sequence[str]
    say: Say


NOTHING_FURTHER: Final = Further(heads=(), say=lambda _leads: {})


def headings(further: Further = NOTHING_FURTHER) -> list[str]:
    """In the language in force, each as an import knows it; those that say what became of it are ours."""
    own = [_("Lead"), _("Status"), _("Kind"), _("Sales rep"), *further.heads]
    return [
        pgettext("heading of a file", "Created at"),
        pgettext("heading of a file", "Full name"),
        pgettext("heading of a file", "Company name"),
        pgettext("heading of a file", "E-mail"),
        pgettext("heading of a file", "Phone"),
        pgettext("heading of a file", "Campaign name"),
        pgettext("heading of a file", "Call-to-action"),
        pgettext("heading of a file", "Channel"),
        *UTM_FIELDS,
        *CLICK_IDS,
        pgettext("heading of a file", "Lead grade"),
        pgettext("heading of a file", "External id"),
        pgettext("heading of a file", "Notes"),
        *(f"{OURS}{head}" for head in own),
        RECORD,
    ]


def write_rows(
    leads: LeadQuerySet, reader: User, *, is_newest_first: bool, further: Further = NOTHING_FURTHER
) -> Iterator[list[str]]:
    """The leads in their order, some at a time: no statement and no memory grows with their number.

    Said in the language and zone in force when this is called, however late the rows are asked for.
    """
    language, zone = get_language() or "de", timezone.get_current_timezone()
    return _rows(leads, reader, is_newest_first, further, language, zone)


def _rows(
    leads: LeadQuerySet, reader: User, is_newest_first: bool, further: Further, language: str, zone: tzinfo
) -> Iterator[list[str]]:
    for batch in _batches(leads, is_newest_first=is_newest_first):
        with translation.override(language), timezone.override(zone):
            said = further.say(batch)
            rows = [_row(lead, reader, said.get(lead.pk, [""] * len(further.heads))) for lead in batch]
        yield from rows


def _batches(leads: LeadQuerySet, *, is_newest_first: bool) -> Iterator[list[Lead]]:
    """By where the last one lay: a lead that comes in meanwhile moves no other."""
    order = ("-received_at", "-pk") if is_newest_first else ("received_at", "pk")
    beyond = "lt" if is_newest_first else "gt"
    rows = leads.select_related("person", "campaign", "cta", "channel", "assigned_to")
    rows = rows.prefetch_related("touches", "consents").order_by(*order)
    batch = list(rows[:AT_ONCE])
    while batch:
        yield batch
        if len(batch) < AT_ONCE:
            return
        last = batch[-1]
        at = {f"received_at__{beyond}e": last.received_at}
        behind = Q(**{f"received_at__{beyond}": last.received_at}) | Q(**{f"pk__{beyond}": last.pk})
        batch = list(rows.filter(behind, **at)[:AT_ONCE])


def _row(lead: Lead, reader: User, further: Sequence[str]) -> list[str]:
    shown = shown_to(reader, lead)
    contact = shown_contact(shown)
    last = next((one for one in lead.touches.all() if one.position == TouchPosition.LAST), Touch())
    touch = touch_shown_to(reader, lead, last)
    grade = lead.grade if lead.shows_grade_to(reader) else ""
    return [
        timezone.localtime(lead.received_at).isoformat(" ", "seconds"),
        *(contact[name] for name in ("name", "company", "email", "phone")),
        lead.campaign.name,
        lead.cta.name if lead.cta else "",
        lead.channel.name if lead.channel else "",
        *(getattr(touch, name) for name in UTM_FIELDS),
        *(touch.click_ids.get(name, "") for name in CLICK_IDS),
        grade,
        shown.external_id,
        shown.note,
        str(lead.pk),
        str(lead.get_stage_display()),
        str(lead.get_kind_display()),
        str(lead.assigned_to or ""),
        *further,
        write_record(lead) if lead.shows_contact_to(reader) else "",
    ]
