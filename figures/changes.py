"""Why a figure of the past is another one now: how it stood, how it stands, and what moved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from counting.cache import cache_while_unchanged
from counting.diary import Cause, begun_on, read_causes, read_moved, read_notes
from counting.filters import Filters
from counting.models import COST, NOTED, CauseKind, NoteKind
from counting.queries import read_costs, read_counts
from counting.statistics import Rate, wilson
from figures.periods import month_of
from figures.tables import TOTAL, maturity_days, young_since

MOST_CHOICES: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """How figures stood at the end of a day.

    `counts` are NOTED and COST by their names; COST is None where costs cannot be told apart. `mature` is the
    rate of the leads old enough on that day; None where it was made by another age since.
    """

    counts: Mapping[str, int | None]
    mature: Rate | None

    @property
    def so_far(self) -> float | None:
        """All deals until then of all leads."""
        leads, won = self.counts["leads"], self.counts["won"]
        return (won or 0) / leads if leads else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Of leads of past months, what differs now from the end of `since`.

    `filters` are the leads meant without those of the running month, of which there are `running`. `causes`
    add up to what moved, but for `unexplained`. `ripened` are the leads old enough since then, as they stand
    now: the other way for the rate to move. `notes` say when everything was counted anew.
    """

    filters: Filters
    since: date
    choices: tuple[date, ...]
    begun_on: date | None
    then: Stand
    now: Stand
    causes: tuple[Cause, ...]
    unexplained: Mapping[str, int]
    ripened: Rate
    notes: tuple[tuple[NoteKind, date], ...]
    running: int

    @property
    def moved(self) -> dict[str, int | None]:
        """By how much each count moved."""
        return {
            name: None if now is None else now - (self.then.counts[name] or 0)
            for name, now in self.now.counts.items()
        }


def find_choices(filters: Filters, day: date) -> tuple[date, ...]:
    """The days from whose ends on changes can be told: ends of months, from that of the period on.

    None is from before the diary began: then its first is the last day before that.
    """
    last = day.replace(day=1) - timedelta(days=1)
    end = _end_of_month(min(filters.end or last, last))
    begun = begun_on()
    known = end if begun is None else max(end, begun - timedelta(days=1))
    choices = [known]
    while (following := _end_of_month(choices[-1] + timedelta(days=1))) <= last:
        choices.append(following)
    return tuple(choices[:1] + choices[1:][-(MOST_CHOICES - 1) :])


@cache_while_unchanged
def find_changes(filters: Filters, since: date | None, day: date) -> Changes:
    """What moved since then, or since the first of the choices where `since` is none of them."""
    choices = find_choices(filters, day)
    known = since if since in choices else choices[0]
    first_of_month = day.replace(day=1)
    past = filters.before(first_of_month)
    moved = read_moved(past, known)
    causes = read_causes(past, known)
    counts = _counts(past)
    spent = sum(cause.moved[COST] for cause in causes)
    cost = _cost(past)
    notes = tuple(read_notes(known))
    is_one_age = all(kind != NoteKind.OTHER_AGE for kind, _day in notes)
    age = maturity_days()
    old_then, old_now = past.before(young_since(known, age)), past.before(young_since(day, age))
    then_moved = read_moved(old_then, known)
    before = {name: counts[name] - moved[name] for name in NOTED}
    return Changes(
        filters=past,
        since=known,
        choices=choices,
        begun_on=begun_on(),
        then=Stand(
            counts={**before, COST: None if cost is None else cost - spent},
            mature=_rate(_counts(old_then), less=then_moved) if is_one_age else None,
        ),
        now=Stand(counts={**counts, COST: cost}, mature=_rate(_counts(old_now))),
        causes=tuple(causes),
        unexplained=_unexplained(moved, causes),
        ripened=_rate(_counts(replace(old_now, start=_later(old_now.start, young_since(known, age))))),
        notes=notes,
        running=_counts(filters.since(first_of_month))["leads"],
    )


def _end_of_month(day: date) -> date:
    return month_of(day.replace(day=1))[1]


def _later(start: date | None, day: date) -> date:
    return day if start is None else max(start, day)


def _counts(filters: Filters) -> dict[str, int]:
    found = read_counts(filters, (), {name: name for name in NOTED})
    return found.get(TOTAL) or dict.fromkeys(NOTED, 0)


def _cost(filters: Filters) -> int | None:
    if filters.is_by_cta or filters.has_no_channel:
        return None
    return read_costs(filters, ()).get(TOTAL, {}).get(COST, 0)


def _rate(counts: Mapping[str, int], *, less: Mapping[str, int] | None = None) -> Rate:
    won, leads = (counts[name] - (less or {}).get(name, 0) for name in ("won_in_time", "telling"))
    return wilson(successes=won, trials=leads)


def _unexplained(moved: Mapping[str, int], causes: list[Cause]) -> dict[str, int]:
    """What the counts moved by beyond what is known to have happened; nothing, as a rule."""
    rest = {name: moved[name] - sum(cause.moved[name] for cause in causes) for name in NOTED}
    return {name: left for name, left in rest.items() if left}


# What opens leads: a cost has none, and a lead that is gone cannot be shown.
OPENED: Final = frozenset(CauseKind) - {CauseKind.SPENT, CauseKind.DELETED}
