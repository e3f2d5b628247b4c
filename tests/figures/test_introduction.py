"""When both teams began, and which leads are of before and since: old enough, in halves of as many days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from accounts.models import Company
from counting import job
from counting.filters import Filters
from figures.introduction import Introduction, find_introduction, split_cohorts
from leads.models import Lead
from tests.factories import make_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def lead_of(day: date, *, is_history: bool = False) -> Lead:
    lead = make_lead(received_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    if is_history:
        Lead.objects.filter(pk=lead.pk).update(definition=None, door="file")
    return lead


def test_without_leads_under_a_definition_there_is_no_introduction() -> None:
    lead_of(date(2026, 1, 5), is_history=True)
    job.compute()
    assert find_introduction() is None


def test_introduction_is_the_day_of_the_first_lead_that_is_no_history() -> None:
    lead_of(date(2026, 1, 5), is_history=True)
    lead_of(date(2026, 3, 9), is_history=True)
    lead_of(date(2026, 3, 10))
    lead_of(date(2026, 4, 1))
    job.compute()
    assert find_introduction() == Introduction(day=date(2026, 3, 10), is_set=False)


def test_day_that_was_set_goes_before() -> None:
    lead_of(date(2026, 3, 10))
    Company.objects.update(introduced_on=date(2026, 2, 1))
    job.compute()
    assert find_introduction() == Introduction(day=date(2026, 2, 1), is_set=True)


def test_cohorts_are_old_enough_and_share_no_day() -> None:
    introduction = Introduction(day=date(2026, 3, 1), is_set=True)
    cohorts = split_cohorts(Filters(start=date(2026, 1, 1)), introduction, date(2026, 7, 1))
    assert (cohorts.before.start, cohorts.before.end) == (date(2026, 1, 1), date(2026, 2, 28))
    assert (cohorts.since.start, cohorts.since.end) == (date(2026, 3, 1), date(2026, 4, 2))
    assert cohorts.early == Filters(start=date(2026, 3, 1), end=date(2026, 3, 16))
    assert cohorts.late == Filters(start=date(2026, 3, 17), end=date(2026, 4, 2))


def test_time_since_is_not_halved_before_it_has_two_days() -> None:
    introduction = Introduction(day=date(2026, 4, 2), is_set=True)
    cohorts = split_cohorts(Filters(), introduction, date(2026, 7, 1))
    assert (cohorts.since.end, cohorts.early, cohorts.late) == (date(2026, 4, 2), None, None)
