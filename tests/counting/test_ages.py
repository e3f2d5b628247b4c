"""Leads by day of intake and age at their end: each statement is a plain recount of the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

import pytest

from counting import job
from counting.ages import (
    EndsByAge,
    Unit,
    add_up,
    read_cohorts,
    read_ends,
    read_ends_by_campaign,
    read_median_days,
    read_progress,
)
from counting.filters import Filters
from tests.figures.ageing import THAT_DAY, Told, add_lead, choose, look_at, make_ageing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
HISTORIES = range(6)
AGES = (7, 30, 90, 180)
each_history = pytest.mark.parametrize("seed", HISTORIES)
each_unit = pytest.mark.parametrize("unit", ["month", "week"])


def histories(seed: int) -> Iterator[Filters]:
    """A history, and filters to look at it with."""
    random = Random(seed)
    ctas = make_ageing(random)
    yield Filters()
    for _ in range(6):
        yield choose(random, ctas)


def count_ends(leads: Sequence[Told], clip: Callable[[int], int] = lambda age: age) -> EndsByAge:
    def count(end: str) -> dict[int, int]:
        return dict(Counter(clip(lead.age) for lead in leads if lead.end == end and lead.age is not None))

    still_open = Counter(clip((THAT_DAY - lead.day).days) for lead in leads if not lead.end)
    return EndsByAge(won=count("won"), lost=count("lost"), open=dict(still_open))


def first_of(day: date, unit: Unit) -> date:
    return day.replace(day=1) if unit == "month" else day - timedelta(days=day.weekday())


def last_of(first: date, unit: Unit) -> date:
    if unit == "week":
        return first + timedelta(days=6)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def by_cohort(leads: Sequence[Told], unit: Unit) -> dict[date, list[Told]]:
    found: defaultdict[date, list[Told]] = defaultdict(list)
    for lead in leads:
        found[first_of(lead.day, unit)].append(lead)
    return found


@each_history
def test_ends_are_a_recount_of_the_rows(seed: int) -> None:
    for filters in histories(seed):
        assert read_ends(filters, day=THAT_DAY) == count_ends(look_at(filters)), filters


@each_history
def test_ends_of_campaigns_are_a_recount_of_the_rows(seed: int) -> None:
    for filters in histories(seed):
        found = read_ends_by_campaign(filters, day=THAT_DAY, longest=180)
        leads = look_at(filters)
        assert found.keys() == {lead.campaign for lead in leads if lead.age is not None or not lead.end} | {
            lead.campaign for lead in leads if (THAT_DAY - lead.day).days >= 180
        }
        for campaign, ends in found.items():
            own = [lead for lead in leads if lead.campaign == campaign]
            plain = count_ends(own, lambda age: min(age, 181))
            assert (ends.won, ends.lost, ends.open) == (plain.won, plain.lost, plain.open), filters
            assert ends.old == sum((THAT_DAY - lead.day).days >= 180 for lead in own)


@each_unit
@each_history
def test_cohorts_are_a_recount_of_the_rows(seed: int, unit: Unit) -> None:
    for filters in histories(seed):
        found = read_cohorts(filters, unit=unit, ages=AGES)
        plain = by_cohort(look_at(filters), unit)
        assert found.keys() == plain.keys(), filters
        for start, cohort in found.items():
            own = plain[start]
            assert cohort.leads == sum(lead.tells for lead in own)
            assert cohort.won == tuple(
                sum(lead.end == "won" and lead.age is not None and lead.age <= age for lead in own)
                for age in AGES
            ), (filters, start)


@each_unit
@each_history
def test_progress_is_what_was_won_by_so_many_days_after_the_end(seed: int, unit: Unit) -> None:
    offsets = (-10, 0, 20, 100)
    for filters in histories(seed):
        for start, cohort in read_progress(filters, unit=unit, offsets=offsets, longest=180).items():
            last = last_of(start, unit)
            won = [
                (lead.day + timedelta(days=lead.age) - last).days
                for lead in by_cohort(look_at(filters), unit)[start]
                if lead.end == "won" and lead.age is not None and lead.age <= 180
            ]
            expected = (*(sum(day <= offset for day in won) for offset in offsets), len(won))
            assert cohort.won == expected, (filters, start)


@each_history
def test_half_of_the_leads_had_come_in_by_the_median_day(seed: int) -> None:
    for filters in histories(seed):
        days: defaultdict[int, list[date]] = defaultdict(list)
        for lead in look_at(filters):
            days[lead.campaign].append(lead.day)
        plain = {campaign: sorted(own)[(len(own) - 1) // 2] for campaign, own in days.items()}
        assert read_median_days(filters) == plain, filters


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 12, 27), date(2026, 12, 21)),
        (date(2026, 12, 28), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2026, 12, 28)),
        (date(2027, 1, 3), date(2026, 12, 28)),
        (date(2027, 1, 4), date(2027, 1, 4)),
        (date(2026, 1, 1), date(2025, 12, 29)),
        (date(2024, 2, 29), date(2024, 2, 26)),
        (date(2026, 3, 29), date(2026, 3, 23)),
    ],
)
def test_week_of_a_lead_begins_on_its_monday(day: date, monday: date) -> None:
    add_lead(day, clock="23:59")
    job.compute()
    assert list(read_cohorts(Filters(), unit="week", ages=AGES)) == [monday]


def test_night_on_which_the_clocks_change_is_one_day() -> None:
    add_lead(date(2026, 3, 28), clock="23:59", end="won", age=1)
    add_lead(date(2026, 10, 24), clock="00:00", end="lost", age=1)
    add_lead(date(2024, 2, 29), clock="00:00", end="won", age=366)
    job.compute()
    ends = read_ends(Filters(), day=THAT_DAY)
    assert (ends.won, ends.lost) == ({1: 1, 366: 1}, {1: 1})


def test_ends_of_several_add_up() -> None:
    one = EndsByAge(won={1: 2}, lost={3: 1}, open={0: 1}, old=2)
    other = EndsByAge(won={1: 1, 5: 1}, open={0: 4}, old=3)
    assert add_up([one, other]) == EndsByAge(won={1: 3, 5: 1}, lost={3: 1}, open={0: 5}, old=5)


def test_without_leads_there_is_nothing() -> None:
    assert read_ends(Filters(), day=THAT_DAY) == EndsByAge()
    assert read_ends_by_campaign(Filters(), day=THAT_DAY, longest=180) == {}
    assert read_cohorts(Filters(), unit="week", ages=AGES) == {}
    assert read_median_days(Filters()) == {}
