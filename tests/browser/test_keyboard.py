"""Without a mouse: the skip link, the menus, and several leads in a row."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from campaigns.models import CallToAction
from leads.models import Lead
from tests.browser.conftest import Open
from tests.browser.words import press_until_focused
from tests.factories import make_campaign, make_cta


@pytest.fixture
def cta(lists: None) -> CallToAction:
    return make_cta(make_campaign(name="Herbst"), name="Angebot anfordern")


def is_focus_visible(page: Page) -> bool:
    """Whether somebody sees where the keyboard is."""
    return bool(
        page.evaluate(
            "() => { const style = getComputedStyle(document.activeElement);"
            " return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }"
        )
    )


def test_skip_link_comes_first_and_leads_past_the_menu(open_as: Open, mara: User) -> None:
    page = open_as(mara)
    page.goto("/leads/")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_menu_is_walked_with_the_tab_key(open_as: Open, mara: User) -> None:
    page = open_as(mara)
    page.goto("/leads/")
    entry = page.locator("nav.nav a[href='/campaigns/']")
    press_until_focused(page, entry)
    assert is_focus_visible(page)
    page.keyboard.press("Enter")
    expect(page.locator("nav.nav a[aria-current=page]")).to_have_attribute("href", "/campaigns/")


def test_personal_menu_opens_and_escape_closes_it_again(open_as: Open, mara: User) -> None:
    page = open_as(mara)
    page.goto("/leads/")
    summary = page.locator(".top details.menu summary")
    press_until_focused(page, summary)
    page.keyboard.press("Enter")
    expect(page.locator(".menu-body")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".menu-body")).to_be_hidden()
    expect(summary).to_be_focused()


def test_several_leads_are_logged_without_the_mouse(open_as: Open, mara: User, cta: CallToAction) -> None:
    page = open_as(mara)
    page.goto(f"/leads/new/?cta={cta.pk}")
    for number in (1, 2, 3):
        expect(page.locator("#id_name")).to_be_focused()
        page.keyboard.type(f"Erika Muster {number}")
        press_until_focused(page, page.locator("#id_email"))
        page.keyboard.type(f"erika{number}@example.org")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".message.ok")).to_contain_text(f"Erika Muster {number}")
    assert set(Lead.objects.values_list("cta", flat=True)) == {cta.pk} and Lead.objects.count() == 3


def test_refused_form_puts_the_cursor_where_something_is_missing(
    open_as: Open, mara: User, cta: CallToAction
) -> None:
    page = open_as(mara)
    page.goto(f"/leads/new/?cta={cta.pk}")
    page.keyboard.type("Erika Muster")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()
    assert not Lead.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_focus_is_seen_on_every_stop_of_the_start_page(open_as: Open, company: object, role: Role) -> None:
    page = open_as(User.objects.create(email=f"{role}@example.com", full_name="Toni Tab", role=role))
    page.goto("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert is_focus_visible(page), page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
