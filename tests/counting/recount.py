"""Every count once more, lead by lead in plain Python: what the SQL of counting must agree with.

It knows no figure: what a lead counts for, the second statement of each rule in counting.rules says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.own_company import day_of, own_company
from campaigns.models import Promise
from counting.measures import COUNTS, LAGS, STORED, SUMS
from counting.models import (
    NOTED,
    CauseKind,
    ChangeCause,
    ConversionCell,
    ConversionMonth,
    FigureChange,
    LagCell,
    LagMonth,
    LagTotal,
    PathCell,
    Subject,
    TraitCell,
    TraitMonth,
    TraitTotal,
)
from counting.rules import WON_IN_TIME
from counting.said_numbers import said_number
from counting.statistics import bucket_of
from feedback.models import AttemptPrice, LeadStanding, Rating
from leads.models import Lead, LeadKind, Touch
from tests.counting.facets import facets_of
from tests.counting.recount_benefits import benefits_of

Cell = tuple[int, int | None, int | None, date]
# Counts and sums as numbers, lags as the ascending buckets of their steps.
Counts = dict[str, Any]
# Whose steps, the number of the lag, the bucket → how many.
Buckets = dict[tuple[Any, ...], int]


def recounted() -> dict[Cell, Counts]:
    """Cell → counts and lags, lead by lead."""
    cells: dict[Cell, Counts] = defaultdict(_nothing)
    for lead in Lead.objects.filter(kind=LeadKind.REAL).select_related("standing"):
        _add(cells[_key_of(lead, lead.received_on)], lead)
    for counts in cells.values():
        for lag in LAGS:
            counts[lag.name].sort()
    return dict(cells)


def kept() -> dict[Cell, Counts]:
    """Cell → counts and lags, as the job keeps them."""
    cells: dict[Cell, Counts] = defaultdict(_nothing)
    for row in ConversionCell.objects.all():
        cells[_key_of(row, row.day)] |= _columns(row, STORED)
    for lags in LagCell.objects.all():
        cells[_key_of(lags, lags.day)] |= _columns(lags, [lag.name for lag in LAGS])
    return dict(cells)


def kept_months() -> dict[Cell, Counts]:
    """Month → counts, as the job keeps them; a month by its first day."""
    return {_key_of(row, row.month): _columns(row, STORED) for row in ConversionMonth.objects.all()}


def kept_lag_sums() -> Buckets:
    """The sums of lags by month, and for the company, as the job keeps them."""
    months = [(_key_of(row, row.month), row) for row in LagMonth.objects.all()]
    totals = [((row.span, row.start), row) for row in LagTotal.objects.all()]
    return {
        (whose, row.lag, bucket): count
        for whose, row in (*months, *totals)
        for bucket, count in zip(row.buckets, row.counts, strict=True)
    }


def noted_counts() -> dict[Cell, Counts]:
    """Cell → those of its counts whose changes the diary notes."""
    return {_key_of(row, row.day): _columns(row, NOTED) for row in ConversionCell.objects.all()}


def diary() -> dict[tuple[date, Cell], Counts]:
    """Day and cell → by how much its counts moved, as the job noted it; what came to nothing is left out."""
    return _without_nothing(
        ((row.noted_on, _key_of(row, row.day)), _columns(row, NOTED)) for row in FigureChange.objects.all()
    )


def causes_added_up() -> dict[tuple[date, Cell], Counts]:
    """The same from what happened to single leads."""
    counted = ChangeCause.objects.exclude(noted_on=None).exclude(kind=CauseKind.SPENT)
    return _without_nothing(((row.noted_on, _key_of(row, row.day)), _columns(row, NOTED)) for row in counted)


def as_it_stood(day: date) -> dict[Cell, Counts]:
    """The noted counts at the end of a day: what they are now, less all that was noted after it."""
    cells: dict[Cell, Counts] = defaultdict(lambda: dict.fromkeys(NOTED, 0), noted_counts())
    for (noted_on, cell), moved in diary().items():
        if noted_on > day:
            cells[cell] = {name: cells[cell][name] - moved[name] for name in NOTED}
    return {cell: counts for cell, counts in cells.items() if any(counts.values())}


def _without_nothing(rows: Iterable[tuple[Any, Counts]]) -> dict[Any, Counts]:
    sums: dict[Any, Counts] = defaultdict(lambda: dict.fromkeys(NOTED, 0))
    for key, moved in rows:
        sums[key] = {name: sums[key][name] + moved[name] for name in NOTED}
    return {key: moved for key, moved in sums.items() if any(moved.values())}


def added_up(cells: dict[Cell, Counts]) -> dict[Cell, Counts]:
    """Month → the sum of its cells."""
    months: dict[Cell, Counts] = defaultdict(lambda: dict.fromkeys(STORED, 0))
    for (campaign_id, cta_id, channel_id, day), counts in cells.items():
        month = months[campaign_id, cta_id, channel_id, day.replace(day=1)]
        for name in STORED:
            month[name] += counts[name]
    return dict(months)


def added_up_lags(cells: dict[Cell, Counts]) -> Buckets:
    """What the sums of lags must be, from the cells."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for (*key, day), counts in cells.items():
        first = day.replace(day=1)
        for lag in LAGS:
            for bucket in counts[lag.name]:
                for whose in ((*key, first), ("day", day), ("month", first)):
                    sums[whose, lag.number, bucket] += 1
    return dict(sums)


