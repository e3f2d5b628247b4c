"""Figures put together: the table of one dimension, and everything the joint page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.own_company import today
from campaigns.models import CallToAction, Campaign, Channel
from insights.counting import pending_since
from insights.figures.cache import cache_while_unchanged
from insights.figures.queries import Group, Sums, read_aged, read_costs, read_counts, read_lags
from insights.figures.rows import Dimension, Figures, Row
from insights.filters import Filters
from insights.measures import LAGS, STORED
from insights.statistics import Finding, Verdict, find_over_promise, judge_campaigns, quantile

TOTAL: Group = (None, None)
OF_THE_PAGE: tuple[Dimension, ...] = ("campaign", "cta", "channel", "month")


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversionTable:
    """The figures by one dimension, and in total."""

    by: Dimension
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """All that the joint page shows of the leads meant. Medians are in seconds, by the name of the lag."""

    total: Figures
    campaigns: tuple[Row, ...]
    ctas: tuple[Row, ...]
    channels: tuple[Row, ...]
    months: tuple[Row, ...]
    medians: dict[str, float | None]
    verdicts: dict[int, Verdict]
    finding: Finding[int] | None


def conversion(*, by: Dimension, filters: Filters) -> ConversionTable:
    """Counts and rates by campaign, call-to-action, channel or month of intake, as far as they are counted.

    Months stand in their order, everything else by number of leads, then by name.
    """
    groups = _read(filters, (by,), young_since(today()))
    total = Row(figures=groups[TOTAL])
    return ConversionTable(by=by, rows=_rows(groups, by), total=total)


def overview(*, filters: Filters) -> Overview:
    """The same by every dimension, with median times, verdicts and the one thing to look at."""
    return _overview(filters, young_since(today()))


def as_of() -> datetime:
    """The moment up to which every change is in the figures: now, unless one still waits to be counted."""
    return pending_since() or timezone.now()


def young_since(day: date) -> date:
    """The first day of intake on which an open lead is too young, on this day, to say it was not won."""
    return day - timedelta(days=settings.MATURITY_DAYS - 1)


@cache_while_unchanged
def _overview(filters: Filters, young: date) -> Overview:
    groups = _read(filters, OF_THE_PAGE, young)
    campaigns = _rows(groups, "campaign")
    counts = [row.figures.counts_of(row.id) for row in campaigns if row.id is not None]
    return Overview(
        total=groups[TOTAL],
        campaigns=campaigns,
        ctas=_rows(groups, "cta"),
        channels=_rows(groups, "channel"),
        months=_rows(groups, "month"),
        medians=_medians(filters),
        verdicts=judge_campaigns(counts),
        finding=find_over_promise(counts),
    )


@cache_while_unchanged
def _read(filters: Filters, dimensions: tuple[Dimension, ...], young: date) -> dict[Group, Figures]:
    counts = read_counts(filters, dimensions, {name: name for name in STORED})
    aged = read_aged(filters, dimensions, young)
    costs: Sums = {} if filters.is_by_cta else read_costs(filters, dimensions)
    return {
        group: Figures(
            **counts.get(group, {}),
            **aged.get(group, {}),
            cost_cents=_cost(costs, group, is_known=not filters.is_by_cta and group[0] != "cta"),
        )
        for group in {TOTAL, *counts, *costs}
    }


def _medians(filters: Filters) -> dict[str, float | None]:
    lags = read_lags(filters)
    return {lag.name: quantile(lags.get(lag.number, {}), 0.5) for lag in LAGS}


def _cost(costs: Sums, group: Group, *, is_known: bool) -> int | None:
    return costs.get(group, {}).get("cost_cents", 0) if is_known else None


def _rows(groups: dict[Group, Figures], by: Dimension) -> tuple[Row, ...]:
    keys = [key for dimension, key in groups if dimension == by]
    if by == "month":
        return tuple(Row(by=by, month=key, figures=groups[by, key]) for key in sorted(keys))
    names = _names(by, keys)
    rows = [_row(by, key, names.get(key, ("", "")), groups[by, key]) for key in keys]
    return tuple(sorted(rows, key=lambda row: (-row.figures.leads, row.name.casefold(), row.id or 0)))


def _row(by: Dimension, key: int | None, names: tuple[str, str], figures: Figures) -> Row:
    name, parent = names
    return Row(by=by, id=key, name=name, parent=parent, figures=figures)


def _names(by: Dimension, keys: Sequence[int | None]) -> dict[int, tuple[str, str]]:
    """Key → its name and what it belongs to: the campaign of a call-to-action, a campaign's usual channel."""
    ids = [key for key in keys if key is not None]
    named: Iterable[tuple[int, str, str | None]]
    if by == "cta":
        named = CallToAction.objects.filter(pk__in=ids).values_list("pk", "name", "campaign__name")
    elif by == "campaign":
        named = Campaign.objects.filter(pk__in=ids).values_list("pk", "name", "channel__name")
    else:
        named = ((pk, name, "") for pk, name in Channel.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {pk: (name, parent or "") for pk, name, parent in named}
