"""Has it helped: what the sheet says of the comparisons, and whose leads each number opens."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache as memory
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Company, User
from accounts.own_company import today
from counting import cache, job
from feedback.models import LeadStanding
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_cta, make_lead
from tests.figures.zoo import fill_the_zoo

pytestmark = pytest.mark.django_db
URL = "/overview/helped/"
LINK_WITH_FIGURE = re.compile(r'href="(/overview/leads/\?[^"]+)">([\d.]+)')
AGO = 400


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def introduce(days: int = 250) -> date:
    day = today() - timedelta(days=days)
    Company.objects.update(introduced_on=day)
    return day


def fill(
    *, before: int = 12, since: int = 12, good_since: int = 12, name: str = "Wärmepumpen <b>Ratgeber</b>"
) -> None:
    """Rated deals of before and since, old enough all of them; none of before is good."""
    cta = make_cta(make_campaign(name=name))
    introduce()
    for days, count, good in ((AGO, before, 0), (200, since, good_since)):
        for index in range(count):
            at = timezone.now() - timedelta(days=days)
            lead = make_lead(cta=cta, stage=LeadStage.WON, received_at=at)
            quality = "A" if index < good else "D"
            LeadStanding.objects.filter(lead=lead).update(quality=quality, decided_at=at + timedelta(days=3))
    job.compute()


def say_who_stayed(rep: User, *, since: int) -> None:
    """All of before, and so many of since."""
    day = introduce()
    of_since = Lead.objects.filter(received_on__gte=day).order_by("pk")[:since]
    for lead in (*Lead.objects.filter(received_on__lt=day), *of_since):
        lead.customer_statuses.create(user=rep, is_customer=True, day=today(), said_on=today())
    job.compute()


def read(client: Client, **query: str) -> str:
    return unescape(client.get(URL, query).content.decode()).replace("\xa0", " ")


def row_of(client: Client, label: str) -> list[str]:
    """What the table of the file says of a figure."""
    (row,) = [row for row in _tables(client)[0].rows if row[0].startswith(label)]
    return [text.replace("\xa0", " ") for text in row]


def _tables(client: Client) -> Any:
    return client.get(URL).context["drawn"].tables


def test_what_is_better_beyond_chance_is_said_so_and_coloured(manager: Client) -> None:
    fill()
    page = read(manager)
    assert "Von 7 Punkten ist 1 besser geworden" in page
    assert '<span class="tag ok">besser</span>' in page
    assert '<circle class="pt ok"' in page
    assert row_of(manager, "Lead-Qualität")[2:] == [
        *("0 %", "0 von 12", "0 % bis 24 %"),
        *("100 %", "12 von 12", "76 % bis 100 %"),
        "besser",
    ]


def test_below_ten_cases_nothing_is_said(manager: Client) -> None:
    fill(since=9, good_since=9)
    assert row_of(manager, "Lead-Qualität")[-1] == "noch nicht zu sagen"
    assert "Auf beiden Seiten braucht es zehn Fälle." in read(manager)


def test_difference_that_may_be_chance_says_how_many_more_it_takes(manager: Client) -> None:
    fill(good_since=3)
    page = read(manager)
    assert "Ob es geholfen hat, ist noch nicht sicher" in page
    assert "Bleibt es dabei, frühestens nach 73 weiteren Fällen sicher." in page


def test_young_leads_are_on_no_side(manager: Client) -> None:
    fill()
    make_lead(stage=LeadStage.RATED, received_at=timezone.now() - timedelta(days=5))
    job.compute()
    assert row_of(manager, "Lead-Qualität")[6] == "12 von 12"


def test_only_young_leads_compare_nothing(manager: Client) -> None:
    make_lead(stage=LeadStage.RATED)
    job.compute()
    page = read(manager)
    assert "Ob es geholfen hat, ist noch nicht sicher" in page
    assert "besser</span>" not in page


def test_history_alone_says_what_is_missing(manager: Client) -> None:
    lead = make_lead()
    Lead.objects.filter(pk=lead.pk).update(definition=None, door="file")
    job.compute()
    page = read(manager)
    assert "Noch nichts zu vergleichen" in page
    assert "unter einer unterschriebenen Lead-Definition" in page


def test_day_of_introduction_says_where_it_comes_from(manager: Client) -> None:
    make_lead(received_at=timezone.now() - timedelta(days=AGO))
    job.compute()
    assert "An diesem Tag kam der erste Lead unter einer unterschriebenen" in read(manager)
    introduce()
    job.compute()
    assert "unter einer unterschriebenen" not in read(manager)


def test_deals_of_which_nobody_knows_stand_beside_as_a_band(manager: Client, sven: User) -> None:
    fill()
    say_who_stayed(sven, since=4)
    page = read(manager)
    assert "bei 8 weiteren nicht bekannt" in page
    assert "mit ihnen 33 % bis 100 %" in page


def test_every_figure_opens_exactly_its_leads(manager: Client, sven: User) -> None:
    fill()
    for lead in Lead.objects.all().order_by("pk")[:20]:
        day = lead.received_on + timedelta(days=300 if lead.pk % 3 else 20)
        lead.customer_statuses.create(user=sven, is_customer=bool(lead.pk % 3), day=day, said_on=day)
        LeadStanding.objects.filter(lead=lead).update(
            potential="no" if lead.pk % 2 else "yes", fit="too_high"
        )
    fill_the_zoo()
    links = LINK_WITH_FIGURE.findall(manager.get(URL).content.decode())
    assert len(links) > 10
    for address, number in links:
        rows = manager.get(unescape(address))
        assert rows.status_code == 200, address
        assert len(rows.context["lines"]) == int(number.replace(".", "")), address


def test_link_to_the_unknown_opens_exactly_them(manager: Client, sven: User) -> None:
    fill()
    say_who_stayed(sven, since=4)
    (address,) = re.findall(r'href="([^"]+told=unknown_6[^"]*)"', manager.get(URL).content.decode())
    assert len(manager.get(unescape(address)).context["lines"]) == 8


def test_claims_of_others_stand_beside_the_own_figure(manager: Client) -> None:
    fill()
    table = _tables(manager)[2]
    assert [row[:2] for row in table.rows] == [
        [
            "36 % mehr Kunden bleiben",
            "Nach 12 Monaten noch Kunde: Noch Kunde, von denen, bei denen es bekannt ist",
        ],
        ["38 % höhere Gewinnquote", "Gewinnquote: Gewonnen, von gewonnenen und verlorenen"],
        ["67 % besser beim Abschließen", "Abschlüsse je 100 Leads: Gewonnen, von allen Leads"],
        ["200 % mehr Umsatz aus dem Marketing", "Umsatz: Umsatz je 100 Leads"],
    ]
    assert "Ihre Methode ist unklar" in read(manager)


def test_page_says_that_it_proves_no_cause_and_defines_each_figure(manager: Client) -> None:
    fill()
    page = read(manager)
    assert "Das beweist keine Ursache" in page
    assert page.count("<summary>Was das ist</summary>") == 11


def test_names_of_people_and_campaigns_are_no_markup(manager: Client) -> None:
    fill()
    assert "<b>Ratgeber</b>" not in manager.get(URL).content.decode()


@pytest.mark.parametrize("many", [1, 4])
def test_statements_do_not_grow_with_the_campaigns(manager: Client, many: int) -> None:
    for number in range(many):
        fill(name=f"Messe {number}")
    manager.get("/")
    cache.clear()
    memory.clear()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        manager.get(URL)
    assert len(asked) == 26


def test_program_reads_the_same_figures(gero: User, sven: User) -> None:
    fill()
    say_who_stayed(sven, since=3)
    day = introduce()
    body = api_for(gero).get("/api/v1/conversion/helped/").json()
    assert (body["introduced_on"], body["is_set"]) == (day.isoformat(), True)
    of = {one["name"]: one for one in body["comparisons"]}
    assert len(of) == 11
    assert (of["quality"]["now"]["count"], of["quality"]["now"]["of"]) == (12, 12)
    assert (of["quality"]["verdict"], of["quality"]["basis"], of["quality"]["is_benefit"]) == (
        "better",
        "before",
        True,
    )
    assert of["kept_half_year"]["now"]["customers"] == {"unknown": 9, "least": 0.25, "most": 1.0}
