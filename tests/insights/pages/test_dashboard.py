from __future__ import annotations

import gzip
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.own_company import company_zone, today
from accounts.permissions import TABLE, Action
from campaigns.models import CallToAction, DailyCost
from counting import job
from counting.models import Mark
from feedback.models import Rating
from leads.models import LeadStage
from tests.factories import client_for, make_campaign, make_channel, make_cta, make_lead, make_promise
from tests.figures.zoo import LONG_AGO, fill_the_zoo

pytestmark = pytest.mark.django_db
OVERVIEW = "/overview/"
LINK_WITH_FIGURE = re.compile(r'href="(/overview/leads/\?[^"]+)"[^>]*>([\d.,]+)')
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
AS_OF = re.compile(r'<span class="as-of">[^<]+</span>')


@pytest.fixture
def manager(gero: User) -> Client:
    gero.language = "en"
    gero.save(update_fields=["language"])
    return client_for(gero)


def read(client: Client, address: str = OVERVIEW) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def required_action_of(path: str) -> Any:
    view: Any = resolve(path).func
    return view.required_action


def first_number(text: str) -> int:
    return int(re.sub(r"[.,]", "", text))


def test_both_teams_and_the_manager_read_the_same_page(
    mara: User, sven: User, lena: User, gero: User
) -> None:
    fill_the_zoo()
    pages = [read(client_for(person), "/overview/?period=all") for person in (mara, sven, lena, gero)]
    figures = {AS_OF.sub("", found[0]) for page in pages if (found := MAIN.search(page))}
    assert len(pages) == 4
    assert len({page[page.index("</details>") :] for page in figures}) == 1


@pytest.mark.parametrize("by", ["campaign", "cta", "channel"])
def test_what_is_drawn_for_all_leads_only_where_whoever_reads_it_may_go(manager: Client, by: str) -> None:
    fill_the_zoo()
    drawn = manager.get(f"/overview/?period=all&by={by}").context["drawn"]
    links = re.findall(r'(?:href|action)="([^"]+)"', drawn.bar.html + drawn.figures)
    paths = {urlsplit(unescape(link)).path for link in links}
    campaigns = {path for path in paths if path.startswith("/campaigns/")}
    assert paths - campaigns == {OVERVIEW, "/overview/leads/", "/overview/maturity/", "/overview/taken-out/"}
    assert {required_action_of(path) for path in paths} <= {Action.VIEW_CONVERSION, Action.VIEW_CAMPAIGNS}
    assert TABLE[Action.VIEW_CONVERSION] <= TABLE[Action.VIEW_CAMPAIGNS]


@pytest.mark.parametrize("by", ["campaign", "cta", "channel"])
def test_every_figure_opens_exactly_its_leads(manager: Client, by: str) -> None:
    fill_the_zoo()
    page = read(manager, f"/overview/?period=all&by={by}")
    links = LINK_WITH_FIGURE.findall(page)
    assert len(links) > 20
    for address, figure in links:
        answer = manager.get(unescape(address))
        assert len(answer.context["lines"]) == answer.context["count"] == first_number(figure), address


def test_figures_of_part_of_a_month_open_only_the_leads_of_that_part(manager: Client) -> None:
    fill_the_zoo()
    last = today().isoformat()
    page = read(manager, f"/overview/?from=2020-01-15&to={last}")
    for address, figure in LINK_WITH_FIGURE.findall(page):
        assert manager.get(unescape(address)).context["count"] == first_number(figure)


def make_leads_that_tell_apart(bad: CallToAction, good: CallToAction) -> None:
    """Forty each, of which one promises too much and wins one, the other is as expected and wins half."""
    for cta, won, fit in ((bad, 1, "too_high"), (good, 20, "realistic")):
        for number in range(40):
            stage = LeadStage.WON if number < won else LeadStage.LOST
            lead = make_lead(cta=cta, stage=stage, received_at=LONG_AGO)
            lead.standing.fit = fit
            lead.standing.save()


