"""The search in the header, the shortcuts, and entries that nobody has saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from accounts.models import User
from leads.models import Lead, LeadStage
from tests.browser.conftest import Open
from tests.factories import make_cta, make_lead, make_person


@pytest.fixture
def lead(lists: None, sven: User) -> Lead:
    person = make_person(name="Erika Müller", email="erika@example.org", phone="+4915123456789")
    return make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, person=person)


def test_number_is_found_with_two_taps_on_the_phone(open_as: Open, sven: User, lead: Lead) -> None:
    page = open_as(sven, phone=True)
    page.goto("/inbox/")
    page.locator("[data-find-open]").tap()
    page.keyboard.type("0151 / 2345", delay=20)
    page.get_by_role("option", name="Erika Müller").tap()
    page.wait_for_url(f"**/leads/{lead.pk}/")


def test_lead_is_found_and_opened_with_the_keyboard(open_as: Open, sven: User, lead: Lead) -> None:
    page = open_as(sven)
    page.goto("/inbox/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Personen, Firmen und Kampagnen suchen")
    expect(field).to_be_focused()
    page.keyboard.type("mueller")
    expect(page.locator("#find-said")).to_have_text("Ein Treffer")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "find-lead-1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/leads/{lead.pk}/")


def test_page_of_the_search_works_without_script(open_as: Open, sven: User, lead: Lead) -> None:
    page = open_as(sven, phone=True, java_script_enabled=False)
    page.goto("/inbox/")
    page.locator("[data-find-open]").tap()
    page.locator("#id_q").fill("mueller")
    page.locator("main form button").tap()
    expect(page.locator("main .found a")).to_have_attribute("href", f"/leads/{lead.pk}/")


def test_question_mark_lists_the_keys_of_this_page(open_as: Open, mara: User, lead: Lead) -> None:
    page = open_as(mara)
    page.goto("/leads/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Tastenkürzel")
    expect(dialog.locator("div:visible > dt")).to_have_text(
        ["Suche", "Tastenkürzel", "Leads erfassen", "Schließen, was aufgegangen ist"]
    )
    expect(dialog).to_contain_text("/ oder Strg + K")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_entries_are_asked_about_and_come_back_until_they_are_sent(
    open_as: Open, mara: User, lists: None
) -> None:
    page, asked = open_as(mara), list[str]()
    cta = make_cta()
    page.on("dialog", lambda dialog: leave(dialog, asked))
    page.goto(f"/leads/new/?cta={cta.pk}")
    type_name(page, "Erika Muster")
    page.locator("nav.nav a[href='/campaigns/']").click()
    page.go_back()
    expect(page.locator("#id_name")).to_have_value("Erika Muster")
    expect(page.locator("#toasts")).to_contain_text("ist wieder da")
    assert asked == ["beforeunload"]
    page.locator("#id_email").fill("erika@example.org")
    page.locator("#lead-form .btn.big:not(.second)").click()
    expect(page.locator(".message.ok")).to_contain_text("Erika Muster")
    assert (kept_in(page), asked) == ([], ["beforeunload"])


def test_entries_are_forgotten_with_the_sign_out(open_as: Open, mara: User, lists: None) -> None:
    page = open_as(mara)
    page.goto(f"/leads/new/?cta={make_cta().pk}")
    type_name(page, "Erika Muster")
    page.reload()
    assert kept_in(page) != []
    page.locator(".top details.menu summary").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator("#id_login")).to_be_visible()
    assert kept_in(page) == []


def kept_in(page: Page) -> list[str]:
    keys: list[str] = page.evaluate("() => Object.keys(sessionStorage)")
    return [key for key in keys if key.startswith("unsaved:")]


def leave(dialog: Dialog, asked: list[str]) -> None:
    asked.append(dialog.type)
    dialog.accept()


def type_name(page: Page, name: str) -> None:
    page.locator("#id_name").click()
    page.keyboard.type(name)
