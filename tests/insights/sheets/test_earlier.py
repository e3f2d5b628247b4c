"""Sheets that hold their figures against those of the period before, or of the same days a year ago."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from accounts.own_company import today
from campaigns.models import CallToAction, DailyCost
from counting import job
from counting.filters import Filters
from figures.before import find_earlier
from figures.periods import Against
from leads.models import Grade, LeadStage
from tests.factories import client_for, make_cta, make_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "english")]
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
MARCH, APRIL = date(2026, 3, 10), date(2026, 4, 10)
DAYS = "from=2026-04-01&to=2026-04-30"


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


@pytest.fixture
def english(gero: User) -> None:
    User.objects.update(language="en")
    gero.refresh_from_db()


def come_in(cta: CallToAction, day: date, number: int, *, won: int, same: int = 0) -> None:
    """So many leads of this day, so many of them won, and so many rated as marketing had graded them."""
    for at in range(number):
        make_lead(
            cta=cta,
            stage=LeadStage.WON if at < won else LeadStage.LOST,
            grade=Grade.A,
            quality=Grade.A if at < same else Grade.C,
            received_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
        )


def read(client: Client, path: str) -> str:
    page = unescape(client.get(path).content.decode())
    return " ".join(page.split())


@time_machine.travel(NOON, tick=False)
def test_money_says_beside_each_price_what_it_was_at_equal_age(manager: Client) -> None:
    cta = make_cta()
    come_in(cta, MARCH, 4, won=2)
    come_in(cta, APRIL, 5, won=1)
    for day, cents in ((MARCH, 40_000), (APRIL, 100_000)):
        DailyCost.objects.create(campaign=cta.campaign, day=day, amount_cents=cents)
    job.compute()
    page = read(manager, f"/overview/money/?{DAYS}")
    assert "before: €100.00 · 4" in page and "before: €200.00 · 2 ·" in page
    assert "Before: 10 Mar 2026 to 31 Mar 2026. The first lead of the company came in on that" in page
    assert "before: €" not in read(manager, f"/overview/money/?{DAYS}&against=nothing")


@time_machine.travel(NOON, tick=False)
def test_alignment_says_how_often_the_letters_were_the_same_before(manager: Client) -> None:
    cta = make_cta()
    come_in(cta, MARCH, 40, won=0, same=30)
    come_in(cta, APRIL, 40, won=0, same=10)
    job.compute()
    page = read(manager, f"/overview/alignment/?{DAYS}")
    assert 'before: 75%, 30 of 40; <b><span aria-hidden="true">▼</span> −50.0 points</b>' in page
    assert "before: 75%" not in read(manager, f"/overview/alignment/?{DAYS}&against=nothing")


@time_machine.travel(NOON, tick=False)
def test_difference_of_the_letters_that_chance_may_make_has_no_arrow(manager: Client) -> None:
    cta = make_cta()
    come_in(cta, MARCH, 12, won=0, same=6)
    come_in(cta, APRIL, 12, won=0, same=7)
    job.compute()
    page = read(manager, f"/overview/alignment/?{DAYS}")
    assert "before: 50%, 6 of 12; difference +8.3 points" in page and "not certain yet" in page


def test_sheet_over_all_time_is_compared_with_nothing(manager: Client) -> None:
    come_in(make_cta(), today() - timedelta(days=200), 2, won=1, same=1)
    job.compute()
    assert find_earlier(Filters(), Against.BEFORE, today()) is None
    for sheet in ("money", "alignment"):
        assert "before:" not in read(manager, f"/overview/{sheet}/?period=all")


def test_choice_stands_where_something_is_compared_and_nowhere_else(manager: Client) -> None:
    come_in(make_cta(), today() - timedelta(days=200), 1, won=1)
    job.compute()
    places = ("", "money/", "alignment/", "time/", "breakdown/", "changes/", "helped/", "health/")
    asked = [place for place in places if 'name="against"' in read(manager, f"/overview/{place}")]
    assert asked == ["", "money/", "alignment/"]
