"""What happened, in words, and where it stands on the time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from counting.filters import Filters
from figures.events import Event, What
from values.text import nest_quotes


@dataclass(frozen=True, kw_only=True, slots=True)
class EventLine:
    """One line: the number of its mark in the picture, the day, what it was, and of which campaign."""

    number: int
    day: date
    text: str
    campaign: str
    url: str


def build_events(events: Sequence[Event]) -> list[EventLine]:
    """In the order given; marks are numbered from the first day on."""
    numbers = {id(event): number for number, event in enumerate(reversed(events), start=1)}
    return [
        EventLine(
            number=numbers[id(event)],
            day=event.day,
            text=_say(event),
            campaign=event.campaign_name,
            url=reverse("campaign", args=[event.campaign]) if event.campaign else "",
        )
        for event in events
    ]


def mark_months(lines: Sequence[EventLine]) -> list[dict[str, Any]]:
    """For the picture: the months in which something happened, each with the numbers of it."""
    months: dict[str, list[str]] = {}
    for line in reversed(lines):
        months.setdefault(date_format(line.day, "M Y"), []).append(str(line.number))
    return [{"label": month, "text": ", ".join(numbers)} for month, numbers in months.items()]


def milestones_url(filters: Filters) -> str:
    """Where another is set."""
    chosen = f"?campaign={filters.campaign_id}" if filters.campaign_id else ""
    return reverse("campaigns:milestones") + chosen


def _say(event: Event) -> str:
    if event.what == What.DEFINITION:
        said = _("Lead definition %(version)s of “%(cta)s” signed by both teams")
        return said % {"version": event.version, "cta": nest_quotes(event.text)}
    words = {
        What.PROMISED: _("Promised: %(text)s"),
        What.WITHDRAWN: _("No longer promised: %(text)s"),
        What.CHANGED: _("Changed because of sales: %(text)s"),
        What.DECIDED: _("Changed because of a finding: %(text)s"),
    }
    return words[event.what] % {"text": event.text} if event.what in words else event.text