def test_page_opens_with_the_campaign_that_promises_too_much(manager: Client) -> None:
    bad, good = make_cta(make_campaign(name="Gratis-Audit")), make_cta()
    make_leads_that_tell_apart(bad, good)
    job.compute()
    page = read(manager)
    assert "“Gratis-Audit” brings many leads and few deals" in page
    assert "of the 40 that are at least 90 days old, 1 were won in that time: 2.5%, elsewhere 50%" in page
    assert f'href="/overview/leads/?campaign={bad.campaign_id}&amp;stage=too_high"' in page
    assert "Named most often" not in page


def test_finding_names_the_promise_most_ratings_blame(manager: Client) -> None:
    bad, good = (make_cta(make_campaign()) for _ in range(2))
    blamed = make_promise(bad.campaign, "Umsetzung ohne Anzahlung")
    make_promise(bad.campaign, "Energie-Audit gratis")
    make_leads_that_tell_apart(bad, good)
    for rating in Rating.objects.filter(lead__cta=bad)[:12]:
        rating.misleading_promises.add(blamed)
    job.compute()
    page = read(manager)
    assert "Named most often: “Umsetzung ohne Anzahlung”, by 12 of 40 ratings of its time." in page


def test_page_without_finding_says_what_became_of_the_leads(manager: Client) -> None:
    make_lead(stage=LeadStage.WON, received_at=LONG_AGO)
    make_lead(received_at=LONG_AGO)
    make_lead(stage=LeadStage.WON)
    job.compute()
    page = read(manager)
    assert "2 deals came from 3 leads" in page
    assert "2 of them are at least 90 days old; won in that time: 1, 50% (95% range: 9.5% to 91%)." in page
    assert "In no rate: 1 too young, 1 of them won already." in page
    assert "Sales has rated 2 of 2 leads handed over." in page


def test_page_without_one_lead_of_the_maturity_age_says_that_there_is_no_rate(manager: Client) -> None:
    make_lead(stage=LeadStage.WON)
    job.compute()
    page = read(manager)
    assert "1 deal came from 1 lead" in page
    assert "None of them is 90 days old yet: there is no rate before that." in page


def test_history_and_implied_stages_are_named_apart(manager: Client) -> None:
    fill_the_zoo()
    page = read(manager, "/overview/?period=all")
    assert "4 leads are history from before any signed lead definition; 2 of them won." in page
    assert re.findall(r">(\d+ more implied)<", page) == [
        "3 more implied",
        "3 more implied",
        "2 more implied",
    ]
    assert "Implied: not recorded itself, but a later stage was reached." in page


def test_filters_narrow_the_page_and_are_named(manager: Client) -> None:
    search, _fair = fill_the_zoo()
    page = read(manager, f"/overview/?period=all&campaign={search.campaign_id}&channel=none")
    assert "No leads in this selection" in page
    assert "Wärmepumpen-Ratgeber · No channel" in page


def test_long_table_shows_the_first_rows_and_all_on_request(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("insights.views.dashboard.ROWS_SHOWN", 2)
    for number in range(3):
        make_lead(cta=make_cta(name=f"Angebot Nummer {number}"))
    job.compute()
    short, whole = (
        read(manager, f"/overview/?by=cta{rest}") for rest in ("&sort=name", "&sort=name&rows=all")
    )
    assert "2 of 3 are shown." in short and 'href="/overview/?by=cta&amp;sort=name&amp;rows=all"' in short
    assert [page.count("<b>Angebot Nummer 2</b>") for page in (short, whole)] == [0, 1]


def test_costs_stand_beside_their_campaign(manager: Client) -> None:
    cta, old = make_cta(), timezone.now() - timedelta(days=120)
    make_lead(cta=cta, stage=LeadStage.WON, received_at=old)
    DailyCost.objects.create(campaign=cta.campaign, day=old.date(), amount_cents=123_456)
    job.compute()
    page = read(manager)
    assert "€1,234.56" in page
    assert "€1,235 for 1 deal" in page


def test_empty_installation_says_what_will_be_here(manager: Client, mara: User, company: object) -> None:
    assert "Here both teams will see what became of the leads" in read(manager)
    assert 'href="/leads/new/"' not in read(manager)
    assert 'href="/leads/new/"' in read(client_for(mara))


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("?from=2026-13-45", "“2026-13-45” is not a day."),
        ("?from=2026-03-02&to=2026-03-01", "The end lies before the start."),
        ("?campaign=99999999999999999999", "“99999999999999999999” is not in the list."),
        ("?cta=9", "Please choose one of this campaign, or all."),
        ("?channel=%00", "is not in the list."),
        ("?period=yesterday", "“yesterday” is not in the list."),
    ],
)
def test_filter_not_understood_is_named_beside_it(manager: Client, address: str, message: str) -> None:
    answer = manager.get(OVERVIEW + address)
    assert answer.status_code == 400
    assert message in unescape(answer.content.decode())


