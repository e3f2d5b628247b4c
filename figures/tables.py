"""Figures put together: the table of one dimension, and everything the joint page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.own_company import own_company, today
from campaigns.models import CallToAction, Campaign, Channel
from counting.cache import cache_while_unchanged, current_state
from counting.filters import Filters
from counting.job import pending_since
from counting.measures import AGED, LAGS, STORED
from counting.queries import Dimension, Group, Sums, read_costs, read_counts, read_lags, read_young
from counting.statistics import Finding, Judgement, Reached, find_over_promise, judge_campaigns, quantile
from figures.drilldown import leads_out_of_the_figures
from figures.rows import Figures, Row
from figures.targets import hold_against_targets
from figures.why import PromiseShare, find_most_blamed

TOTAL: Group = (None, None)
OF_THE_PAGE: tuple[Dimension, ...] = ("campaign", "month")


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversionTable:
    """The figures by one dimension, and in total; deals are in time by `maturity_days`."""

    by: Dimension
    maturity_days: int
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Yardstick:
    """What all campaigns of the company say of each other in one period, whatever else is filtered."""

    judgement: Judgement[int]
    finding: Finding[int] | None
    targets: dict[int, Reached]


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """All that the joint page shows of the leads meant. Medians are in seconds, by the name of the lag.

    Verdicts and finding are those of the whole company in this period: a filter narrows what is shown of
    them and never changes them. `finding` is about one of `campaigns`.
    """

    maturity_days: int
    total: Figures
    campaigns: tuple[Row, ...]
    months: tuple[Row, ...]
    medians: dict[str, float | None]
    judgement: Judgement[int]
    finding: Finding[int] | None
    targets: dict[int, Reached]
    # Of the campaign of the finding: the promise most ratings call misleading.
    most_blamed: PromiseShare | None = None
    # Tests, spam and no leads of the selection: in no figure.
    out: int = 0


def conversion(*, by: Dimension, filters: Filters) -> ConversionTable:
    """Counts and rates by campaign, call-to-action, channel or month of intake, as far as they are counted.

    Months stand in their order, everything else by number of leads, then by name.
    """
    return _conversion(by, filters, today())


def overview(*, filters: Filters) -> Overview:
    """The same by campaign and by month, with median times, verdicts and the one thing to look at."""
    return _overview(filters, today())


def as_of() -> datetime:
    """The moment up to which every change is in the figures: now, unless one still waits to be counted."""
    return pending_since() or timezone.now()


def maturity_days() -> int:
    """The maturity age by which the counts were made: the company's, unless it has just changed it."""
    return current_state().maturity_days or own_company().maturity_days


def young_since(day: date, age: int) -> date:
    """The first day of intake whose leads are on this day younger than an age in days."""
    return day - timedelta(days=age - 1)


@cache_while_unchanged
def _conversion(by: Dimension, filters: Filters, day: date) -> ConversionTable:
    age = maturity_days()
    groups = _read(filters, (by,), day, age)
    total = Row(figures=groups[TOTAL])
    return ConversionTable(by=by, maturity_days=age, rows=_rows(groups, by), total=total)


@cache_while_unchanged
def _overview(filters: Filters, day: date) -> Overview:
    age = maturity_days()
    groups = _read(filters, OF_THE_PAGE, day, age)
    campaigns = _rows(groups, "campaign")
    yardstick = _yardstick(filters.of_the_company, day, age)
    shown = {row.id for row in campaigns}
    finding = yardstick.finding if yardstick.finding and yardstick.finding.campaign.key in shown else None
    return Overview(
        maturity_days=age,
        total=groups[TOTAL],
        campaigns=campaigns,
        months=_rows(groups, "month"),
        medians=_medians(filters),
        judgement=yardstick.judgement,
        finding=finding,
        targets=yardstick.targets,
        most_blamed=find_most_blamed(filters, finding.campaign.key) if finding else None,
        out=leads_out_of_the_figures(filters).count(),
    )


@cache_while_unchanged
def _yardstick(period: Filters, day: date, age: int) -> Yardstick:
    groups = _read(period, OF_THE_PAGE, day, age)
    campaigns = {key: figures for (dimension, key), figures in groups.items() if dimension == "campaign"}
    counts = [campaigns[key].counts_of(key) for key in sorted(campaigns) if campaigns[key].leads]
    return Yardstick(
        judgement=judge_campaigns(counts),
        finding=find_over_promise(counts),
        targets=hold_against_targets(campaigns, period=period, day=day),
    )


@cache_while_unchanged
def _read(filters: Filters, dimensions: tuple[Dimension, ...], day: date, age: int) -> dict[Group, Figures]:
    counts = read_counts(filters, dimensions, {name: name for name in STORED})
    young_from = young_since(day, age)
    young = read_young(filters, dimensions, young_from)
    # What was spent on leads without a channel or by one call-to-action, nobody can tell.
    has_costs = not (filters.is_by_cta or filters.has_no_channel)
    costs: Sums = read_costs(filters, dimensions, young_from) if has_costs else {}

    def cost(group: Group, name: str) -> int | None:
        is_known = has_costs and not _has_no_costs(group)
        return costs.get(group, {}).get(name, 0) if is_known else None

    return {
        group: Figures(
            **counts.get(group, {}),
            **_by_age(counts.get(group, {}), young.get(group, {})),
            cost_cents=cost(group, "cost_cents"),
            mature_cost_cents=cost(group, "mature_cost_cents"),
        )
        for group in {TOTAL, *counts, *(group for group in costs if not _has_no_costs(group))}
    }


def _has_no_costs(group: Group) -> bool:
    return group[0] == "cta" or group == ("channel", None)


def _by_age(counts: dict[str, int], young: dict[str, int]) -> dict[str, int]:
    """The figures of one age: the young leads of a count, or what is left of it without them."""
    return {
        aged.name: young.get(aged.of, 0) if aged.is_young else counts.get(aged.of, 0) - young.get(aged.of, 0)
        for aged in AGED
    }


def _medians(filters: Filters) -> dict[str, float | None]:
    lags = read_lags(filters)
    return {lag.name: quantile(lags.get(lag.number, {}), 0.5) for lag in LAGS}


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
