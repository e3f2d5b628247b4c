"""Money: prices are the costs of the days of their own leads, divided by exactly the leads they open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from random import Random

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.own_company import today
from campaigns.models import Campaign, DailyCost
from counting import cache, job
from counting.filters import Filters
from counting.statistics import Waste
from feedback.models import AttemptPrice, ContactAttempt, LeadStanding
from figures.money import Spent, money
from figures.sales_time import SalesTime
from insights.pages.money import say_attempts, say_band, say_roi, say_sum
from insights.sheets.money import say_result
from leads.models import Grade, Lead, LeadStage
from tests.api import api_for
from tests.factories import (
    client_for,
    give_consent,
    make_attempt_price,
    make_campaign,
    make_channel,
    make_cta,
    make_lead,
)
from tests.figures.test_true import choose_filters, make_history, meant
from tests.figures.zoo import LONG_AGO, fill_the_zoo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
SHEET = "/overview/money/?period=all"
LINK_WITH_FIGURE = re.compile(r'href="(/overview/leads/\?[^"]+)">([\d.]+)')
MATURITY = 90
LONG_AGO_DAY = LONG_AGO.date()


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def add_cost(campaign: Campaign, day: date, cents: int, channel: str = "") -> None:
    DailyCost.objects.create(
        campaign=campaign, day=day, amount_cents=cents, channel=make_channel(channel) if channel else None
    )


def add_costs(random: Random) -> None:
    """On some days, some of them for one channel."""
    for campaign in Campaign.objects.all():
        for age in (0, 3, 89, 90, 91, 120, 300, 500, 501):
            if random.random() < 0.6:
                channel = random.choice(["", "Suche", "Messe"])
                add_cost(campaign, today() - timedelta(days=age), random.randrange(1, 90_000), channel)
    job.compute()


def costs_of(filters: Filters) -> int:
    rows = DailyCost.objects.all()
    if filters.campaign_id:
        rows = rows.filter(campaign=filters.campaign_id)
    if filters.channel_id:
        rows = rows.filter(channel=filters.channel_id)
    return sum(
        cost.amount_cents
        for cost in rows
        if (filters.start is None or cost.day >= filters.start)
        and (filters.end is None or cost.day <= filters.end)
    )


def is_costed(lead: Lead, filters: Filters) -> bool:
    rows = DailyCost.objects.filter(campaign=lead.campaign_id, day=lead.received_on)
    return (rows.filter(channel=filters.channel_id) if filters.channel_id else rows).exists()


def check(spent: Spent, leads: Sequence[Lead], cost: int | None, filters: Filters) -> None:
    """Every figure of these leads, one by one in plain Python."""
    said = [getattr(lead, "standing", LeadStanding()) for lead in leads]
    won = [one.outcome == "won" for one in said]
    good = [is_won or one.quality in {"A", "B"} for is_won, one in zip(won, said, strict=True)]
    judged = [is_won or bool(one.quality) for is_won, one in zip(won, said, strict=True)]
    in_time = [
        one
        for lead, one in zip(leads, said, strict=True)
        if one.outcome == "won"
        and one.decided_at
        and (timezone.localdate(one.decided_at) - lead.received_on).days <= MATURITY
    ]
    agreed = [{consent.channel for consent in lead.consents.all()} for lead in leads]
    figures = spent.figures
    assert (figures.leads, figures.agreed) == (len(leads), sum(map(bool, agreed)))
    assert (figures.callable, figures.good) == (sum("phone" in one for one in agreed), sum(good))
    assert (spent.not_good, spent.unjudged) == (sum(judged) - sum(good), len(leads) - sum(judged))
    assert figures.won_in_time == len(in_time)
    assert spent.unvalued == sum(one.value_cents is None for one in in_time)
    assert spent.revenue_cents == sum(one.value_cents or 0 for one in in_time)
    assert spent.uncosted == sum(not is_costed(lead, filters) for lead in leads)
    assert spent.cost_cents == (cost or None)
    if spent.roi is not None:
        assert cost
        assert spent.roi == float(Fraction(spent.revenue_cents - cost, cost))


def check_waste(spent: Spent) -> None:
    """Of one campaign: each of its leads cost the same."""
    if not spent.cost_cents or not spent.figures.leads:
        assert spent.waste is None
        return
    assert spent.waste
    share = spent.cost_cents / spent.figures.leads
    assert spent.waste.low_cents == pytest.approx(share * spent.not_good, abs=0.5)
    assert spent.waste.high_cents == pytest.approx(share * (spent.not_good + spent.unjudged), abs=0.5)


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_a_recount_of_the_rows(seed: int) -> None:
    random = Random(seed)
    ctas = make_history(random)
    add_costs(random)
    for filters in (Filters(), *(choose_filters(random, ctas) for _ in range(4))):
        found = money(filters, today())
        old = filters.before(today() - timedelta(days=MATURITY - 1))
        has_costs = not (filters.is_by_cta or filters.has_no_channel)
        assert found.has_costs is has_costs
        check(found.so_far, meant(filters), costs_of(filters) if has_costs else None, filters)
        check(found.mature, meant(old), costs_of(old) if has_costs else None, filters)
        assert found.cohort == old
        for spent in found.campaigns:
            assert spent.id
            mine = Filters(start=old.start, end=old.end, campaign_id=spent.id, channel_id=filters.channel_id)
            leads = [lead for lead in meant(old) if lead.campaign_id == spent.id]
            check(spent, leads, costs_of(mine) if has_costs else None, filters)
            check_waste(spent)
        bands = [spent.waste for spent in found.campaigns if spent.waste]
        assert bool(bands) is bool(found.mature.waste)
        if found.mature.waste:
            assert found.mature.waste.low_cents == sum(band.low_cents for band in bands)
            assert found.mature.waste.high_cents == sum(band.high_cents for band in bands)
        assert sum(spent.figures.leads for spent in found.campaigns) == found.mature.figures.leads
        assert sum(spent.revenue_cents for spent in found.campaigns) == found.mature.revenue_cents


def test_cost_of_young_days_is_in_no_price_of_a_deal() -> None:
    cta = make_cta()
    make_lead(cta=cta, stage=LeadStage.WON, received_at=LONG_AGO, value_cents=500_000)
    make_lead(cta=cta, received_at=timezone.now())
    add_cost(cta.campaign, LONG_AGO_DAY, 100_000)
    add_cost(cta.campaign, today(), 900_000)
    job.compute()
    (spent,) = money(Filters(), today()).campaigns
    assert (spent.cost_cents, spent.roi) == (100_000, 4.0)
    price = spent.unit("won_in_time")
    assert price
    assert (price.cents, price.units) == (100_000, 1)
    assert money(Filters(), today()).so_far.cost_cents == 1_000_000


def is_good(lead: Lead) -> bool | None:
    """None where nobody has judged it."""
    said = getattr(lead, "standing", LeadStanding())
    return True if said.outcome == "won" else said.quality in {"A", "B"} if said.quality else None


def sales_of(leads: Sequence[Lead]) -> SalesTime:
    """Attempt by attempt, in plain Python."""
    prices = sorted(AttemptPrice.objects.standing(), key=lambda price: (price.valid_from, price.pk))
    made: dict[bool | None, list[Fraction | None]] = {None: [], False: [], True: []}
    for lead in leads:
        for attempt in lead.attempts.all():
            day = timezone.localdate(attempt.happened_at)
            known = [Fraction(one.minutes * one.hourly_cents, 60) for one in prices if one.valid_from <= day]
            made[is_good(lead)].append(known[-1] if known else None)
    bad, open_ = (sum((one for one in made[key] if one), Fraction()) for key in (False, None))
    return SalesTime(
        waste=Waste(
            low_cents=round(bad),
            high_cents=round(bad + open_),
            unrated=sum(one is not None for one in made[None]),
        ),
        not_good=len(made[False]),
        unjudged=len(made[None]),
        unpriced=(made[False] + made[None]).count(None),
    )


@pytest.mark.parametrize("seed", range(4))
def test_sales_time_is_a_recount_of_the_attempts(seed: int, gero: User) -> None:
    random = Random(seed)
    ctas = make_history(random)
    for lead in Lead.objects.exclude(assigned_to=None):
        for _ in range(random.randrange(4)):
            moment = min(lead.received_at + timedelta(days=random.randrange(200)), timezone.now())
            ContactAttempt.objects.create(
                lead=lead, user=gero, channel="phone", was_reached=False, happened_at=moment
            )
    for age in (400, 90, 0):
        make_attempt_price(
            gero, since=today() - timedelta(days=age), minutes=random.randrange(1, 40), hourly_cents=4_321
        )
    job.compute()
    for filters in (Filters(), *(choose_filters(random, ctas) for _ in range(3))):
        found = money(filters, today())
        for spent in found.campaigns:
            mine = [lead for lead in meant(found.cohort) if lead.campaign_id == spent.id]
            assert spent.sales == sales_of(mine)
        assert found.mature.sales
        of_campaigns = [spent.sales.waste.low_cents for spent in found.campaigns if spent.sales]
        assert found.mature.sales.waste.low_cents == sum(of_campaigns)
        assert found.mature.sales.not_good == sales_of(meant(found.cohort)).not_good


def test_waste_is_what_both_teams_spent_and_adds_up(manager: Client, gero: User) -> None:
    cta = make_cta()
    make_lead(cta=cta, stage=LeadStage.RATED, quality=Grade.D, received_at=LONG_AGO)
    make_lead(cta=cta, stage=LeadStage.CONTACTED, received_at=LONG_AGO)
    add_cost(cta.campaign, LONG_AGO_DAY, 90_000)
    make_attempt_price(gero, since=LONG_AGO_DAY)
    job.compute()
    spent = money(Filters(), today()).mature
    assert spent.whole_waste == Waste(low_cents=47_000, high_cents=94_000, unrated=2)
    text = "Marketing 450,00\xa0€ bis 900,00\xa0€ + Vertriebszeit 20,00\xa0€ bis 40,00\xa0€"
    assert f"{text} = 470,00\xa0€ bis 940,00\xa0€" in manager.get(SHEET).content.decode()


def test_campaign_nobody_entered_costs_of_still_wastes_the_time_of_sales(gero: User) -> None:
    make_lead(stage=LeadStage.RATED, quality=Grade.D, received_at=LONG_AGO)
    make_attempt_price(gero, since=LONG_AGO_DAY)
    job.compute()
    spent = money(Filters(), today()).mature
    assert (spent.waste, spent.whole_waste) == (None, Waste(low_cents=2_000, high_cents=2_000, unrated=0))


def test_attempts_before_the_first_price_are_said_and_in_no_amount(gero: User) -> None:
    make_lead(stage=LeadStage.RATED, quality=Grade.D, received_at=LONG_AGO)
    make_attempt_price(gero, since=today())
    job.compute()
    spent = money(Filters(), today()).mature
    assert spent.sales
    assert (spent.sales.unpriced, spent.sales.waste.high_cents) == (1, 0)
    assert "vor dem ersten Preis" in say_attempts(spent)[1]


def test_without_a_price_sales_time_is_in_no_amount_and_that_is_said(manager: Client) -> None:
    cta = make_cta()
    make_lead(cta=cta, stage=LeadStage.RATED, quality=Grade.D, received_at=LONG_AGO)
    add_cost(cta.campaign, LONG_AGO_DAY, 90_000)
    job.compute()
    spent = money(Filters(), today()).mature
    assert (spent.sales, say_sum(spent), say_attempts(spent)) == (None, "", [])
    assert "weil niemand gesagt hat, was ein Kontaktversuch kostet" in manager.get(SHEET).content.decode()


def test_nothing_entered_is_not_a_cost_of_nothing() -> None:
    make_lead(stage=LeadStage.WON, received_at=LONG_AGO)
    job.compute()
    found = money(Filters(), today())
    assert (found.mature.cost_cents, found.mature.roi, found.mature.waste) == (None, None, None)
    assert found.mature.unit("leads") is None
    assert (say_roi(found.mature), say_band(found.mature)) == ("–", "–")
    assert found.mature.uncosted == 1


def test_return_of_deals_without_any_value_is_not_known() -> None:
    cta = make_cta()
    lead = make_lead(cta=cta, stage=LeadStage.WON, received_at=LONG_AGO)
    LeadStanding.objects.filter(lead=lead).update(value_cents=None)
    add_cost(cta.campaign, LONG_AGO_DAY, 100_000)
    job.compute()
    spent = money(Filters(), today()).mature
    assert (spent.roi, spent.unvalued) == (None, 1)


def test_campaign_without_a_deal_has_lost_what_it_cost() -> None:
    cta = make_cta()
    make_lead(cta=cta, stage=LeadStage.LOST, received_at=LONG_AGO)
    add_cost(cta.campaign, LONG_AGO_DAY, 100_000)
    job.compute()
    assert money(Filters(), today()).mature.roi == -1


def test_deal_is_no_waste_whatever_its_rating_says() -> None:
    cta = make_cta()
    make_lead(cta=cta, stage=LeadStage.WON, quality=Grade.D, received_at=LONG_AGO)
    make_lead(cta=cta, stage=LeadStage.RATED, quality=Grade.D, received_at=LONG_AGO)
    make_lead(cta=cta, stage=LeadStage.ACCEPTED, received_at=LONG_AGO)
    add_cost(cta.campaign, LONG_AGO_DAY, 90_000)
    job.compute()
    waste = money(Filters(), today()).mature.waste
    assert waste
    assert (waste.low_cents, waste.high_cents, waste.unrated) == (30_000, 60_000, 1)


def test_consent_that_comes_or_goes_later_is_counted_by_the_job() -> None:
    lead = make_lead()
    job.compute()
    consent = give_consent(lead, "email")
    job.compute()
    figures = money(Filters(), today()).so_far.figures
    assert (figures.agreed, figures.callable) == (1, 0)
    consent.delete()
    give_consent(lead, "phone")
    job.compute()
    figures = money(Filters(), today()).so_far.figures
    assert (figures.agreed, figures.callable) == (1, 1)


def test_every_figure_opens_exactly_its_leads(manager: Client) -> None:
    for cta in fill_the_zoo():
        add_cost(cta.campaign, LONG_AGO_DAY, 123_456)
    LeadStanding.objects.filter(outcome="won").order_by("pk").update(value_cents=None)
    job.compute()
    page = manager.get(SHEET).content.decode()
    links = LINK_WITH_FIGURE.findall(page)
    assert len(links) > 20
    for address, figure in links:
        answer = manager.get(unescape(address))
        assert answer.status_code == 200, address
        assert len(answer.context["lines"]) == int(figure.replace(".", "")), address


def test_sheet_says_what_nobody_knows(manager: Client) -> None:
    search, _fair = fill_the_zoo()
    add_cost(search.campaign, LONG_AGO_DAY, 123_456)
    job.compute()
    page = manager.get(SHEET).content.decode()
    uncosted = money(Filters(), today()).mature.uncosted
    assert uncosted
    assert f"{uncosted} Leads kamen an Tagen" in page


def test_selection_whose_cost_cannot_be_told_apart_says_so(manager: Client) -> None:
    search, _fair = fill_the_zoo()
    page = manager.get("/overview/money/", {"period": "all", "cta": str(search.pk)})
    assert "Die Kosten dieser Auswahl kennt niemand" in page.content.decode()


def test_period_of_young_leads_only_says_that_nobody_can_say_yet(manager: Client) -> None:
    make_lead(received_at=timezone.now())
    job.compute()
    start = today() - timedelta(days=2)
    answer = manager.get("/overview/money/", {"from": start.isoformat()})
    assert say_result(money(Filters(start=start), today())) in answer.content.decode()
    assert "Noch ist kein Lead alt genug" in answer.content.decode()


def test_name_of_a_campaign_is_text(manager: Client) -> None:
    cta = make_cta(make_campaign(name="<b>Fett & Co</b>"))
    make_lead(cta=cta, stage=LeadStage.RATED, received_at=LONG_AGO)
    add_cost(cta.campaign, LONG_AGO_DAY, 100)
    job.compute()
    page = manager.get(SHEET).content.decode()
    assert "&lt;b&gt;Fett &amp; Co&lt;/b&gt;" in page
    assert "<b>Fett" not in page


def test_sheet_takes_as_many_statements_for_many_campaigns(
    manager: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill_the_zoo()
    manager.get(SHEET)
    for _ in range(3):
        make_lead(received_at=LONG_AGO)
        job.compute()
        cache.clear()
        with django_assert_num_queries(24):
            manager.get(SHEET)


def test_programs_read_the_same(gero: User) -> None:
    cta = make_cta()
    give_consent(make_lead(cta=cta, stage=LeadStage.WON, received_at=LONG_AGO, value_cents=500_000))
    add_cost(cta.campaign, LONG_AGO_DAY, 100_000)
    job.compute()
    answer = api_for(gero).get("/api/v1/conversion/money/").json()
    assert answer["mature"]["roi"] == 4.0
    assert answer["until"] == (today() - timedelta(days=MATURITY)).isoformat()
    (row,) = answer["campaigns"]
    assert (row["id"], row["cost_cents"], row["callable"]) == (cta.campaign_id, 100_000, 1)
    assert (row["deals_in_time"], row["revenue_cents"]) == (1, 500_000)
    assert row["sales_waste"] is None
    assert row["waste"] == {"low_cents": 0, "high_cents": 0, "unrated": 0}
    (nobody,) = answer["attribution"]
    assert (nobody["source"], nobody["cents"]["last"], nobody["deals"]["linear"]) == (None, 500_000, 1.0)