# Cell, subject, what of it → how many leads.
Traits = dict[tuple[Any, ...], int]


def traits_found() -> Traits:
    """What is true of leads by cell, lead by lead."""
    traits: Counter[tuple[Any, ...]] = Counter()
    for lead in Lead.objects.filter(kind=LeadKind.REAL):
        for thing in [*_things_of(lead), *_attempts_on(lead), *_facets_of(lead)]:
            traits[_key_of(lead, lead.received_on), *thing] += 1
    return dict(traits)


def _things_of(lead: Lead) -> set[tuple[int, int]]:
    said = getattr(lead, "standing", None) or LeadStanding()
    told = _words_of(lead, said.rating) | _ends_of(lead, said) | _works_of(lead, said) | _gaps_of(lead, said)
    return told | benefits_of(lead, said)


def _facets_of(lead: Lead) -> list[tuple[int, int]]:
    """What stands on the lead itself; of several values of one facet all but one are further ones."""
    said = getattr(lead, "standing", None) or LeadStanding()
    days = None if said.decided_at is None else (day_of(said.decided_at) - lead.received_on).days
    is_won = said.outcome == "won"
    became = (not is_won or days is not None) + 4 * bool(said.rated_at) + 8 * (said.quality in {"A", "B"})
    became += 2 * (is_won and days is not None and days <= own_company().maturity_days)
    found: list[tuple[int, int]] = []
    told: set[int] = set()
    for facet, value in facets_of(lead):
        found.append((Subject.FACET, 16 * value.pk + became if value else -16 * facet.pk - became))
        if facet.pk in told:
            found.append((Subject.FACET_AGAIN, 16 * facet.pk + became))
        told.add(facet.pk)
    return found


def _gaps_of(lead: Lead, said: LeadStanding) -> set[tuple[int, int]]:
    """By which door it came, and what its data lack."""
    found: set[tuple[int, int]] = {
        (Subject.CAME_BY, 1 + ["hand", "api", "form", "webhook", "file"].index(lead.door))
    }
    says = [touch.utm_source or touch.referrer or touch.click_ids for touch in lead.touches.all()]
    if lead.channel_id is None and not any(says):
        found.add((Subject.UNSOURCED, 0))
    if lead.said_source:
        found.add((Subject.SAID_SOURCE, said_number(lead.said_source)))
    if said.outcome == "won" and said.value_cents is None:
        found.add((Subject.UNVALUED, 0))
    if lead.accepted_at and not said.rated_at and not said.outcome:
        subject = Subject.UNRATED_SINCE_CONTACT if said.contacted_at else Subject.UNRATED_SINCE_ACCEPTANCE
        waits_since = day_of(said.contacted_at or lead.accepted_at)
        found.add((subject, (waits_since - date(1970, 1, 1)).days))
    return found


