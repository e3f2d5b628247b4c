"""The diary of the demo: as if each word had been counted on the day on which it was said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from accounts.own_company import day_of
from counting.models import NOTED, CauseKind, ChangeCause, DiaryNote, FigureChange
from counting.rules import WON_IN_TIME
from feedback.models.ratings import GOOD_QUALITIES
from leads.models import Lead


def keep_diary(begun_at: datetime) -> None:
    """Note what was said of leads after their month, and forget that all were entered at once."""
    ChangeCause.objects.all().delete()
    FigureChange.objects.all().delete()
    DiaryNote.objects.update(noted_at=begun_at)
    leads = Lead.objects.counted().filter(standing__isnull=False).select_related("standing")
    causes = [cause for lead in leads for cause in _causes_of(lead) if _is_later(cause.noted_on, cause.day)]
    ChangeCause.objects.bulk_create(causes, batch_size=2_000)
    FigureChange.objects.bulk_create(_add_up(causes), batch_size=2_000)


def _causes_of(lead: Lead) -> Iterator[ChangeCause]:
    said = lead.standing
    if said.rated_at:
        is_good = said.quality in GOOD_QUALITIES
        yield _cause(lead, CauseKind.RATED, said.rated_at, rated_recorded=1, good_recorded=int(is_good))
    if said.decided_at and said.outcome == "won":
        moved = {
            "won": 1,
            "won_in_time": int(WON_IN_TIME.holds(lead)),
            "revenue_cents": said.value_cents or 0,
        }
        yield _cause(lead, CauseKind.WON, said.decided_at, **moved)
    if said.decided_at and said.outcome == "lost":
        yield _cause(lead, CauseKind.LOST, said.decided_at, lost=1)


def _cause(lead: Lead, kind: CauseKind, when: datetime, **moved: int) -> ChangeCause:
    return ChangeCause(
        kind=kind,
        lead_id=lead.pk,
        campaign_id=lead.campaign_id,
        cta_id=lead.cta_id,
        channel_id=lead.channel_id,
        day=lead.received_on,
        happened_at=when,
        noted_on=day_of(when),
        **moved,
    )


def _is_later(noted_on: date | None, day: date) -> bool:
    """Whether the month of intake was over."""
    return noted_on is not None and noted_on - timedelta(days=noted_on.day - 1) > day


def _add_up(causes: list[ChangeCause]) -> Iterator[FigureChange]:
    sums: defaultdict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for cause in causes:
        cell = (cause.noted_on, cause.campaign_id, cause.cta_id, cause.channel_id, cause.day)
        sums[cell].update({name: getattr(cause, name) for name in NOTED})
    names = ("noted_on", "campaign_id", "cta_id", "channel_id", "day")
    for key, moved in sums.items():
        yield FigureChange(**dict(zip(names, key, strict=True)), **moved)
