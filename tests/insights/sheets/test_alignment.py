"""Alignment: what its page says is a recount of the rows, opens exactly its leads, and claims no chance."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from html import unescape
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from accounts.own_company import today
from counting import cache, job
from counting.filters import Filters
from counting.statistics import Rate
from counting.waits import Wait, wait_of
from feedback.models import LeadStanding, Rating
from figures.agreement import grades_beside_ratings
from figures.same_reps import campaigns_with_same_reps
from figures.waits import BANDS, waits
from handoff.models import Handoff
from leads.models import Grade, Lead, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_cta, make_lead, make_user
from tests.figures.test_true import MATURITY, choose_filters, count_again, make_history, meant
from tests.figures.zoo import LONG_AGO, at, fill_the_zoo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
PAGE = "/overview/alignment/?period=all"
LINK_WITH_FIGURE = re.compile(r'href="(/overview/leads/\?[^"]+)"[^>]*>([\d.]+)')


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def make_lively_history(random: Random) -> list[Any]:
    """A history whose leads lie with few reps, are graded by chance and were reached sooner or later."""
    ctas = make_history(random)
    reps = [make_user(Role.SALES_REP) for _ in range(3)]
    for lead in Lead.objects.all():
        Lead.objects.filter(pk=lead.pk).exclude(assigned_to=None).update(assigned_to=random.choice(reps))
        Handoff.objects.filter(lead=lead).update(grade=random.choice(list(Grade)))
        hours = random.choice([None, 0.5, 1, 20, 50, 100, 400])
        contacted = None if hours is None else lead.received_at + timedelta(hours=hours)
        LeadStanding.objects.filter(lead=lead).update(contacted_at=contacted)
    job.rebuild()
    return ctas


def pair_of(lead: Lead) -> str | None:
    """Both teams' first words, read off the rows."""
    standing = getattr(lead, "standing", None)
    first = Rating.with_undone.filter(lead=lead).order_by("pk").first()
    if standing is None or standing.rating_id is None or first is None:
        return None
    handoff = Handoff.objects.filter(lead=lead, created_at__lte=first.created_at).order_by("-pk").first()
    return handoff.grade + first.quality if handoff else None


def counts(rate: Rate) -> tuple[int, int]:
    return rate.count, rate.of


@pytest.mark.parametrize("seed", range(4))
def test_pairs_are_a_recount_of_the_rows(seed: int) -> None:
    random = Random(seed)
    ctas = make_lively_history(random)
    for filters in [Filters(), *(choose_filters(random, ctas) for _ in range(5))]:
        found, leads = grades_beside_ratings(filters), meant(filters)
        pairs = {lead.pk: pair for lead in leads if (pair := pair_of(lead))}
        many = Counter(pairs.values())
        assert found.matrix == tuple(tuple(many[a + b] for b in "ABCD") for a in "ABCD"), filters
        assert (found.leads, found.rated) == (len(leads), count_again(leads, day=today())["rated_recorded"])
        months = Counter(lead.received_on.replace(day=1) for lead in leads if lead.pk in pairs)
        assert sum(months.values()) == sum(span.agreement.same.of for span in found.spans)
        if found.unit == "month":
            assert {span.start: span.agreement.same.of for span in found.spans} == dict(months)
        assert {row.id for row in found.campaigns} == {lead.campaign_id for lead in leads if lead.pk in pairs}
        for row in found.campaigns:
            company = Filters(start=filters.start, end=filters.end, campaign_id=row.id)
            own = [pair for lead in meant(company) if (pair := pair_of(lead))]
            assert counts(row.agreement.same) == (sum(pair[0] == pair[1] for pair in own), len(own))