def _attempts_on(lead: Lead) -> list[tuple[int, int]]:
    """One thing for each attempt: whether the lead was good, and the price of that day."""
    said = getattr(lead, "standing", None) or LeadStanding()
    is_good = said.outcome == "won" or said.quality in {"A", "B"}
    subject = Subject.ATTEMPT_NOT_GOOD if said.rated_at else Subject.ATTEMPT_UNJUDGED
    prices = sorted((price.valid_from, price.pk) for price in AttemptPrice.objects.standing())
    found: list[tuple[int, int]] = []
    for attempt in lead.attempts.all():
        day = day_of(attempt.happened_at)
        before = [pk for since, pk in prices if since <= day]
        found.append((Subject.ATTEMPT_GOOD if is_good else subject, before[-1] if before else 0))
    return found


def _words_of(lead: Lead, rating: Rating | None) -> set[tuple[int, int]]:
    """What its newest rating says, and both teams' first words on it."""
    if rating is None:
        return set()
    blamed = set(rating.misleading_promises.values_list("pk", flat=True))
    promised = Promise.objects.filter(campaign=lead.campaign_id)
    heard = blamed | {promise.pk for promise in promised if promise.was_in_force_at(lead.received_at)}
    return (
        {(Subject.PROMISE_HEARD, pk) for pk in heard}
        | {(Subject.PROMISE_BLAMED, pk) for pk in blamed}
        | {(Subject.NEED, need.pk) for need in rating.needs.all()}
        | ({(Subject.REASON, rating.reason_id)} if rating.reason_id else set())
        | ({(Subject.RATER, rating.user_id)} if rating.user_id else set())
        | ({(Subject.NOTE, rating.pk)} if rating.note else set())
        | _pair_of(lead)
        | {(Subject.FIRST_RATED, _first_rated(lead, rating))}
    )


def _first_rated(lead: Lead, rating: Rating) -> int:
    first = Rating.with_undone.filter(lead=lead).earliest("pk")
    days = max(0, (day_of(first.rated_at) - lead.received_on).days)
    return 10 * days + (rating.quality in {"A", "B"}) + 2 * (rating.fit == "too_high")


def _pair_of(lead: Lead) -> set[tuple[int, int]]:
    first = Rating.with_undone.filter(lead=lead).earliest("pk")
    before = [handoff for handoff in lead.handoffs.all() if handoff.created_at <= first.created_at]
    if not before:
        return set()
    grade = max(before, key=lambda handoff: handoff.pk).grade
    return {(Subject.PAIR, int(f"{'ABCD'.index(grade) + 1}{'ABCD'.index(first.quality) + 1}"))}


def _ends_of(lead: Lead, said: LeadStanding) -> set[tuple[int, int]]:
    """How it ended, after how many days, and how long the person had waited for sales."""
    days = None if said.decided_at is None else (day_of(said.decided_at) - lead.received_on).days
    is_in_time = said.outcome == "won" and days is not None and days <= own_company().maturity_days
    found: set[tuple[int, int]] = set()
    if not said.outcome:
        found.add((Subject.OPEN, 0))
    elif days is not None:
        found.add((Subject.WON_AFTER if said.outcome == "won" else Subject.LOST_AFTER, days))
    if said.outcome != "won" or days is not None:
        found.add((Subject.WAIT, 10 * _waited(lead, said) + is_in_time))
        if lead.assigned_to_id:
            found.add((Subject.REP_TELLING, lead.assigned_to_id))
    if is_in_time and lead.assigned_to_id:
        found.add((Subject.REP_WON, lead.assigned_to_id))
    return found


