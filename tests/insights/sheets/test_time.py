"""Over time: figures at equal age are those of their leads and open exactly them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import unescape
from random import Random
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.own_company import company_zone, today
from counting import cache, job
from counting.ages import Unit
from counting.filters import Filters
from counting.statistics import CompetingEnds, estimate_incidence
from figures.ripeness import outlooks, ripeness
from figures.time import CohortRow, ages_of, cohorts, ends, velocity
from insights.pages.cohorts import name_of, say_outlook
from insights.pages.curves import say_ends
from leads.models import LeadStage
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_cta, make_lead
from tests.figures.ageing import THAT_DAY, Told, add_lead, choose, look_at, make_ageing, moment
from tests.figures.zoo import fill_the_zoo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
SHEET = "/overview/time/?period=all"
LINK_WITH_FIGURE = re.compile(r'href="(/overview/leads/\?[^"]+)">([\d.]+)')
MATURITY = 90
HISTORIES = range(4)


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def add_month(first: date, *, leads: int, ages: Sequence[int], **fields: Any) -> None:
    """Leads of one day, of which as many were won as there are ages."""
    for place in range(leads):
        end = "won" if place < len(ages) else ""
        add_lead(first, end=end, age=ages[place] if end else None, **fields)


def won_within(leads: Sequence[Told], age: int) -> int:
    return sum(lead.end == "won" and lead.age is not None and lead.age <= age for lead in leads)


@pytest.mark.parametrize(
    ("maturity", "ages"),
    [
        (90, (7, 14, 30, 60, 90, 180)),
        (30, (7, 14, 30, 60)),
        (7, (7, 14)),
        (1, (1, 2)),
        (400, (7, 14, 30, 60, 90, 180, 365, 400, 800)),
    ],
)
def test_cohorts_are_looked_at_up_to_the_maturity_age_and_at_twice_that(
    maturity: int, ages: tuple[int, ...]
) -> None:
    assert ages_of(maturity) == ages


@pytest.mark.parametrize("unit", ["month", "week"])
@pytest.mark.parametrize("seed", HISTORIES)
def test_cells_are_a_recount_of_the_rows(seed: int, unit: Unit) -> None:
    random = Random(seed)
    ctas = make_ageing(random)
    for filters in (Filters(), *(choose(random, ctas) for _ in range(4))):
        leads = look_at(filters)
        found = cohorts(filters, unit, THAT_DAY)
        assert sum(row.leads for row in found.rows) == sum(lead.tells for lead in leads)
        for row in found.rows:
            own = [lead for lead in leads if row.start <= lead.day <= row.end]
            assert row.leads == sum(lead.tells for lead in own)
            for age, rate in zip(found.ages, row.rates, strict=True):
                if (THAT_DAY - row.end).days < age:
                    assert rate is None
                else:
                    assert rate and (rate.count, rate.of) == (won_within(own, age), row.leads), filters


@pytest.mark.parametrize("seed", HISTORIES)
def test_curve_is_that_of_the_rows(seed: int) -> None:
    random = Random(seed)
    ctas = make_ageing(random)
    for filters in (Filters(), *(choose(random, ctas) for _ in range(4))):
        leads = look_at(filters)
        found = ends(filters, THAT_DAY)
        plain = follow_plainly(leads, found.longest)
        assert found.incidence == estimate_incidence(plain), filters
        ended = [lead for lead in leads if lead.end]
        assert found.before == sum(lead.age is not None and lead.age < 0 for lead in ended)
        assert found.won_later == won_within(leads, 10**6) - won_within(leads, found.longest)
        assert (found.won_undated, found.lost_undated) == (
            sum(lead.end == "won" and lead.age is None for lead in ended),
            sum(lead.end == "lost" and lead.age is None for lead in ended),
        )
        assert len(leads) == found.leads + found.won_undated + found.lost_undated


def follow_plainly(leads: Sequence[Told], longest: int) -> CompetingEnds:
    """Lead by lead: an end after the longest age is one that was not seen."""
    counts: dict[str, dict[int, int]] = {"won": {}, "lost": {}, "": {}}
    for lead in leads:
        if lead.end and lead.age is None:
            continue
        age = (THAT_DAY - lead.day).days if lead.age is None else max(0, lead.age)
        kind, at = (lead.end, age) if age <= longest else ("", longest)
        counts[kind][at] = counts[kind].get(at, 0) + 1
    return CompetingEnds(won=counts["won"], lost=counts["lost"], open=counts[""])


def test_cohort_is_judged_only_once_its_last_lead_is_that_old() -> None:
    add_lead(date(2026, 12, 1), end="won", age=3)
    job.compute()

    def ages_reached(day: date) -> int:
        (row,) = cohorts(Filters(), "month", day).rows
        return sum(rate is not None for rate in row.rates)

    assert [ages_reached(date(2027, 1, day)) for day in (6, 7, 13, 14)] == [0, 1, 1, 2]
    assert [ages_reached(date(2027, 3, day)) for day in (30, 31)] == [4, 5]


def test_week_has_its_iso_number_also_across_the_year() -> None:
    with translation.override("de"):
        assert name_of(date(2026, 12, 28), "week") == "KW 53/2026"
        assert name_of(date(2025, 12, 29), "week") == "KW 1/2026"
        assert name_of(date(2027, 1, 4), "week") == "KW 1/2027"


def test_part_of_a_month_says_which_days_it_has() -> None:
    add_lead(date(2026, 3, 20))
    job.compute()
    (row,) = cohorts(Filters(start=date(2026, 3, 10), end=date(2026, 3, 29)), "month", THAT_DAY).rows
    assert (row.start, row.end, row.is_cut) == (date(2026, 3, 10), date(2026, 3, 29), True)
    (whole,) = cohorts(Filters(), "month", THAT_DAY).rows
    assert (whole.start, whole.end, whole.is_cut) == (date(2026, 3, 1), date(2026, 3, 31), False)


def test_sentence_and_its_three_shares_make_a_hundred_per_cent() -> None:
    for end, number in (("won", 1), ("lost", 1), ("", 7)):
        for _ in range(number * 3):
            add_lead(date(2026, 1, 5), end=end, age=10 if end else None)
    job.compute()
    with translation.override("de"):
        sentence = say_ends(ends(Filters(), THAT_DAY), MATURITY)
    assert sentence == "Nach 90 Tagen sind 11,1\u00a0% gewonnen, 11,1\u00a0% verloren und 77,8\u00a0% offen."


def test_sentence_goes_no_further_than_ten_leads_were_watched() -> None:
    for _ in range(12):
        add_lead(THAT_DAY - timedelta(days=20))
    job.compute()
    with translation.override("en"):
        assert say_ends(ends(Filters(), THAT_DAY), MATURITY).startswith("After 20 days 0% are won")


def test_fewer_than_ten_leads_are_no_curve(manager: Client) -> None:
    for _ in range(9):
        make_lead(received_at=timezone.now() - timedelta(days=200))
    job.compute()
    page = manager.get(SHEET).content.decode()
    assert "Weniger als zehn Leads" in page
    assert "curve-field" not in page


def test_young_leads_have_no_pace_and_no_cell(manager: Client) -> None:
    for _ in range(12):
        make_lead(stage=LeadStage.WON, received_at=timezone.now() - timedelta(days=2))
    job.compute()
    page = manager.get(SHEET).content.decode()
    assert "Noch ist kein Lead 90 Tage alt" in page
    assert "noch zu jung" in page
    assert "won_within" not in page


def make_past(months: int) -> None:
    """Months with ten leads and three deals each: after five days, forty and a hundred."""
    for back in range(months):
        first = date(2025, 1, 1) + timedelta(days=31 * back)
        add_month(first.replace(day=1), leads=10, ages=(5, 40, 100))


def test_young_month_has_a_forecast_where_six_older_ones_support_it() -> None:
    make_past(6)
    add_month(date(2027, 1, 5), leads=10, ages=(5,))
    job.compute()
    (one,) = outlooks(Filters(), "month", THAT_DAY)
    assert (one.cohort.start, one.won) == (date(2027, 1, 1), 1)
    assert one.forecast and one.forecast.cohorts == 6
    span = one.forecast.nearly_certain
    assert 1 <= span.low <= 3 <= span.high <= 10
    with translation.override("de"):
        assert say_outlook(one) == (f"voraussichtlich {span.low} bis {span.high} Abschlüsse, 1 ist es schon")


def test_young_month_has_no_forecast_where_only_five_older_ones_are_known() -> None:
    make_past(5)
    add_month(date(2027, 1, 5), leads=10, ages=(5,))
    job.compute()
    (one,) = outlooks(Filters(), "month", THAT_DAY)
    assert one.forecast is None
    assert say_outlook(one) == ""


def test_forecast_learns_from_before_the_period_that_is_shown() -> None:
    make_past(6)
    add_month(date(2027, 1, 5), leads=10, ages=(5,))
    job.compute()
    (one,) = outlooks(Filters(start=date(2027, 1, 1)), "month", THAT_DAY)
    assert one.forecast and one.forecast.cohorts == 6


def test_month_that_goes_on_or_is_shown_in_part_has_no_forecast() -> None:
    make_past(6)
    add_lead(THAT_DAY)
    add_lead(date(2027, 1, 20))
    job.compute()
    assert outlooks(Filters(start=date(2027, 1, 10)), "month", THAT_DAY) == ()


def test_campaign_is_held_against_all_where_its_own_deals_are_too_few() -> None:
    known, other = make_cta(make_campaign(name="Bekannt")), make_cta(make_campaign(name="Neu"))
    add_month(date(2026, 1, 5), leads=40, ages=[10] * 15 + [100] * 5, cta=known)
    add_month(date(2026, 12, 27), leads=3, ages=(1,), cta=other)
    job.compute()
    found = ripeness(Filters(), THAT_DAY)
    said = {row.name: (row.age, row.is_own, row.deals) for row in found.campaigns}
    assert said == {"Bekannt": (406, True, 20), "Neu": (50, False, 21)}
    assert [row.share for row in found.campaigns if row.is_own] == [1]
    assert found.campaigns[0].at_maturity == pytest.approx(0.75)
    assert found.deals == 21


def test_curve_of_a_campaign_is_the_same_under_every_filter() -> None:
    cta = make_cta()
    add_month(date(2026, 1, 5), leads=40, ages=[10] * 15 + [100] * 5, cta=cta)
    add_lead(date(2027, 1, 20), cta=cta)
    job.compute()
    (late,) = ripeness(Filters(start=date(2027, 1, 1)), THAT_DAY).campaigns
    (whole,) = ripeness(Filters(), THAT_DAY).campaigns
    assert (late.age, whole.age) == (26, 406)
    assert late.share == late.at_maturity == whole.at_maturity == pytest.approx(0.743, abs=0.001)


def test_too_few_deals_tell_no_share() -> None:
    add_month(date(2026, 1, 5), leads=40, ages=[10] * 19, cta=make_cta())
    job.compute()
    found = ripeness(Filters(), THAT_DAY)
    assert (found.at_maturity, [row.share for row in found.campaigns]) == (None, [None])


def test_steps_are_those_of_leads_old_enough() -> None:
    cta = make_cta()
    for _ in range(3):
        make_lead(cta=cta, stage=LeadStage.WON, received_at=timezone.now() - timedelta(days=100))
    make_lead(cta=cta, stage=LeadStage.WON, received_at=timezone.now() - timedelta(days=20))
    job.compute()
    whole, campaign = velocity(Filters(), today())
    assert (whole.leads, campaign.id) == (3, cta.campaign_id)
    assert whole.paces == campaign.paces
    hours = [((pace.median or 0) / 3600, (pace.most or 0) / 3600, pace.count) for pace in whole.paces]
    assert hours == [pytest.approx((exact, exact, 3), rel=0.05) for exact in (2.0, 1.0, 1.0, 5.0)]


@pytest.mark.parametrize("query", ["", "&by=week"])
def test_every_figure_opens_exactly_its_leads(gero: User, query: str) -> None:
    with time_machine.travel(moment(THAT_DAY), tick=False):
        manager = client_for(gero)
        make_ageing(Random(3))
        links = LINK_WITH_FIGURE.findall(manager.get(SHEET + query).content.decode())
        assert len(links) > 20
        assert {"won_within", "won_after", "undated", "before", "telling"} <= set(
            re.findall(r"\w+", " ".join(address for address, _figure in links))
        )
        for address, figure in links:
            answer = manager.get(unescape(address))
            assert answer.status_code == 200
            assert len(answer.context["lines"]) == int(figure.replace(".", "")), address


def test_unknown_unit_is_named_and_months_are_shown(manager: Client) -> None:
    fill_the_zoo()
    answer = manager.get(f"{SHEET}&by=year")
    assert answer.status_code == 400
    assert "„by=year“ in der Adresse ist unbekannt; erlaubt sind „month“ (Monat) und „week“" in (
        answer.content.decode()
    )
    assert "Eingangsmonat" in answer.content.decode()


def test_unit_stays_while_filters_change(manager: Client) -> None:
    fill_the_zoo()
    assert '<input type="hidden" name="by" value="week">' in manager.get(f"{SHEET}&by=week").content.decode()


def test_name_of_a_campaign_is_only_text(manager: Client) -> None:
    make_lead(
        cta=make_cta(make_campaign(name="<b>Fett</b>")), received_at=timezone.now() - timedelta(days=200)
    )
    job.compute()
    page = manager.get(SHEET).content.decode()
    assert "<b>Fett" not in page
    assert "&lt;b&gt;Fett&lt;/b&gt;" in page


def test_sheet_costs_the_same_statements_however_many_leads(
    manager: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    company_zone()
    fill_the_zoo()
    manager.get(SHEET)
    for _ in range(2):
        cache.clear()
        with django_assert_num_queries(25):
            manager.get(SHEET)
        make_ageing(Random(1), leads=20)
    manager.get(SHEET)
    with django_assert_num_queries(5):
        manager.get(SHEET)


def test_programs_read_the_same(gero: User) -> None:
    make_past(6)
    add_month(date(2027, 1, 5), leads=10, ages=(5,))
    job.compute()
    api = api_for(gero)
    with time_machine.travel(moment(THAT_DAY), tick=False):
        found = cohorts(Filters(), "month", THAT_DAY)
        said = api.get("/api/v1/conversion/cohorts/").json()
        assert said["ages"] == list(found.ages)
        assert [row["leads"] for row in said["rows"]] == [row.leads for row in found.rows]
        assert [counts_of(row) for row in found.rows] == [
            [rate and (rate["count"], rate["of"]) for rate in row["rates"]] for row in said["rows"]
        ]
        assert said["rows"][-1]["forecast"]["cohorts"] == 6
        curve = api.get("/api/v1/conversion/incidence/").json()
        assert (len(curve["ages"]), curve["leads"], curve["supported_days"]) == (181, 70, 180)
        (campaign, *_) = api.get("/api/v1/conversion/ripeness/").json()["campaigns"]
        assert campaign["deals"] == 0
        whole = api.get("/api/v1/conversion/velocity/").json()["rows"][0]
        assert (whole["id"], [pace["count"] for pace in whole["paces"]]) == (None, [0, 0, 0, 18])


def counts_of(row: CohortRow) -> list[tuple[int, int] | None]:
    return [(rate.count, rate.of) if rate else None for rate in row.rates]


def test_program_that_asks_for_another_unit_is_told_so(gero: User) -> None:
    answer = api_for(gero).get("/api/v1/conversion/cohorts/", {"by": "year"})
    assert answer.status_code == 400
    assert "year" in str(answer.json())


@pytest.mark.parametrize("query", ["won_within=bald", "won_within=-1", "won_after=99999", "decided=nie"])
def test_age_that_is_none_opens_no_leads(manager: Client, query: str) -> None:
    fill_the_zoo()
    answer = manager.get(f"/overview/leads/?period=all&stage=won&{query}")
    assert answer.status_code == 400
    assert not answer.context["lines"]