@pytest.mark.parametrize("seed", range(4))
def test_waits_are_a_recount_of_the_rows(seed: int) -> None:
    random = Random(seed)
    ctas = make_lively_history(random)
    for filters in [Filters(), *(choose_filters(random, ctas) for _ in range(5))]:
        old = [lead for lead in meant(filters) if (today() - lead.received_on).days >= MATURITY]
        expected = {wait: recount([lead for lead in old if waited(lead) == wait]) for wait in Wait}
        found = waits(filters, today())
        assert [counts(rate) for rate in found.bands] == [expected[wait] for wait in BANDS], filters
        assert counts(found.unknown) == expected[Wait.UNKNOWN]
        for row in found.campaigns:
            own = [lead for lead in old if lead.campaign_id == row.id]
            assert [counts(rate) for rate in row.bands] == [
                recount([lead for lead in own if waited(lead) == wait]) for wait in BANDS
            ]


def waited(lead: Lead) -> Wait:
    standing = getattr(lead, "standing", None)
    contacted = standing.contacted_at if standing else None
    return wait_of(contacted - lead.received_at if contacted else None)


def recount(leads: list[Lead]) -> tuple[int, int]:
    """Deals in time of the leads old enough to judge, by the plain rules."""
    figures = count_again(leads, day=today())
    return figures["mature_won"], figures["mature_leads"]


@pytest.mark.parametrize("seed", range(4))
def test_campaigns_beside_each_other_are_a_recount_of_the_rows(seed: int) -> None:
    random = Random(seed)
    make_lively_history(random)
    leads = meant(Filters())
    for row in campaigns_with_same_reps(Filters(), today()):
        own = [lead for lead in leads if lead.campaign_id == row.id]
        rest = [lead for lead in leads if lead.campaign_id != row.id]
        assert (counts(row.raw), counts(row.rest)) == (recount(own), recount(rest))
        reps = {lead.assigned_to_id for lead in own if lead.assigned_to_id}
        shared = [rep for rep in reps if recount([lead for lead in rest if lead.assigned_to_id == rep])[1]]
        compared = [recount([lead for lead in own if lead.assigned_to_id == rep])[1] for rep in shared]
        assert row.found.compared_leads == sum(compared)


def test_every_figure_opens_exactly_its_leads(manager: Client) -> None:
    make_lively_history(Random(3))
    page = unescape(manager.get(PAGE).content.decode())
    links = set(LINK_WITH_FIGURE.findall(page))
    assert len(links) > 40
    for address, figure in links:
        answer = manager.get(address)
        assert len(answer.context["lines"]) == int(figure.replace(".", "")), address


def test_month_of_a_narrowed_period_opens_its_days_alone(manager: Client) -> None:
    for day in ("2026-03-02", "2026-03-20", "2026-04-02"):
        make_lead(stage=LeadStage.RATED, received_at=at(day))
    job.compute()
    page = manager.get("/overview/alignment/?from=2026-03-10&to=2026-04-30").content.decode()
    addresses = [unescape(address) for address, _ in LINK_WITH_FIGURE.findall(page) if "2026-03-" in address]
    march = [address for address in addresses if "to=2026-03-31" in address]
    assert march
    assert {len(manager.get(address).context["lines"]) for address in march} == {1}


def rate_many(pairs: dict[str, int], **fields: Any) -> None:
    for pair, number in pairs.items():
        for _ in range(number):
            make_lead(stage=LeadStage.RATED, grade=Grade(pair[0]), quality=Grade(pair[1]), **fields)


def test_page_calls_marketing_too_optimistic_only_beyond_chance(manager: Client, sven: User) -> None:
    campaign = make_campaign()
    rate_many({"AA": 4, "AC": 5, "CA": 3}, campaign=campaign, assigned_to=sven)
    job.compute()
    text = " ".join(manager.get(PAGE).content.decode().split())
    assert "Ob das Marketing zu optimistisch oder zu vorsichtig ist, ist noch nicht sicher" in text
    rate_many({"AC": 9}, campaign=campaign, assigned_to=sven)
    job.compute()
    text = " ".join(manager.get(PAGE).content.decode().split())
    assert "Marketing ist zu optimistisch: In 14 von 21 Fällen stand ein besserer Buchstabe" in text


