"""Many leads at once, as both teams do it all day: by keyboard, by thumb, and with every click counted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from leads.models import Lead, LeadStage
from tests.browser.conftest import Open
from tests.bulk.doing import work_off
from tests.factories import make_campaign, make_cta, make_lead, make_person

PATIENCE = 30_000  # ms: the page asks for news now and then, and a busy machine answers late


@pytest.fixture
def waiting(lists: None) -> list[Lead]:
    cta = make_cta(make_campaign(name="Herbst"))
    return [make_lead(cta=cta, person=make_person(name=f"Thea {number}")) for number in range(5)]


def finish(page: Page, heading: str) -> None:
    """The job is done, and the page says so by itself."""
    page.wait_for_url("**/bulk/*/")
    work_off()
    expect(page.locator("h1")).to_have_text(heading, timeout=PATIENCE)
    expect(page.locator("#bulk-progress")).to_have_count(0, timeout=PATIENCE)


def test_grid_is_filled_in_by_keys_alone(open_as: Open, mara: User, sven: User, waiting: list[Lead]) -> None:
    page = open_as(mara)
    page.goto("/bulk/hand-over/?all=1&stage=waiting")
    for key in ("a", "ArrowDown", "b", "ArrowDown", "d", "v"):
        page.keyboard.press(key)
    page.keyboard.type(str(sven)[:3])
    page.keyboard.press("Escape")
    expect(page.locator("[data-graded]")).to_contain_text("3 von 5")
    page.keyboard.press("Control+Enter")
    finish(page, "3 Leads übergeben")
    rows = Lead.objects.filter(stage=LeadStage.HANDED_OVER).order_by("received_at")
    assert list(rows.values_list("grade", "assigned_to")) == [("A", None), ("B", None), ("D", sven.pk)]


def test_shift_ticks_all_in_between(open_as: Open, mara: User, waiting: list[Lead]) -> None:
    page = open_as(mara)
    page.goto("/leads/?stage=waiting")
    ticks = page.locator("[data-pick]")
    expect(page.locator(".bulk-bar button").first).to_be_disabled()
    ticks.nth(1).click()
    ticks.nth(3).click(modifiers=["Shift"])
    expect(page.locator("[data-picked]")).to_have_text("3 Leads ausgewählt")
    expect(page.locator("[data-pick-page]")).to_have_js_property("indeterminate", value=True)


def test_leads_are_chosen_without_script(open_as: Open, mara: User, waiting: list[Lead]) -> None:
    page = open_as(mara, java_script_enabled=False)
    page.goto("/leads/?stage=waiting")
    page.locator("[data-pick]").first.check()
    page.locator(".bulk-bar").get_by_role("button", name="Übergeben").click()
    expect(page.locator("h1")).to_have_text("1 Lead übergeben")
