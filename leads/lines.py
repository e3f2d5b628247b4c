"""What a line of the list of leads says, put into words once instead of by the template cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from leads.filters import Names
from leads.models import Lead, LeadKind


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadLine:
    """One line; `grade` is blank where this person may not see it, `cta` for history without one."""

    lead: Lead
    url: str
    title: str
    company: str
    other_names: tuple[str, ...]
    campaign: str
    cta: str
    channel: str
    moment: str
    day: str
    time: str
    rep: str
    is_off: bool
    is_in_pool: bool
    grade: str


def build_lines(leads: Iterable[Lead], names: Names, viewer: User) -> list[LeadLine]:
    """The leads as lines for this person, in their time zone and language."""
    return [_line(lead, names, viewer) for lead in leads]


def _line(lead: Lead, names: Names, viewer: User) -> LeadLine:
    received = timezone.localtime(lead.received_at)
    contact = lead.contact_by(lambda: _cta(lead, names) or _campaign(lead, names))
    return LeadLine(
        lead=lead,
        url=reverse("lead", args=(lead.pk,)),
        title=contact.title,
        company=contact.company,
        other_names=contact.other_names,
        campaign=_campaign(lead, names),
        cta=_cta(lead, names),
        channel=_channel(lead, names),
        moment=received.isoformat(),
        day=date_format(received, "SHORT_DATE_FORMAT"),
        time=f"{received:%H:%M}",
        rep=str(lead.assigned_to or ""),
        is_off=lead.kind != LeadKind.REAL,
        is_in_pool=lead.is_in_pool,
        grade=lead.grade if lead.shows_grade_to(viewer) else "",
    )


# What was made in the moment between reading the names and the leads is asked for by itself.


def _campaign(lead: Lead, names: Names) -> str:
    return names.campaigns.get(lead.campaign_id) or lead.campaign.name


def _cta(lead: Lead, names: Names) -> str:
    if lead.cta_id is None:
        return ""
    known = names.ctas.get(lead.cta_id)
    return known[1] if known else str(lead.cta)


def _channel(lead: Lead, names: Names) -> str:
    if lead.channel_id is None:
        return ""
    return names.channels.get(lead.channel_id) or str(lead.channel)
