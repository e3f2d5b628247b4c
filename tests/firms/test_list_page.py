"""The list of firms, and the pages of those that may be one: what each reader finds there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from firms.models import FirmDomain, Organisation
from firms.services.comparing import compare_firms
from firms.services.customers import say_customer
from firms.services.distinguishing import tell_apart
from firms.services.merging import merge_firms
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_lead, make_person
from tests.firms.firms import firm_of_lead, make_firm

pytestmark = pytest.mark.django_db


def get_list(user: User, **query: str) -> Any:
    return client_for(user).get(reverse("firm_list"), query)


def names(page: Any) -> list[str]:
    return [line.firm.name for line in page.context["lines"]]


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def people_of(firm: Organisation, *leads: Lead) -> None:
    for lead in leads:
        lead.person.organisation = firm
        lead.person.save(update_fields=["organisation"])


def test_firms_stand_by_name_however_it_is_spelt_and_open(mara: User) -> None:
    for name in ("Zander AG", "Österlein GmbH", "alpha KG"):
        make_firm(name)
    page = get_list(mara)
    assert names(page) == ["alpha KG", "Österlein GmbH", "Zander AG"]
    firm = Organisation.objects.get(name="alpha KG")
    assert f'<a class="open" href="{reverse("firm", args=(firm.pk,))}">alpha KG</a>' in text_of(page)


def test_a_line_counts_the_people_and_leads_its_reader_sees(mara: User, sven: User, sina: User) -> None:
    person = make_person(name="Eigene Erika")
    own = [make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, person=person) for _ in range(2)]
    firm = firm_of_lead(own[0].pk)
    people_of(firm, make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina))
    firm_of_lead(make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina).pk)
    say_customer(actor=mara, firm=firm, kind="since", day=date(2021, 3, 1))
    (line,) = get_list(sven).context["lines"]
    assert (line.firm, line.persons, line.leads, line.since) == (firm, 1, 2, date(2021, 3, 1))
    assert line.newest == max(lead.received_at for lead in own)
    (all_of_it, _other) = get_list(mara).context["lines"]
    assert (all_of_it.persons, all_of_it.leads) == (2, 3)


def test_a_name_finds_a_firm_in_any_spelling_also_that_of_one_merged_into_it(mara: User) -> None:
    firm, merged = make_firm("Müller GmbH"), make_firm("Krüger AG")
    make_firm("Anders KG")
    merge_firms(actor=mara, firm=merged, into=firm)
    for text in ("mueller", "MULL", "krueger ag"):
        assert names(get_list(mara, q=text)) == ["Müller GmbH"]


def test_a_domain_finds_a_firm_for_whom_the_contact_is_there(mara: User, lena: User) -> None:
    firm = firm_of_lead(make_lead(stage=LeadStage.HANDED_OVER).pk)
    FirmDomain.objects.create(domain="geheim.example", organisation=firm)
    Organisation.objects.filter(pk=firm.pk).update(search_text="muster\ngeheim example")
    assert names(get_list(mara, q="geheim")) == [firm.name]
    assert names(get_list(lena, q="geheim")) == []
    assert names(get_list(lena, q="muster")) == [firm.name]


@pytest.mark.parametrize(("asked", "found"), [("true", "Alt AG"), ("false", "Neu AG")])
def test_customers_are_told_from_others(mara: User, asked: str, found: str) -> None:
    say_customer(actor=mara, firm=make_firm("Alt AG"), kind="since", day=date(2021, 3, 1))
    former = make_firm("Neu AG")
    say_customer(actor=mara, firm=former, kind="since", day=date(2020, 1, 1))
    say_customer(actor=mara, firm=former, kind="ended", day=date(2021, 1, 1))
    assert names(get_list(mara, is_customer=asked)) == [found]


def test_possible_duplicates_are_a_filter_and_a_tag_for_who_may_merge(mara: User, lena: User) -> None:
    for name in ("Hoffmann GmbH", "Hofmann AG", "Anders KG"):
        make_firm(name)
    compare_firms()
    page = get_list(mara, doubles="true")
    assert names(page) == ["Hoffmann GmbH", "Hofmann AG"]
    assert text_of(page).count("vielleicht doppelt") == 2
    theirs = get_list(lena, doubles="true")
    assert len(names(theirs)) == 3 and "doppelt" not in text_of(theirs)


def test_pages_go_on_where_the_last_one_ended(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.views.firm_list.PAGE_SIZE", 2)
    for name in ("Alt AG", "", "Cent AG", "Dach AG"):
        make_firm(name, "" if name else "blank.example")
    first = get_list(mara)
    second = client_for(mara).get(reverse("firm_list") + first.context["older_url"])
    assert names(first) + names(second) == ["Alt AG", "blank.example", "Cent AG", "Dach AG"]
    back = client_for(mara).get(reverse("firm_list") + second.context["newer_url"])
    assert names(back) == names(first)


def test_a_cursor_nobody_gave_out_is_said_and_the_list_begins(mara: User) -> None:
    make_firm("Alt AG")
    page = get_list(mara, after="irgendwo")
    assert names(page) == ["Alt AG"] and page.context["problem"]


def test_what_fits_nothing_says_so_and_how_to_go_on(mara: User) -> None:
    make_firm("Alt AG")
    assert "Keine Firma passt zu diesen Filtern" in text_of(get_list(mara, q="gibt-es-nicht"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_as_many_statements_for_one_as_for_three(
    mara: User, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        firm_of_lead(make_lead().pk)
    client = client_for(mara)
    client.get(reverse("firm_list"))
    with django_assert_num_queries(8):
        client.get(reverse("firm_list"))


@pytest.fixture
def alike(mara: User) -> tuple[Organisation, Organisation]:
    firms = make_firm("Hoffmann GmbH", "hoffmann.example"), make_firm("Hofmann AG")
    compare_firms()
    return firms


def test_a_pair_stands_side_by_side_with_what_can_be_done(
    mara: User, alike: tuple[Organisation, Organisation]
) -> None:
    page = text_of(client_for(mara).get(reverse("desk:firm_pairs")))
    assert "Ähnlicher Name" in page and "hoffmann.example" in page
    assert reverse("desk:firm_merge", args=(alike[1].pk,)) + f"?other={alike[0].pk}" in page


def test_not_the_same_is_said_with_one_press_and_taken_back_with_another(
    mara: User, alike: tuple[Organisation, Organisation]
) -> None:
    client, pairs = client_for(mara), reverse("desk:firm_pairs")
    page = client.post(reverse("desk:firm_apart", args=[one.pk for one in alike]), follow=True)
    assert page.context["lines"] == [] and "werden nicht mehr vorgeschlagen" in text_of(page)
    (said,) = page.context["apart"]
    again = client.post(reverse("desk:firm_apart_undo", args=(said.pk,)), follow=True)
    assert again.redirect_chain == [(pairs, 302)] and len(again.context["lines"]) == 1


def test_the_merge_page_offers_who_looks_alike_first_and_nobody_told_apart(
    mara: User, alike: tuple[Organisation, Organisation]
) -> None:
    firm, other = alike
    client, address = client_for(mara), reverse("desk:firm_merge", args=(firm.pk,))
    assert [pair[0] for pair in client.get(address).context["pairs"]] == [other]
    tell_apart(actor=mara, firm=firm, other=other)
    assert client.get(address).context["pairs"] == []
    searched = client.get(address, {"q": "hofmann"})
    assert [pair[0] for pair in searched.context["pairs"]] == [other]
    assert "Nicht dieselbe Firma, sagt Mara Marketing" in text_of(searched)
    assert "In „Hofmann AG“ aufgehen lassen" not in text_of(searched)


def test_the_page_of_a_firm_says_that_it_may_be_there_twice_and_what_it_is_not(
    mara: User, lena: User, alike: tuple[Organisation, Organisation]
) -> None:
    address = reverse("firm", args=(alike[0].pk,))
    assert "Diese Firma gibt es vielleicht doppelt" in text_of(client_for(mara).get(address))
    assert "vielleicht doppelt" not in text_of(client_for(lena).get(address))
    tell_apart(actor=mara, firm=alike[0], other=alike[1])
    page = text_of(client_for(mara).get(address))
    assert "vielleicht doppelt" not in page and "„Hofmann AG“ ist nicht dieselbe Firma" in page


def test_sales_finds_no_page_of_duplicates(lena: User) -> None:
    assert client_for(lena).get(reverse("desk:firm_pairs")).status_code == 403


def test_programs_read_the_same_lines(mara: User) -> None:
    lead = make_lead()
    firm = firm_of_lead(lead.pk)
    say_customer(actor=mara, firm=firm, kind="since", day=date(2021, 3, 1))
    (row,) = api_for(mara).get("/api/v1/firms/").json()["results"]
    assert (row["id"], row["persons"], row["leads"]) == (firm.pk, 1, 1)
    assert (row["customer_since"], row["last_lead_at"][:10]) == ("2021-03-01", f"{lead.received_at:%Y-%m-%d}")
