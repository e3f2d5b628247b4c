"""The channel people came by beside the one they name themselves: measured and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.models import Channel
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.queries import read_counts
from counting.said_sources import OTHER, Said, read_said
from counting.statistics import Rate, wilson


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The leads that came by one channel, None for none: how many, and which channels their people named.

    `said` is channel, or OTHER, → how many; the rest of `leads` said nothing.
    """

    id: int | None
    leads: int
    said: Mapping[int, int]

    @property
    def asked(self) -> int:
        """Of how many it is known what they say."""
        return sum(self.said.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidSources:
    """Measured beside said. `rows` and `columns` by number of leads that said something, OTHER last and None
    last; `names` of the channels.

    `same` is of the leads where both are a channel: how often it is one and the same.
    """

    rows: tuple[Measured, ...]
    columns: tuple[int, ...]
    names: Mapping[int, str]
    leads: int
    same: Rate

    @property
    def asked(self) -> int:
        return sum(row.asked for row in self.rows)

    def said_in_all(self, channel: int) -> int:
        return sum(row.said.get(channel, 0) for row in self.rows)


def said_sources(filters: Filters) -> SaidSources:
    return _said_sources(filters)


@cache_while_unchanged
def _said_sources(filters: Filters) -> SaidSources:
    said = read_said(filters)
    leads = {
        came_by: sums["leads"]
        for (dimension, came_by), sums in read_counts(filters, ["channel"], {"leads": "leads"}).items()
        if dimension == "channel"
    }
    rows = [Measured(id=came_by, leads=leads[came_by], said=counts) for came_by, counts in said.items()]
    sums = Counter[int]()
    for counts in said.values():
        sums.update(counts)
    columns = sorted(sums, key=lambda channel: (channel == OTHER, -sums[channel], channel))
    wanted = {*columns, *(came_by for came_by in said if came_by)}
    return SaidSources(
        rows=tuple(sorted(rows, key=lambda row: (row.id is None, -row.asked, row.id or 0))),
        columns=tuple(columns),
        names=dict(Channel.objects.filter(pk__in=wanted).values_list("pk", "name")),
        leads=sum(leads.values()),
        same=_agree(said),
    )


def _agree(said: Said) -> Rate:
    """How often the channel people came by is the one they name, where both are one."""
    same = sum(counts.get(came_by, 0) for came_by, counts in said.items() if came_by is not None)
    named = [sum(counts.values()) - counts.get(OTHER, 0) for came_by, counts in said.items() if came_by]
    return wilson(successes=same, trials=sum(named))
