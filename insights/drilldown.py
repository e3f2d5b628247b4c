"""The leads behind a figure: the counting rules once more, as a condition on single leads."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Q

from feedback.models import ExpectationFit, OutcomeKind
from feedback.models.ratings import GOOD_QUALITIES
from insights.figures import Figures, Filters
from leads.models import Lead, LeadQuerySet

_WON: Final = Q(standing__outcome=OutcomeKind.WON)
_LOST: Final = Q(standing__outcome=OutcomeKind.LOST)
_RATING_RECORDED: Final = Q(standing__rated_at__isnull=False)
_GOOD_RECORDED: Final = Q(standing__quality__in=GOOD_QUALITIES)
_RATED: Final = _WON | _LOST | _RATING_RECORDED
_CONTACTED: Final = _RATED | Q(standing__contacted_at__isnull=False)
_ACCEPTED: Final = _CONTACTED | Q(accepted_at__isnull=False)
_OPEN: Final = Q(standing=None) | Q(standing__outcome="")


class Stage(StrEnum):
    """What a figure counts, as the address says it: `stage=won`."""

    LEADS = "leads"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    RATED = "rated"
    RATING_RECORDED = "rating_recorded"
    GOOD = "good"
    GOOD_RECORDED = "good_recorded"
    WON = "won"
    LOST = "lost"
    TOO_YOUNG = "too_young"
    TOO_HIGH = "too_high"
    HISTORY = "history"


CONDITIONS: Final[dict[Stage, Q]] = {
    Stage.LEADS: Q(),
    Stage.HANDED_OVER: _ACCEPTED | Q(handed_over_at__isnull=False),
    Stage.ACCEPTED: _ACCEPTED,
    Stage.CONTACTED: _CONTACTED,
    Stage.RATED: _RATED,
    Stage.RATING_RECORDED: _RATING_RECORDED,
    Stage.GOOD: _WON | _GOOD_RECORDED,
    Stage.GOOD_RECORDED: _GOOD_RECORDED,
    Stage.WON: _WON,
    Stage.LOST: _LOST,
    Stage.TOO_YOUNG: _OPEN,
    Stage.TOO_HIGH: Q(standing__fit=ExpectationFit.TOO_HIGH),
    Stage.HISTORY: Q(definition=None),
}


def count_of(figures: Figures, stage: Stage) -> int:
    """The figure whose leads `leads_behind` lists."""
    special = {
        Stage.RATING_RECORDED: figures.recorded_ratings,
        Stage.GOOD_RECORDED: figures.good - figures.implied_good,
        Stage.TOO_HIGH: figures.fit_too_high,
        Stage.HISTORY: figures.history_leads,
    }
    return special[stage] if stage in special else int(getattr(figures, stage.value))


def leads_behind(filters: Filters, stage: Stage, *, young_since: date) -> LeadQuerySet:
    """Every lead that the figure counts, whoever asks: both teams see the same number of rows.

    Whose row may be opened, `Lead.objects.visible_to` says. `young_since` is the first day on which an
    open lead is too young.
    """
    if stage == Stage.TOO_YOUNG:
        filters = filters.since(young_since)
    rows = Lead.objects.counted().filter(CONDITIONS[stage])
    wanted = {"campaign": filters.campaign_id, "cta": filters.cta_id, "channel": filters.channel_id}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if filters.has_no_channel:
        rows = rows.filter(channel=None)
    if filters.has_no_cta:
        rows = rows.filter(cta=None)
    return _received(rows, filters)


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
