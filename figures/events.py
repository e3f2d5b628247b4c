"""What happened in a period: milestones people set, and what the portal knows by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, DateField, F, IntegerField, Max, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, TruncDate

from accounts.models import Team
from accounts.own_company import company_zone, start_of
from campaigns.models import LeadDefinition, Milestone, Promise
from counting.filters import Filters
from feedback.models import AnswerStep, CampaignAnswer
from findings.models import FindingAnswer, FindingStep

# More than these nobody reads beside a picture; the newest are shown.
MOST: Final = 40


class What(StrEnum):
    """Of what kind it is."""

    MILESTONE = "milestone"
    PROMISED = "promised"
    WITHDRAWN = "withdrawn"
    DEFINITION = "definition"
    CHANGED = "changed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
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


_PROMISED: Final = (("promised_at", What.PROMISED), ("withdrawn_at", What.WITHDRAWN))


def read_events(filters: Filters) -> list[Event]:
    """The newest first, the same for everybody who may read figures: all of them see every campaign.

    Definitions by the day on which the second team signed, promises made or withdrawn after the first ones,
    what marketing says it changed because of sales, and what was changed because of a finding.
    """
    parts = [
        _milestones(filters),
        *(_promises(filters, column, what) for column, what in _PROMISED),
        _definitions(filters),
        _changes(filters),
        _decisions(filters),
    ]
    rows = parts[0].union(*parts[1:], all=True).order_by("-on_day", "-what")[:MOST]
    return [Event(*row) for row in rows]


def _milestones(filters: Filters) -> QuerySet[Any, Any]:
    rows = Milestone.objects.standing().of(filters.campaign_id).order_by()
    return _tell(rows.filter(**_within("day", filters)), F("day"), What.MILESTONE)


def _promises(filters: Filters, column: str, what: What) -> QuerySet[Any, Any]:
    rows = Promise.objects.filter(**_of(filters), **_moments_within(column, filters)).order_by()
    return _tell(rows, _day_of(column), what)


def _definitions(filters: Filters) -> QuerySet[Any, Any]:
    rows = LeadDefinition.objects.filter(**_of(filters, "cta__campaign")).order_by()
    rows = rows.annotate(agreed_at=Max("signatures__signed_at"), signers=Count("signatures"))
    rows = rows.filter(signers=len(Team), **_moments_within("agreed_at", filters))
    return _tell(
        rows, _day_of("agreed_at"), What.DEFINITION, text="cta__name", of="cta__campaign", version="version"
    )


def _changes(filters: Filters) -> QuerySet[Any, Any]:
    rows = CampaignAnswer.objects.filter(**_of(filters), step=AnswerStep.CHANGED).order_by()
    return _tell(rows.filter(**_within("changed_on", filters)), F("changed_on"), What.CHANGED)


def _decisions(filters: Filters) -> QuerySet[Any, Any]:
    rows = FindingAnswer.objects.filter(
        **_of(filters, "finding__campaign"), step=FindingStep.CHANGED
    ).order_by()
    rows = rows.filter(**_moments_within("created_at", filters))
    return _tell(rows, _day_of("created_at"), What.DECIDED, of="finding__campaign")


def _tell(
    rows: QuerySet[Any],
    day: Any,
    what: What,
    *,
    text: str = "text",
    of: str = "campaign",
    version: str = "",
) -> QuerySet[Any, Any]:
    """The rows as events, column by column."""
    told: QuerySet[Any, Any] = rows.annotate(
        on_day=Cast(day, DateField()),
        what=Value(what.value),
        said=Cast(text, TextField()),
        of=F(f"{of}_id"),
        of_name=Coalesce(f"{of}__name", Value("")),
        which=Cast(version or Value(None), IntegerField()),
    ).values_list("on_day", "what", "said", "of", "of_name", "which")
    return told


def _day_of(column: str) -> TruncDate:
    return TruncDate(column, tzinfo=company_zone())


def _of(filters: Filters, column: str = "campaign") -> dict[str, Any]:
    """The campaign shown, or every one."""
    return {} if filters.campaign_id is None else {column: filters.campaign_id}


def _within(column: str, filters: Filters) -> dict[str, Any]:
    """A day of the period."""
    bounds = {f"{column}__gte": filters.start, f"{column}__lte": filters.end}
    return {f"{column}__isnull": False} | {name: day for name, day in bounds.items() if day}


def _moments_within(column: str, filters: Filters) -> dict[str, Any]:
    """A moment on a day of the period, by the company's calendar."""
    bounds: dict[str, Any] = {f"{column}__isnull": False}
    if filters.start:
        bounds[f"{column}__gte"] = start_of(filters.start)
    if filters.end:
        bounds[f"{column}__lt"] = start_of(filters.end + timedelta(days=1))
    return bounds
