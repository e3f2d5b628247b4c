"""The kept counts by campaign and week of intake: what whoever watches for changes reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from counting.models import Subject
from counting.statements import CELLS
from counting.traits import TRAIT_CELLS
from values.reading import read_connection

# Campaign → Monday → what was asked for.
CountWeeks = dict[int, dict[date, tuple[int, ...]]]
TraitWeeks = dict[int, dict[date, dict[int, int]]]
WEEK: Final = timedelta(days=7)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def last_ripe_week(day: date, age: int) -> date:
    """The Monday of the newest week all of whose leads are on this day at least so many days old."""
    return monday_of(day - timedelta(days=age + 6))


def read_count_weeks(first: date, end: date, columns: Sequence[str]) -> CountWeeks:
    """Sums of columns of the cells of the leads that came in from `first` to before `end`."""
    sums = ", ".join(f"sum({column})" for column in columns)
    weeks: CountWeeks = defaultdict(dict)
    with read_connection().cursor() as cursor:
        cursor.execute(
            f"""
            SELECT campaign_id, date_trunc('week', day)::date, {sums} FROM {CELLS}
            WHERE day >= %s AND day < %s GROUP BY 1, 2
            """,
            [first, end],
        )
        for campaign, week, *counts in cursor.fetchall():
            weeks[campaign][week] = tuple(int(count) for count in counts)
    return dict(weeks)


def read_trait_weeks(first: date, end: date, subject: Subject) -> TraitWeeks:
    """Number → how many leads, of one subject."""
    weeks: TraitWeeks = defaultdict(lambda: defaultdict(dict))
    with read_connection().cursor() as cursor:
        cursor.execute(
            f"""
            SELECT campaign_id, date_trunc('week', day)::date, number, sum(count) FROM {TRAIT_CELLS}
            WHERE day >= %s AND day < %s AND subject = %s GROUP BY 1, 2, 3
            """,
            [first, end, int(subject)],
        )
        for campaign, week, number, count in cursor.fetchall():
            weeks[campaign][week][number] = int(count)
    return {campaign: dict(of_campaign) for campaign, of_campaign in weeks.items()}
