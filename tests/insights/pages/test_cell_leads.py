from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from counting import job
from insights.views import leads as page
from leads.models import LeadStage
from tests.factories import client_for, make_cta, make_lead, make_person
from tests.figures.zoo import fill_the_zoo

pytestmark = pytest.mark.django_db
ALL = "/overview/leads/?period=all"


@pytest.fixture
def manager(gero: User) -> Client:
    gero.language = "en"
    gero.save(update_fields=["language"])
    return client_for(gero)


def test_rep_sees_as_many_rows_as_the_manager(manager: Client, sven: User) -> None:
    fill_the_zoo()
    for stage in ("leads", "won", "rated", "history_leads"):
        address = f"{ALL}&stage={stage}"
        rows = [len(client.get(address).context["lines"]) for client in (manager, client_for(sven))]
        assert rows[0] == rows[1] > 0


def test_lead_of_somebody_else_is_a_row_without_person_number_or_link(sven: User, sina: User) -> None:
    foreign = make_lead(
        stage=LeadStage.ACCEPTED,
        assigned_to=sina,
        person=make_person(name="Erika Geheim", company="Geheim AG"),
    )
    job.compute()
    text = client_for(sven).get(ALL).content.decode()
    assert "Ein Lead von jemand anderem" in text
    assert f"Lead {foreign.pk}" not in text
    assert "Geheim" not in text
    assert f"/leads/{foreign.pk}/" not in text


def test_own_lead_has_its_person_and_opens(sven: User) -> None:
    own = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, person=make_person(name="Erika Offen"))
    job.compute()
    text = client_for(sven).get(ALL).content.decode()
    assert "Erika Offen" in text
    assert f'href="/leads/{own.pk}/"' in text


def test_pages_hold_every_lead_once(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PAGE_SIZE", 4)
    cta = make_cta()
    made = {make_lead(cta=cta).pk for _ in range(10)}
    job.compute()
    found: list[int] = []
    address = "/overview/leads/"
    while address:
        context = manager.get(address).context
        found += [line.lead.pk for line in context["lines"]]
        address = f"/overview/leads/{context['older_url']}" if context["older_url"] else ""
    assert (len(found), set(found)) == (10, made)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("stage=rich", "This address names no figure we know."),
        ("stage=", "This address names no figure we know."),
        ("period=never", "“never” is not in the list."),
        ("after=somewhere", "“somewhere” in the address is not a place in this list."),
        ("before=1.2.3", "“1.2.3” in the address is not a place in this list."),
    ],
)
def test_address_not_understood_says_so(manager: Client, query: str, message: str) -> None:
    answer = manager.get(f"/overview/leads/?{query}")
    assert answer.status_code == 400
    assert message in unescape(answer.content.decode())


@pytest.mark.parametrize("page", ["leads", "notes", "taken-out"])
def test_filter_not_understood_is_named_on_every_list(manager: Client, page: str) -> None:
    answer = manager.get(f"/overview/{page}/?stage=leads&period=never")
    assert answer.status_code == 400
    assert "“never” is not in the list." in unescape(answer.content.decode())


def test_figure_without_leads_says_so(manager: Client) -> None:
    make_lead()
    job.compute()
    assert "No leads behind this figure" in manager.get(f"{ALL}&stage=won").content.decode()


def test_way_back_keeps_the_filters(manager: Client) -> None:
    make_lead()
    job.compute()
    text = manager.get("/overview/leads/?period=all&by=cta&stage=leads").content.decode()
    assert 'class="back" href="/overview/?period=all&amp;by=cta"' in text


@pytest.mark.parametrize("leads", [1, 3])
def test_list_costs_the_same_queries_for_one_lead_and_for_three(
    manager: Client,
    leads: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(leads):
        make_lead(stage=LeadStage.WON)
    job.compute()
    manager.get(ALL)
    # Seven of them are for the filters and for what ratings say: needs and promises.
    with django_assert_num_queries(17):
        manager.get(ALL)
