"""What happened in a period: milestones people set, and what the portal knows by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from django.db.models import Count, Max, QuerySet

from accounts.models import Team, User
from accounts.own_company import company_zone, day_of
from campaigns.models import Campaign, LeadDefinition, Milestone, Promise
from counting.filters import Filters
from feedback.models import AnswerStep, CampaignAnswer

# More than these nobody reads beside a picture; the newest are shown.
MOST: Final = 40


class What(StrEnum):
    """Of what kind it is."""

    MILESTONE = "milestone"
    PROMISED = "promised"
    WITHDRAWN = "withdrawn"
    DEFINITION = "definition"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """On which day what happened; `campaign` is None where it concerns all, `text` are somebody's words.

    Of a definition `text` is the call-to-action, and `version` which one both teams signed.
    """

    day: date
    what: What
    text: str
    campaign: int | None = None
    campaign_name: str = ""
    version: int | None = None


def read_events(filters: Filters, viewer: User) -> list[Event]:
    """The newest first, of the campaigns the viewer sees; read afresh: they raise no count.

    Definitions by the day on which the second team signed, promises made or withdrawn after the first ones,
    what marketing says it changed because of sales.
    """
    seen = Campaign.objects.visible_to(viewer)
    if filters.campaign_id is not None:
        seen = seen.filter(pk=filters.campaign_id)
    found = chain(
        _milestones(filters, viewer),
        _promises(filters, seen),
        _definitions(filters, seen),
        _changes(filters, seen),
    )
    return sorted(found, key=lambda event: (event.day, event.what), reverse=True)[:MOST]


def _milestones(filters: Filters, viewer: User) -> Iterator[Event]:
    rows = Milestone.objects.visible_to(viewer).standing().of(filters.campaign_id)
    for row in rows.filter(**_within("day", filters)).select_related("campaign")[:MOST]:
        yield Event(
            day=row.day,
            what=What.MILESTONE,
            text=row.text,
            campaign=row.campaign_id,
            campaign_name=row.campaign.name if row.campaign else "",
        )


def _promises(filters: Filters, seen: QuerySet[Campaign]) -> Iterator[Event]:
    rows = Promise.objects.filter(campaign__in=seen).select_related("campaign")
    for column, what in (("promised_at", What.PROMISED), ("withdrawn_at", What.WITHDRAWN)):
        for row in rows.filter(**_moments_within(column, filters)).order_by(f"-{column}")[:MOST]:
            yield _event(row.campaign, day_of(getattr(row, column)), what, row.text)


def _definitions(filters: Filters, seen: QuerySet[Campaign]) -> Iterator[Event]:
    rows = LeadDefinition.objects.filter(cta__campaign__in=seen)
    rows = rows.annotate(agreed_at=Max("signatures__signed_at"), signers=Count("signatures"))
    rows = rows.filter(signers=len(Team), **_moments_within("agreed_at", filters))
    for row in rows.select_related("cta__campaign").order_by("-agreed_at")[:MOST]:
        yield Event(
            day=day_of(row.agreed_at),
            what=What.DEFINITION,
            text=row.cta.name,
            campaign=row.cta.campaign_id,
            campaign_name=row.cta.campaign.name,
            version=row.version,
        )


def _changes(filters: Filters, seen: QuerySet[Campaign]) -> Iterator[Event]:
    rows = CampaignAnswer.objects.filter(campaign__in=seen, step=AnswerStep.CHANGED)
    rows = rows.filter(**_within("changed_on", filters)).select_related("campaign")
    for row in rows.order_by("-changed_on")[:MOST]:
        yield _event(row.campaign, row.changed_on, What.CHANGED, row.text)


def _event(campaign: Campaign, day: date | None, what: What, text: str) -> Event:
    assert day is not None
    return Event(day=day, what=what, text=text, campaign=campaign.pk, campaign_name=campaign.name)


def _within(column: str, filters: Filters) -> dict[str, Any]:
    """A day of the period."""
    bounds = {f"{column}__gte": filters.start, f"{column}__lte": filters.end}
    return {f"{column}__isnull": False} | {name: day for name, day in bounds.items() if day}


def _moments_within(column: str, filters: Filters) -> dict[str, Any]:
    """A moment on a day of the period, by the company's calendar."""
    bounds: dict[str, Any] = {f"{column}__isnull": False}
    if filters.start:
        bounds[f"{column}__gte"] = _midnight(filters.start)
    if filters.end:
        bounds[f"{column}__lt"] = _midnight(filters.end + timedelta(days=1))
    return bounds


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=company_zone())
