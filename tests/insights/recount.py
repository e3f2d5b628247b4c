"""The counts of every cell once more, in plain Python: what the SQL of insights.counting must agree with."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from feedback.models import LeadStanding
from insights.counting.statements import COLUMNS
from insights.models import ConversionCell, ConversionMonth
from insights.statistics import BUCKETS, bucket_of
from leads.models import Lead, LeadKind

Cell = tuple[int, int | None, int | None, date]
Counts = dict[str, Any]
NO_WORD = LeadStanding()


def recounted() -> dict[Cell, Counts]:
    """Cell → counts, lead by lead."""
    cells: dict[Cell, Counts] = defaultdict(_nothing)
    for lead in Lead.objects.filter(kind=LeadKind.REAL).select_related("standing"):
        key = (lead.campaign_id, lead.cta_id, lead.channel_id, lead.received_on)
        _add(cells[key], lead, getattr(lead, "standing", NO_WORD))
    return dict(cells)


def kept() -> dict[Cell, Counts]:
    """Cell → counts, as the job keeps them."""
    keys = ("campaign_id", "cta_id", "channel_id", "day")
    return {
        (row["campaign_id"], row["cta_id"], row["channel_id"], row["day"]): {
            name: row[name] for name in COLUMNS
        }
        for row in ConversionCell.objects.values(*keys, *COLUMNS)
    }


def kept_months() -> dict[Cell, Counts]:
    """Month → counts, as the job keeps them; a month by its first day."""
    return {
        (row.campaign_id, row.cta_id, row.channel_id, row.month): {
            name: getattr(row, name) for name in COLUMNS
        }
        for row in ConversionMonth.objects.all()
    }


def added_up(cells: dict[Cell, Counts]) -> dict[Cell, Counts]:
    """Month → the sum of its cells."""
    months: dict[Cell, Counts] = defaultdict(_nothing)
    for (campaign_id, cta_id, channel_id, day), counts in cells.items():
        month = months[campaign_id, cta_id, channel_id, day.replace(day=1)]
        for name, value in counts.items():
            is_list = isinstance(value, list)
            month[name] = (
                [a + b for a, b in zip(month[name], value, strict=True)] if is_list else month[name] + value
            )
    return dict(months)


def _nothing() -> Counts:
    return {name: [0] * BUCKETS if name.startswith("lag_") else 0 for name in COLUMNS}


def _add(counts: Counts, lead: Lead, standing: LeadStanding) -> None:
    is_won, is_lost = standing.outcome == "won", standing.outcome == "lost"
    is_rated = is_won or is_lost or bool(standing.quality)
    is_contacted = is_rated or standing.contacted_at is not None
    is_accepted = is_contacted or lead.accepted_at is not None
    is_good = is_won or standing.quality in {"A", "B"}
    is_history = lead.definition_id is None
    flags = {
        "leads": True,
        "history_leads": is_history,
        "history_won": is_history and is_won,
        "handed_over": is_accepted or lead.handed_over_at is not None,
        "accepted": is_accepted,
        "contacted": is_contacted,
        "rated": is_rated,
        "good": is_good,
        "won": is_won,
        "lost": is_lost,
        "implied_accepted": is_accepted and lead.accepted_at is None,
        "implied_contacted": is_contacted and standing.contacted_at is None,
        "implied_rated": is_rated and not standing.quality,
        "implied_good": is_good and standing.quality not in {"A", "B"},
        **{f"fit_{fit}": standing.fit == fit for fit in ("realistic", "too_high", "too_low", "other")},
    }
    for name, holds in flags.items():
        counts[name] += holds
    counts["revenue_cents"] += (standing.value_cents or 0) if is_won else 0
    _time(counts["lag_accepted"], lead.received_at, lead.accepted_at)
    _time(counts["lag_contacted"], lead.accepted_at, standing.contacted_at)
    _time(counts["lag_rated"], standing.contacted_at, standing.rated_at)
    _time(counts["lag_won"], lead.received_at, standing.decided_at if is_won else None)


def _time(histogram: list[int], start: datetime | None, end: datetime | None) -> None:
    if start is not None and end is not None:
        histogram[bucket_of((end - start).total_seconds())] += 1
