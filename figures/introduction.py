"""When both teams began to work by the portal, and the leads of before and since, old enough to judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Min

from accounts.models import Company
from counting.filters import Filters
from counting.models import ConversionCell, ConversionMonth
from figures.tables import maturity_days, young_since


@dataclass(frozen=True, kw_only=True, slots=True)
class Introduction:
    """The day; `is_set` where somebody said it, else it is that of the first lead under a definition."""

    day: date
    is_set: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Cohorts:
    """The leads meant of before and since the introduction that are old enough; those since in two halves.

    The halves have as many days each; both None where there are not two days yet.
    """

    before: Filters
    since: Filters
    early: Filters | None
    late: Filters | None


def find_introduction() -> Introduction | None:
    """None as long as nobody said it and no lead has come in but as history."""
    # Read anew: what is remembered of the company may be older than the counts that are asked for.
    said = Company.objects.values_list("introduced_on", flat=True).first()
    if said is not None:
        return Introduction(day=said, is_set=True)
    is_new = {"leads__gt": F("history_leads")}
    month = ConversionMonth.objects.filter(**is_new).aggregate(first=Min("month"))["first"]
    if month is None:
        return None
    days = ConversionCell.objects.filter(day__gte=month, **is_new)
    return Introduction(day=days.aggregate(first=Min("day"))["first"], is_set=False)


def split_cohorts(filters: Filters, introduction: Introduction, day: date) -> Cohorts:
    """The leads meant that are old enough on this day, by when they came in."""
    return _split(filters.before(young_since(day, maturity_days())), introduction)


def split_questions(filters: Filters, introduction: Introduction, day: date) -> Cohorts:
    """The days until this one, for what is counted by the day on which customers were asked."""
    return _split(filters.before(day + timedelta(days=1)), introduction)


def _split(ended: Filters, introduction: Introduction) -> Cohorts:
    since = ended.since(introduction.day)
    return Cohorts(before=ended.before(introduction.day), since=since, **_halves(since))


def _halves(since: Filters) -> dict[str, Filters | None]:
    if since.start is None or since.end is None or since.end <= since.start:
        return {"early": None, "late": None}
    middle = since.start + timedelta(days=((since.end - since.start).days + 1) // 2)
    return {"early": since.before(middle), "late": since.since(middle)}