@pytest.mark.parametrize(("pairs", "is_told"), [(29, False), (30, True)])
def test_kappa_is_told_from_thirty_pairs_on(manager: Client, sven: User, pairs: int, is_told: bool) -> None:
    rate_many({"AA": 15, "BB": pairs - 15}, cta=make_cta(), assigned_to=sven)
    job.compute()
    text = manager.get(PAGE).content.decode()
    assert ("Kappa ist 1,00" in text) == is_told
    assert (f"bisher sind es {pairs}" in text) != is_told


def test_more_than_twelve_months_are_read_as_quarters(sven: User) -> None:
    cta = make_cta()
    for month in range(1, 13):
        make_lead(cta=cta, stage=LeadStage.RATED, assigned_to=sven, received_at=at(f"2025-{month:02}-10"))
    job.compute()
    assert [span.start for span in grades_beside_ratings(Filters()).spans][:2] == [
        date(2025, 1, 1),
        date(2025, 2, 1),
    ]
    make_lead(cta=cta, stage=LeadStage.RATED, assigned_to=sven, received_at=at("2026-02-10"))
    job.compute()
    found = grades_beside_ratings(Filters())
    assert (found.unit, [span.agreement.same.of for span in found.spans]) == ("quarter", [3, 3, 3, 3, 1])


def test_campaign_that_agrees_less_is_named_and_the_others_are_not(sven: User) -> None:
    for number in range(4):
        pairs = {"AA": 6, "AC": 20} if number == 0 else {"AA": 18, "AB": 4, "BA": 4}
        rate_many(pairs, cta=make_cta(make_campaign(name=f"Kampagne {number}")), assigned_to=sven)
    job.compute()
    said = {row.name: (row.same.side, row.lean) for row in grades_beside_ratings(Filters()).campaigns}
    assert said.pop("Kampagne 0") == ("worse", "optimistic")
    assert {lean for _, lean in said.values()} == {"level"}


def test_filter_narrows_what_is_shown_of_campaigns_and_never_what_is_said(sven: User) -> None:
    campaigns = [make_campaign(), make_campaign()]
    for campaign, pairs in zip(campaigns, ({"AA": 20, "AC": 2}, {"AA": 2, "AC": 20}), strict=True):
        rate_many(pairs, campaign=campaign, assigned_to=sven, received_at=LONG_AGO)
    job.compute()
    for campaign in campaigns:
        (one,) = grades_beside_ratings(Filters(campaign_id=campaign.pk)).campaigns
        assert one in grades_beside_ratings(Filters()).campaigns
        (beside,) = campaigns_with_same_reps(Filters(campaign_id=campaign.pk), today())
        assert beside in campaigns_with_same_reps(Filters(), today())


def close_many(won: int, lost: int, **fields: Any) -> None:
    for stage, number in ((LeadStage.WON, won), (LeadStage.LOST, lost)):
        for _ in range(number):
            make_lead(stage=stage, received_at=LONG_AGO, **fields)


def test_campaign_of_the_best_rep_looks_better_than_it_is(sven: User, sina: User) -> None:
    """Sven wins half of any campaign's leads, Sina a tenth; only the mix differs."""
    lucky, poor = make_cta(make_campaign(name="Glück")), make_cta(make_campaign(name="Pech"))
    close_many(30, 30, cta=lucky, assigned_to=sven)
    close_many(1, 9, cta=lucky, assigned_to=sina)
    close_many(5, 5, cta=poor, assigned_to=sven)
    close_many(6, 54, cta=poor, assigned_to=sina)
    job.compute()
    first, second = sorted(campaigns_with_same_reps(Filters(), today()), key=lambda row: row.name)
    assert (counts(first.raw), counts(second.raw)) == ((31, 70), (11, 70))
    assert first.found.campaign and second.found.campaign
    assert first.found.campaign.value == pytest.approx(second.found.campaign.value) == pytest.approx(0.3)
    assert (first.direction, second.direction) == ("level", "level")


def reach_after(hours: float, won: int, lost: int, **fields: Any) -> None:
    """Leads that were all reached so late."""
    known = set(Lead.objects.values_list("pk", flat=True))
    close_many(won, lost, **fields)
    for standing in LeadStanding.objects.exclude(lead__in=known).select_related("lead"):
        standing.contacted_at = standing.lead.received_at + timedelta(hours=hours)
        standing.save(update_fields=["contacted_at"])


