"""The page of a company: since when it is a customer, said and read, on the desk and on the phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import User
from firms.models import CustomerPeriod, Organisation
from firms.services.comparing import compare_firms
from leads.models import Lead
from tests.browser.conftest import Open
from tests.factories import make_lead
from tests.firms.firms import firm_of_lead, make_firm


@pytest.fixture
def lead(lists: None) -> Lead:
    return make_lead()


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_who_says_since_when_reads_it_on_the_lead(open_as: Open, mara: User, lead: Lead, phone: bool) -> None:
    firm = firm_of_lead(lead.pk)
    page = open_as(mara, phone=phone)
    page.goto(f"/leads/{lead.pk}/")
    expect(page.get_by_text("Neugeschäft")).to_be_visible()
    page.get_by_role("link", name=f"Alles zu {firm.name}").click()
    page.get_by_text("Eintragen oder berichtigen").click()
    page.locator("#id_customer-day").fill("2021-03-01")
    page.locator("#customer").get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Bestandskunde seit 3/2021")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert CustomerPeriod.objects.get().organisation == firm
    page.goto(f"/leads/{lead.pk}/")
    expect(page.get_by_text("Bestandskunde seit 3/2021")).to_be_visible()


def test_a_day_that_is_missing_is_said_beside_the_field(open_as: Open, mara: User, lead: Lead) -> None:
    firm = firm_of_lead(lead.pk)
    page = open_as(mara)
    page.goto(f"/firms/{firm.pk}/")
    page.get_by_text("Eintragen oder berichtigen").click()
    page.locator("#customer").get_by_role("button", name="Speichern").click()
    expect(page.locator("#customer")).to_contain_text("Bitte geben Sie an, seit welchem Tag.")


def test_two_that_are_one_are_merged_and_taken_apart(open_as: Open, mara: User, lead: Lead) -> None:
    firm, other = firm_of_lead(lead.pk), firm_of_lead(make_lead().pk)
    Organisation.objects.update(search_text="muster")
    page = open_as(mara)
    page.goto(f"/firms/{firm.pk}/merge/?q=muster")
    page.get_by_role("button", name=f"In „{other.name}“ aufgehen lassen").click()
    expect(page.get_by_role("heading", name=other.name)).to_be_visible()
    page.get_by_role("button", name=f"Zurücknehmen {firm.name}").click()
    expect(page.get_by_role("heading", name=firm.name)).to_be_visible()
    assert Organisation.objects.kept().count() == 2


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_two_that_look_alike_are_told_apart_and_it_is_taken_back(
    open_as: Open, mara: User, lists: None, phone: bool
) -> None:
    make_firm("Hoffmann GmbH")
    make_firm("Hofmann AG")
    compare_firms()
    page = open_as(mara, phone=phone)
    page.goto("/firms/")
    page.get_by_role("link", name="Mögliche Dubletten").click()
    page.get_by_role("button", name="Nicht dieselbe Firma").click()
    expect(page.get_by_text("Keine Firma sieht aus wie eine andere")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(page.get_by_role("button", name="Nicht dieselbe Firma")).to_be_visible()
