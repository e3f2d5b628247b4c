"""Against before: what is said of a difference, and of which figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from accounts.models import User
from campaigns.models import CallToAction
from counting import job
from counting.filters import Filters
from counting.statistics import Pace, divide_paces, subtract_rates, wilson
from figures.before import Before, compare
from figures.periods import Against
from insights.pages.before import say_changes
from leads.models import Grade, LeadStage
from tests.factories import client_for, make_cta, make_lead

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
NOVEMBER = Filters(start=date(2026, 11, 1), end=date(2026, 11, 30))


def before(*, leads: tuple[int, int] = (10, 10), good: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Before:
    """Leads of now and before in thirty days each; good and rated ones of now, then of before."""
    a, b, c, d = good
    shares = subtract_rates(wilson(successes=a, trials=b), wilson(successes=c, trials=d))
    paces = [Pace(count=count, days=30) for count in leads]
    return Before(
        start=date(2026, 10, 1),
        end=date(2026, 10, 30),
        is_cut=False,
        leads=divide_paces(*paces),
        good=shares,
        mature=shares,
    )


def said(found: Before, step: str = "good_recorded") -> str:
    with translation.override("en"):
        change = say_changes(found)[step]
    return " ".join(f"{change.was}; {change.arrow} {change.sure} {change.text}".split())


def test_difference_beyond_chance_has_an_arrow_and_its_range() -> None:
    assert said(before(good=(60, 100, 30, 100))) == "before: 30%, 30 of 100; ▲ +30.0 points (+16.3 to +42.2)"
    assert said(before(good=(30, 100, 60, 100))) == "before: 60%, 60 of 100; ▼ −30.0 points (−42.2 to −16.3)"


def test_difference_that_chance_may_make_has_none() -> None:
    text = said(before(good=(35, 100, 30, 100)))
    assert text == "before: 30%, 30 of 100; difference +5.0 points (−7.9 to +17.7), not certain yet"


def test_nine_cases_have_no_arrow() -> None:
    assert "not certain yet" in said(before(good=(9, 9, 0, 100)))


def test_leads_are_compared_by_day() -> None:
    assert said(before(leads=(200, 100)), "leads") == "before: 100 in 30 days; ▲ +100% a day (+57% to +157%)"
    assert said(before(leads=(5, 0)), "leads") == "before: 0 in 30 days;"


def test_share_without_a_case_before_is_not_spoken_of() -> None:
    assert "good_recorded" not in say_changes(before(good=(1, 2, 0, 0)))
    assert say_changes(None) == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
def test_only_the_days_until_today_are_compared() -> None:
    cta = make_cta()
    for day in (date(2026, 9, 5), *(date(2026, 10, day) for day in (5, 23, 24)), date(2026, 11, 5)):
        come_in(cta, day)
    job.compute()
    found = compare(NOVEMBER, Against.BEFORE, TODAY)
    assert found is not None and found.leads is not None
    assert (found.start, found.end) == (date(2026, 10, 1), date(2026, 10, 23))
    assert (found.leads.now, found.leads.before) == (Pace(count=1, days=23), Pace(count=2, days=23))


def come_in(cta: CallToAction, day: date) -> None:
    make_lead(cta=cta, received_at=datetime.combine(day, datetime.min.time(), tzinfo=UTC).replace(hour=9))


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
def test_days_before_the_first_lead_are_no_days_without_leads() -> None:
    cta = make_cta()
    for day in (date(2026, 10, 14), date(2026, 10, 20), date(2026, 11, 5), date(2026, 11, 6)):
        come_in(cta, day)
    job.compute()
    found = compare(NOVEMBER, Against.BEFORE, TODAY)
    assert found is not None and found.leads is not None
    assert (found.start, found.is_cut) == (date(2026, 10, 14), True)
    assert (found.leads.now, found.leads.before) == (Pace(count=2, days=23), Pace(count=2, days=10))


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
def test_other_days_of_a_year_ago_are_not_held_against_the_number_of_leads() -> None:
    cta = make_cta()
    for day in (date(2025, 11, 14), date(2026, 11, 5)):
        come_in(cta, day)
    job.compute()
    found = compare(NOVEMBER, Against.LAST_YEAR, TODAY)
    assert found is not None
    assert (found.start, found.is_cut, found.leads) == (date(2025, 11, 14), True, None)


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
def test_nothing_is_compared_with_a_time_before_the_first_lead() -> None:
    come_in(make_cta(), date(2026, 11, 1))
    job.compute()
    assert compare(NOVEMBER, Against.BEFORE, TODAY) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
def test_rates_are_those_of_the_period_before_at_equal_age() -> None:
    cta = make_cta()
    for months, stages in ((8, (LeadStage.WON,)), (9, (LeadStage.WON, LeadStage.LOST, LeadStage.LOST))):
        for stage in stages:
            make_lead(cta=cta, stage=stage, quality=Grade.A, received_at=NOON - timedelta(days=30 * months))
    job.compute()
    march = Filters(start=date(2026, 3, 1), end=date(2026, 3, 31))
    found = compare(march, Against.BEFORE, TODAY)
    assert found is not None
    assert (found.mature.now.count, found.mature.now.of) == (1, 1)
    assert (found.mature.before.count, found.mature.before.of) == (1, 3)
    assert (found.good.now.of, found.good.before.of) == (1, 3)


@pytest.mark.django_db
def test_page_says_with_what_it_compares(gero: User) -> None:
    client: Client = client_for(gero)
    with time_machine.travel(NOON, tick=False):
        for days in (1, 800):
            make_lead(received_at=NOON - timedelta(days=days))
        job.compute()
        page = client.get("/overview/", {"period": "this_month"}).content.decode()
        assert "01.10.2026 bis 23.10.2026" in page
        page = client.get("/overview/", {"period": "this_month", "against": "last_year"}).content.decode()
        assert "01.11.2025 bis 23.11.2025" in page
        page = client.get("/overview/", {"period": "this_month", "against": "nothing"}).content.decode()
        assert "Davor:" not in page


@pytest.mark.django_db
def test_page_says_that_nothing_is_known_of_the_days_before_the_first_lead(gero: User) -> None:
    with time_machine.travel(NOON, tick=False):
        for day in (date(2025, 11, 14), date(2026, 11, 5)):
            come_in(make_cta(), day)
        job.compute()
        said = {"period": "this_month", "against": "last_year"}
        page = client_for(gero).get("/overview/", said).content.decode()
    assert "14.11.2025 bis 23.11.2025" in page
    assert "von den Tagen davor ist nichts bekannt" in page and "wird nicht verglichen" in page


@pytest.mark.django_db
def test_unknown_comparison_is_named_beside_its_field(gero: User) -> None:
    answer = client_for(gero).get("/overview/", {"against": "moon"})
    assert answer.status_code == 400
    assert "moon" in answer.content.decode()