def _waited(lead: Lead, said: LeadStanding) -> int:
    if said.contacted_at is None:
        return 0
    hours = (said.contacted_at - lead.received_at).total_seconds() / 3600
    return next((place for place, most in enumerate((1, 24, 72, 168), 1) if hours <= most), 5)


def _works_of(lead: Lead, said: LeadStanding) -> set[tuple[int, int]]:
    """What its rep has said of it."""
    rep = lead.assigned_to_id
    if not rep:
        return set()
    rated = {(Subject.REP_RATED, rep)} if said.rated_at else set()
    good = {(Subject.REP_GOOD, rep)} if said.quality in {"A", "B"} else set()
    return {(Subject.REP, rep)} | rated | good


def kept_traits() -> Traits:
    """The same as the job keeps it."""
    return {(_key_of(row, row.day), row.subject, row.number): row.count for row in TraitCell.objects.all()}


def kept_trait_months() -> Traits:
    return {(_key_of(row, row.month), row.subject, row.number): row.count for row in TraitMonth.objects.all()}


def added_up_traits(traits: Traits) -> Traits:
    """Month, subject, what of it → the sum of its cells; notes are not summed."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for ((*key, day), subject, number), count in traits.items():
        if subject != Subject.NOTE:
            sums[(*key, day.replace(day=1)), subject, number] += count
    return dict(sums)


def kept_trait_totals() -> Traits:
    return {((row.span, row.start), row.subject, row.number): row.count for row in TraitTotal.objects.all()}


def totalled_traits(traits: Traits) -> Traits:
    """Day and month of the company, subject, what of it → the sum of all cells."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for ((*_, day), subject, number), count in traits.items():
        if subject != Subject.NOTE:
            for whose in (("day", day), ("month", day.replace(day=1))):
                sums[whose, subject, number] += count
    return dict(sums)


# Cell, path → how many deals, and what they brought.
Paths = dict[tuple[Any, ...], tuple[int, int]]


def paths_found() -> Paths:
    """By which sources the people of deals in time came, deal by deal."""
    found: dict[tuple[Any, ...], tuple[int, int]] = {}
    for lead in Lead.objects.filter(kind=LeadKind.REAL).select_related("standing"):
        if not WON_IN_TIME.holds(lead):
            continue
        earlier = Lead.objects.filter(person=lead.person_id, kind=LeadKind.REAL)
        touches = Touch.objects.filter(lead__in=earlier.filter(received_at__lte=lead.received_at))
        ordered = sorted(touches, key=lambda touch: (touch.happened_at, touch.pk))
        path = tuple(touch.utm_source.strip().lower() or None for touch in ordered)
        key = _key_of(lead, lead.received_on), path
        deals, cents = found.get(key, (0, 0))
        found[key] = deals + 1, cents + (lead.standing.value_cents or 0)
    return found


def kept_paths() -> Paths:
    """The same as the job keeps it."""
    return {
        (_key_of(row, row.day), tuple(row.path)): (row.deals, row.revenue_cents)
        for row in PathCell.objects.all()
    }


def _nothing() -> Counts:
    return {**dict.fromkeys(STORED, 0), **{lag.name: [] for lag in LAGS}}


def _add(counts: Counts, lead: Lead) -> None:
    for count in COUNTS:
        counts[count.name] += count.rule.holds(lead)
    for money in SUMS:
        counts[money.name] += (money.take(lead) or 0) if money.rule.holds(lead) else 0
    for lag in LAGS:
        took = lag.take(lead)
        if took is not None and lag.rule.holds(lead):
            counts[lag.name].append(bucket_of(took.total_seconds()))


def _key_of(row: Any, day: date) -> Cell:
    return row.campaign_id, row.cta_id, row.channel_id, day


def _columns(row: Any, names: Iterable[str]) -> Counts:
    return {name: getattr(row, name) for name in names}
