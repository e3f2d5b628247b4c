"""What a meeting does with a page of figures, and what is taken along from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from counting import job
from leads.models import LeadStage
from tests.browser.conftest import Open
from tests.factories import make_campaign, make_cta, make_lead

PAGE = "/overview/?meeting=1"
SHOWN = ".slide:visible"


@pytest.fixture
def some_leads(lists: None, gero: User) -> None:
    cta = make_cta(make_campaign(name="Herbst"), name="Angebot anfordern")
    for stage in (LeadStage.REGISTERED, LeadStage.RATED, LeadStage.WON, LeadStage.LOST):
        make_lead(stage=stage, cta=cta, received_at=timezone.now() - timedelta(days=40))
    job.rebuild()


@pytest.mark.usefixtures("some_leads")
def test_keys_lead_from_one_section_to_the_next_and_back(open_as: Open, gero: User) -> None:
    page = open_as(gero)
    page.goto(PAGE)
    at = page.locator("[data-meeting-at]")
    expect(page.locator(SHOWN)).to_have_count(1)
    for key, number in (("ArrowRight", "2"), ("Space", "3"), ("ArrowLeft", "2"), ("Home", "1")):
        page.keyboard.press(key)
        expect(at).to_have_text(f"{number} / {page.locator('.slide').count()}")
        expect(page.locator(SHOWN)).to_have_count(1)


@pytest.mark.usefixtures("some_leads")
def test_heading_of_what_is_shown_has_the_focus(open_as: Open, gero: User) -> None:
    page = open_as(gero)
    page.goto(PAGE)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#funnel-title")).to_be_focused()


@pytest.mark.usefixtures("some_leads")
def test_escape_ends_the_meeting(open_as: Open, gero: User) -> None:
    page = open_as(gero)
    page.goto(PAGE)
    page.keyboard.press("Escape")
    expect(page.locator("[data-meeting]")).to_have_count(0)
    expect(page.locator(".filter-box")).to_be_visible()


@pytest.mark.usefixtures("some_leads")
def test_section_one_was_at_is_shown_again_on_the_way_back(open_as: Open, gero: User) -> None:
    page = open_as(gero)
    page.goto(PAGE)
    page.keyboard.press("End")
    last = page.locator("[data-meeting-at]").inner_text()
    page.goto("/leads/")
    page.go_back()
    expect(page.locator("[data-meeting-at]")).to_have_text(last)


@pytest.mark.usefixtures("some_leads")
def test_picture_is_saved_as_png_with_its_name(open_as: Open, gero: User) -> None:
    page = open_as(gero)
    page.goto("/overview/")
    with page.expect_download() as saved:
        page.locator(".take-picture").first.click()
    assert saved.value.suggested_filename.endswith(".png")
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("some_leads")
def test_view_is_kept_from_the_menu_of_the_page(open_as: Open, gero: User) -> None:
    page = open_as(gero)
    page.goto("/overview/?period=all")
    page.locator(".outs summary").click()
    page.locator(".keep-view [name=name]").fill("Alle")
    page.locator(".keep-view button").click()
    page.locator(".outs summary").click()
    expect(page.locator(".outs .menu-body a").first).to_have_text("Alle")