def test_cta_of_another_campaign_is_refused(manager: Client) -> None:
    search, fair = fill_the_zoo()
    answer = manager.get(f"/overview/?campaign={search.campaign_id}&cta={fair.pk}")
    assert answer.status_code == 400


def test_stranger_signs_in_first(client: Client, otto: User) -> None:
    answer = client.get(OVERVIEW)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


def test_change_shows_after_the_job_and_as_of_tells_which_moment_it_is(manager: Client) -> None:
    make_lead()
    job.compute()
    assert "0 deals came from 1 lead" in read(manager)
    make_lead(stage=LeadStage.WON)
    waiting = manager.get(OVERVIEW)
    assert waiting.context["as_of"] == Mark.objects.earliest("id").marked_at
    job.compute()
    assert "1 deal came from 2 leads" in read(manager)


def test_pictures_have_their_figures_in_tables(manager: Client) -> None:
    fill_the_zoo()
    page = read(manager, "/overview/?period=all")
    for picture in ("volume", "trend"):
        assert f'data-source="{picture}-data"' in page
        assert f'<script id="{picture}-data" type="application/json">' in page
    assert page.count("The same as a table") == 2


def test_names_from_outside_are_escaped_everywhere(manager: Client) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    cta = make_cta(make_campaign(name=evil, channel=make_channel(evil)), name=evil)
    make_lead(cta=cta, stage=LeadStage.RATED)
    job.compute()
    for by in ("campaign", "cta", "channel"):
        assert "<img src=x" not in read(manager, f"/overview/?by={by}")


@pytest.mark.parametrize("campaigns", [1, 3])
def test_page_costs_the_same_queries_for_one_campaign_and_for_three(
    manager: Client,
    campaigns: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ctas = [make_lead(stage=LeadStage.WON).cta for _ in range(campaigns)]
    job.compute()
    company_zone()  # asked for once and remembered: not of this count
    # Session, person; state; campaigns, ctas and channels to choose from, campaigns to name; counts, young,
    # costs, lags, targets; traits, who rated; not counted; open findings; events; judgements;
    # notes; questioned ratings; and in the header notifications and second step.
    with django_assert_num_queries(22):
        manager.get("/overview/?period=all")
    make_lead(cta=ctas[0])
    job.compute()
    # What there is to choose from is as it was.
    with django_assert_num_queries(19):
        manager.get("/overview/?period=all")
    # Session, person; state; questioned ratings; notifications and second step.
    with django_assert_num_queries(6):
        manager.get("/overview/?period=all")


def test_page_of_fifty_campaigns_weighs_at_most_25_kilobytes(manager: Client) -> None:
    for number in range(50):
        cta = make_cta(make_campaign(name=f"Kampagne mit einem längeren Namen {number}"))
        for stage in (LeadStage.WON, LeadStage.LOST, LeadStage.REGISTERED):
            make_lead(cta=cta, stage=stage)
    job.compute()
    assert len(gzip.compress(manager.get(OVERVIEW).content, 6)) <= 25 * 1024
