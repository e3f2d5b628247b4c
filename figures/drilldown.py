"""The leads behind a figure: those its rule counts, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from accounts.models import User
from counting.filters import Filters
from counting.kinds import Aged, Tally
from counting.measures import RULES
from leads.models import Lead, LeadKind, LeadQuerySet


def leads_behind(filters: Filters, figure: Tally, *, young_since: date) -> LeadQuerySet:
    """Every lead that the figure counts, whoever asks: both teams see the same number of rows.

    Whose row may be opened, `Lead.objects.visible_to` says. `young_since` is the first day whose
    leads are younger than the maturity age.
    """
    if isinstance(figure, Aged):
        filters = figure.narrow(filters, young_since)
    rows = Lead.objects.counted().filter(RULES[figure.name].condition)
    return _received(rows.filter(**filters.lookups()), filters)


def leads_out_of_the_figures(filters: Filters) -> LeadQuerySet:
    """Every test lead and all spam that these filters mean, whoever asks."""
    return _received(Lead.objects.exclude(kind=LeadKind.REAL).filter(**filters.lookups()), filters)


def find_visible(rows: Sequence[Lead], user: User) -> set[int]:
    """The numbers of those of these leads that this person may open."""
    keys = [lead.pk for lead in rows]
    return set(Lead.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _received(rows: LeadQuerySet, filters: Filters) -> LeadQuerySet:
    """By the day it is counted on. The wider bounds of the moment let the list start at its index."""
    if filters.start:
        rows = rows.filter(received_on__gte=filters.start, received_at__gte=_near(filters.start, days=-2))
    if filters.end:
        rows = rows.filter(received_on__lte=filters.end, received_at__lt=_near(filters.end, days=3))
    return rows


def _near(day: date, *, days: int) -> datetime:
    """A moment so many days off, further than any time zone reaches; at the ends of the calendar, the end."""
    try:
        return datetime.combine(day + timedelta(days=days), time.min, tzinfo=UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if days < 0 else datetime.max.replace(tzinfo=UTC)
