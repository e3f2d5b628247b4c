"""What the kept counts know of the data themselves: newest leads, quiet days, costs, what is lacking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max

from campaigns.models import DailyCost
from counting.filters import Filters, Value, split
from counting.models import Span, Subject
from counting.statements import CELLS
from counting.traits import TRAIT_CELLS, TRAIT_MONTHS, TRAIT_TOTALS
from values.reading import read_connection

# Campaign → subject → number → how many leads.
TraitsOfCampaigns = Mapping[int, Mapping[int, Mapping[int, int]]]

_COLUMNS: Final = "campaign_id, subject, number, count"
# The first and the last day of each campaign: two steps into the index each, however many cells there are.
_ENDS: Final = f"""
    SELECT campaign.id,
        (SELECT min(day) FROM {CELLS} AS cell WHERE cell.campaign_id = campaign.id),
        (SELECT max(day) FROM {CELLS} AS cell WHERE cell.campaign_id = campaign.id)
    FROM unnest(%s::bigint[]) AS campaign (id)
"""
_ACTIVE: Final = f"""
    SELECT DISTINCT campaign_id, day FROM {CELLS}
    WHERE campaign_id = ANY(%s) AND day >= %s AND day < %s
"""
_DOORS: Final = f"""
    SELECT number, min(start), max(start), array_agg(start) FILTER (WHERE start >= %s AND start < %s)
    FROM {TRAIT_TOTALS} WHERE span = '{Span.DAY}' AND subject = {Subject.CAME_BY} GROUP BY number
"""
_WITHOUT_COST: Final = f"""
    SELECT cell.campaign_id, count(DISTINCT cell.day), sum(cell.leads)
    FROM unnest(%s::bigint[], %s::date[]) AS cost (campaign_id, day)
    JOIN {CELLS} AS cell ON cell.campaign_id = cost.campaign_id AND cell.day > cost.day AND cell.day < %s
    GROUP BY cell.campaign_id
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traffic:
    """The first and the last day with a lead, and those of the days asked for that have one."""

    first: date
    last: date
    days: frozenset[date] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Uncosted:
    """The last day with a cost, and on how many days so many leads came in since."""

    last: date
    days: int = 0
    leads: int = 0


def read_traffic(campaigns: Collection[int], *, since: date, before: date) -> dict[int, Traffic]:
    """Of these campaigns those with a lead; the days asked for lie before the second one."""
    keys = list(campaigns)
    days: dict[int, set[date]] = defaultdict(set)
    with read_connection().cursor() as cursor:
        cursor.execute(_ACTIVE, [keys, since, before])
        for campaign, day in cursor.fetchall():
            days[campaign].add(day)
        cursor.execute(_ENDS, [keys])
        return {
            campaign: Traffic(first=first, last=last, days=frozenset(days[campaign]))
            for campaign, first, last in cursor.fetchall()
            if first is not None
        }


def read_doors(*, since: date, before: date) -> dict[int, Traffic]:
    """The same of the doors of the company, by their numbers."""
    with read_connection().cursor() as cursor:
        cursor.execute(_DOORS, [since, before])
        return {
            door: Traffic(first=first, last=last, days=frozenset(days or ()))
            for door, first, last, days in cursor.fetchall()
        }


def read_uncosted(campaigns: Collection[int], *, before: date) -> dict[int, Uncosted]:
    """Of these campaigns those with costs: which days before this one lack them since the last."""
    rows = DailyCost.objects.filter(campaign__in=campaigns).order_by().values_list("campaign")
    last = dict(rows.annotate(Max("day")))
    with read_connection().cursor() as cursor:
        cursor.execute(_WITHOUT_COST, [list(last), list(last.values()), before])
        found = {campaign: (days, int(leads)) for campaign, days, leads in cursor.fetchall()}
    return {
        campaign: Uncosted(
            last=day, days=found.get(campaign, (0, 0))[0], leads=found.get(campaign, (0, 0))[1]
        )
        for campaign, day in last.items()
    }


def read_traits_of_campaigns(filters: Filters, subjects: Collection[Subject]) -> TraitsOfCampaigns:
    """What is true of how many of the leads meant, by campaign."""
    period = split(filters.start, filters.end)
    condition, values = filters.condition()
    wanted: list[Value] = [int(subject) for subject in subjects]
    places = ", ".join(["%s"] * len(wanted))
    source = f"""
        SELECT {_COLUMNS} FROM {TRAIT_MONTHS}
        WHERE month >= %s AND month < %s AND subject IN ({places}) AND {condition}
        UNION ALL
        SELECT {_COLUMNS} FROM {TRAIT_CELLS}
        WHERE (day >= %s AND day < %s OR day >= %s AND day < %s) AND subject IN ({places}) AND {condition}
    """
    params = [*period.months, *wanted, *values, *period.head, *period.tail, *wanted, *values]
    found: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    with read_connection().cursor() as cursor:
        cursor.execute(
            f"SELECT campaign_id, subject, number, sum(count) FROM ({source}) AS trait GROUP BY 1, 2, 3",
            params,
        )
        for campaign, subject, number, count in cursor.fetchall():
            found[campaign][subject][number] = int(count)
    return found
