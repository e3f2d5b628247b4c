"""The campaigns' own targets, held against what they brought in the days they ran of a period."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db.models import Min

from campaigns.models import Campaign
from counting.filters import Filters
from counting.models import ConversionMonth
from counting.statistics import Reached, Target, reach
from figures.rows import Figures


def hold_against_targets(
    campaigns: Mapping[int, Figures], *, period: Filters, day: date
) -> dict[int, Reached]:
    """What each of these campaigns (by number, with its figures in the period) reached by this day."""
    rows = Campaign.objects.filter(pk__in=campaigns).values_list(
        "pk", "starts_on", "ends_on", "target_leads", "target_cost_cents"
    )
    begun = _first_months([pk for pk, first, _last, leads, _cost in rows if first is None and leads])
    return {
        pk: reach(
            Target(leads_per_month=leads, cost_per_lead_cents=cost),
            leads=campaigns[pk].leads,
            days=_days_run(first or begun.get(pk), last, period=period, day=day),
            cost_per_lead_cents=campaigns[pk].cost_per_lead,
        )
        for pk, first, last, leads, cost in rows
    }


def _first_months(campaigns: Collection[int]) -> dict[int, date]:
    """Where a campaign names no beginning: the first month in which a lead came in."""
    rows = ConversionMonth.objects.filter(campaign__in=campaigns).values_list("campaign").order_by()
    return dict(rows.annotate(Min("month"))) if campaigns else {}


def _days_run(first: date | None, last: date | None, *, period: Filters, day: date) -> int:
    """How many days of the period the campaign ran, today included."""
    start = max(filter(None, (first, period.start)), default=day)
    end = min(filter(None, (last, period.end, day)))
    return max(0, (end - start + timedelta(days=1)).days)
