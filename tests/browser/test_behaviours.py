"""What script adds to pages: sent once, warned while typing, filters at once, themes, charts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from campaigns.models import CallToAction
from counting import job
from leads.models import Lead, LeadStage
from tests.browser.conftest import Open
from tests.factories import make_campaign, make_cta, make_lead, make_person

IS_DRAWN = """canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let at = 0; at < data.length; at += 4) if (data[at + 3]) colours.add(data.slice(at, at + 3).join());
    return colours.size;
}"""


@pytest.fixture
def cta(lists: None) -> CallToAction:
    return make_cta(make_campaign(name="Herbst"), name="Angebot anfordern")


@pytest.fixture
def some_leads(cta: CallToAction) -> None:
    """Enough in each of two months that the joint page has something to draw."""
    for stage in (LeadStage.REGISTERED, LeadStage.RATED, LeadStage.WON, LeadStage.LOST):
        for days in (3, 40):
            make_lead(stage=stage, cta=cta, received_at=timezone.now() - timedelta(days=days))
    job.rebuild()


def fill_lead(page: Page, cta: CallToAction) -> None:
    page.goto(f"/leads/new/?cta={cta.pk}")
    page.locator("#id_name").fill("Erika Muster")
    page.locator("#id_email").fill("erika@example.org")


def test_double_click_sends_a_form_once(open_as: Open, mara: User, cta: CallToAction) -> None:
    page = open_as(mara)
    fill_lead(page, cta)
    page.locator("#lead-form .btn.big:not(.second)").dblclick()
    expect(page.locator(".message.ok")).to_contain_text("Erika Muster")
    assert Lead.objects.count() == 1


def send_twice(route: Route) -> None:
    """As a line does that lost the first answer."""
    route.fetch()
    route.continue_()


def test_button_is_out_of_use_with_its_words_while_its_form_is_sent(
    open_as: Open, mara: User, cta: CallToAction
) -> None:
    page = open_as(mara)
    fill_lead(page, cta)
    page.route("**/leads/new/*", lambda route: route.fulfill(status=204))  # an answer without a page
    page.locator("#lead-form .btn.big:not(.second)").click()
    expect(page.locator("#lead-form .btn.big:not(.second)")).to_be_disabled()
    expect(page.locator("#lead-form .btn.big:not(.second)")).to_contain_text("Speichern")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#lead-form .btn.big:not(.second)")).to_be_enabled()


def test_form_that_arrives_twice_makes_one_lead_without_any_script(
    open_as: Open, mara: User, cta: CallToAction
) -> None:
    page = open_as(mara, java_script_enabled=False)
    fill_lead(page, cta)
    page.context.route("**/leads/new/*", send_twice)
    page.locator("#lead-form .btn.big:not(.second)").click()
    expect(page.locator(".message.ok")).to_contain_text("Erika Muster")
    assert Lead.objects.count() == 1


def test_person_we_know_is_named_while_typing(open_as: Open, mara: User, cta: CallToAction) -> None:
    known = make_person(name="Erika Muster", email="erika@example.org")
    make_lead(cta=cta, person=known)
    page = open_as(mara)
    page.goto(f"/leads/new/?cta={cta.pk}")
    expect(page.locator("#lead-known")).to_have_text("")
    page.locator("#id_email").press_sequentially("erika@example.org")
    expect(page.locator("#lead-known")).to_contain_text("Erika Muster")
    expect(page.locator("#id_email")).to_be_focused()


def test_filter_is_applied_at_once_and_stands_in_the_address(
    open_as: Open, mara: User, some_leads: None
) -> None:
    page = open_as(mara)
    page.goto("/leads/")
    page.locator("#id_stage").select_option("won")
    page.wait_for_url(re.compile(r"/leads/\?stage=won$"))
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("#id_stage")).to_be_focused()


def test_theme_is_shown_at_once_and_kept_when_saved(open_as: Open, mara: User) -> None:
    page = open_as(mara)
    page.goto("/profile/")
    light = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    page.locator("label:has(input[name=theme][value=dark])").click()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != light
    page.locator("main form button.btn").first.click()
    page.goto("/leads/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_are_drawn_with_their_tables_beside(
    open_as: Open, gero: User, some_leads: None, theme: str
) -> None:
    User.objects.filter(pk=gero.pk).update(theme=theme)
    page = open_as(gero)
    page.goto("/overview/")
    expect(page.locator("canvas[data-chart]")).to_have_count(2)
    for canvas in page.locator("canvas[data-chart]").all():
        card = canvas.locator("xpath=ancestor::section[1]")
        assert canvas.evaluate(IS_DRAWN) > 3, "nothing is drawn"
        expect(card.locator("table")).to_have_count(1)


def test_charts_follow_a_change_of_the_theme(open_as: Open, gero: User, some_leads: None) -> None:
    page = open_as(gero)
    page.emulate_media(color_scheme="light")
    page.goto("/overview/")
    before = page.locator("#trend-chart").evaluate("canvas => canvas.toDataURL()")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => document.querySelector('#trend-chart').toDataURL() !== before", arg=before
    )


def test_charts_are_drawn_light_for_paper_and_as_before_afterwards(
    open_as: Open, gero: User, some_leads: None
) -> None:
    User.objects.filter(pk=gero.pk).update(theme="dark")
    page = open_as(gero)
    page.goto("/overview/")
    trend = page.locator("#trend-chart")
    dark = trend.evaluate("canvas => canvas.toDataURL()")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    on_paper = trend.evaluate("canvas => canvas.toDataURL()")
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert on_paper != dark == trend.evaluate("canvas => canvas.toDataURL()")


def test_today_on_paper_has_every_lead_without_its_buttons(
    open_as: Open, sven: User, cta: CallToAction
) -> None:
    for stage in (LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.CONTACTED):
        make_lead(stage=stage, cta=cta, assigned_to=sven)
    page = open_as(sven)
    page.goto("/inbox/")
    page.emulate_media(media="print")
    expect(page.locator(".inbox-row:visible")).to_have_count(3)
    expect(page.locator(".inbox-row .btn:visible")).to_have_count(0)


def test_figure_opens_as_many_leads_as_it_says(open_as: Open, gero: User, some_leads: None) -> None:
    page = open_as(gero)
    page.goto("/overview/")
    page.locator(".funnel .value").first.click()
    expect(page.locator("tbody tr")).to_have_count(8)


def test_lost_connection_is_said_and_nothing_is_lost(open_as: Open, mara: User, cta: CallToAction) -> None:
    """The warning about duplicates is asked for while typing; that it fails must not eat what was typed."""
    page = open_as(mara)
    page.goto(f"/leads/new/?cta={cta.pk}")
    page.route("**/leads/duplicates/", lambda route: route.abort())
    page.locator("#id_email").press_sequentially("erika@example.org")
    expect(page.locator("#toasts")).not_to_be_empty()
    expect(page.locator("#id_email")).to_have_value("erika@example.org")
