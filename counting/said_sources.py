"""The channels people came by beside those they name themselves, added up from the kept counts."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from campaigns.models import Channel
from counting.filters import Filters
from counting.models import Subject
from counting.queries import read_traits_by
from counting.said_numbers import said_sql
from values.reading import read_connection

# Said of a text that is no channel's name.
OTHER: Final = 0

# Channel it came by, None for none → channel said, or OTHER → how many leads.
Said = dict[int | None, dict[int, int]]


_CHANNELS: Final = f"""
    SELECT {said_sql("name")}, coalesce(merged_into_id, id) FROM {Channel._meta.db_table}
"""


def read_said(filters: Filters) -> Said:
    """Of the leads meant whose people said something, by the channel they came by and the one they named.

    A channel that was merged into another means that one, whoever says its name.
    """
    with read_connection().cursor() as cursor:
        cursor.execute(_CHANNELS)
        channels: dict[int, int] = dict(cursor.fetchall())
    found: dict[Any, Counter[int]] = {}
    for came_by, traits in read_traits_by(filters, "channel", [Subject.SAID_SOURCE]).items():
        counts = found.setdefault(came_by, Counter())
        for number, count in traits[Subject.SAID_SOURCE].items():
            counts[channels.get(number, OTHER)] += count
    return {came_by: dict(counts) for came_by, counts in found.items()}