def test_good_campaign_called_early_is_no_effect_of_calling(manager: Client, sven: User) -> None:
    good, poor = make_cta(), make_cta()
    for hours, won, lost, cta in (
        (0.5, 16, 16, good),
        (200, 4, 4, good),
        (0.5, 1, 7, poor),
        (200, 4, 28, poor),
    ):
        reach_after(hours, won, lost, cta=cta, assigned_to=sven)
    job.compute()
    found = waits(Filters(), today())
    assert [counts(rate) for rate in found.bands] == [(17, 40), (0, 0), (0, 0), (0, 0), (8, 40)]
    assert list(found.trend.expected) == [17, 0, 0, 0, 8]
    assert (
        "Ob ein später Anruf Abschlüsse kostet, ist noch nicht sicher." in manager.get(PAGE).content.decode()
    )


def test_late_call_that_costs_deals_is_said_with_how_much(manager: Client, sven: User) -> None:
    reach_after(0.5, 20, 20, assigned_to=sven, cta=(cta := make_cta()))
    reach_after(20, 4, 36, assigned_to=sven, cta=cta)
    job.compute()
    text = manager.get(PAGE).content.decode()
    assert "Je später der Erstkontakt, desto weniger Abschlüsse: je Zeile 40,0 Prozentpunkte weniger." in text
    assert "Nach Kampagne zu erwarten" not in text


def test_leads_too_young_to_judge_have_no_waits_and_no_rates(manager: Client) -> None:
    make_lead(stage=LeadStage.WON, received_at=timezone.now() - timedelta(days=2))
    job.compute()
    text = manager.get(PAGE).content.decode()
    assert text.count("Kein Lead dieser Auswahl ist alt genug für ein Urteil.") == 2
    assert "Noch zu wenige Paare" in text


def test_leads_without_any_rating_say_so(manager: Client) -> None:
    make_lead()
    job.compute()
    text = manager.get(PAGE).content.decode()
    assert "Noch zu keinem Lead gibt es beide Buchstaben" in text
    assert 'class="heat"' not in text


def test_name_of_a_campaign_is_no_markup(manager: Client) -> None:
    close_many(6, 6, cta=make_cta(make_campaign(name="<b>Markt & mehr</b>")))
    close_many(6, 6, cta=make_cta())
    job.compute()
    text = manager.get(PAGE).content.decode()
    assert "<b>Markt & mehr" not in text
    assert text.count("&lt;b&gt;Markt &amp; mehr&lt;/b&gt;") >= 4


def test_no_rep_is_named(sven: User, manager: Client) -> None:
    close_many(6, 6, assigned_to=sven)
    job.compute()
    assert str(sven) not in manager.get(PAGE).context["drawn"].html


@pytest.mark.parametrize("campaigns", [1, 3])
def test_page_costs_the_same_queries_for_one_campaign_and_for_three(
    manager: Client, campaigns: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(campaigns):
        close_many(1, 1, cta=make_cta())
    job.compute()
    manager.get(PAGE)
    cache.clear()
    with django_assert_num_queries(20):
        manager.get(PAGE)


def test_programs_read_the_same(gero: User, sven: User) -> None:
    fill_the_zoo()
    answer = api_for(gero).get("/api/v1/conversion/alignment/").json()
    found, late = grades_beside_ratings(Filters()), waits(Filters(), today())
    assert answer["pairs"]["matrix"] == [list(row) for row in found.matrix]
    assert answer["pairs"]["agreement"]["same"]["count"] == found.agreement.same.count
    assert [band["of"] for band in answer["waits"]["bands"]] == [rate.of for rate in late.bands]
    assert answer["waits"]["direction"] == late.trend.direction
    assert [row["raw"]["of"] for row in answer["same_reps"]] == [
        row.raw.of for row in campaigns_with_same_reps(Filters(), today())
    ]
    assert api_for(sven).get("/api/v1/conversion/alignment/").json()["pairs"] == answer["pairs"]
