"""The loop in a real browser, in both languages: each of the three people at the window they use."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Language, User
from campaigns.models import CallToAction
from counting import job
from leads.models import Lead
from tests.browser.conftest import Open
from tests.browser.words import press_until_focused, sign_in, words
from tests.factories import PASSWORD, make_campaign, make_cta, make_promise

PROMISE = "Lieferung in 48 Stunden"
PHONE_NUMBER = "030 1234567"


@pytest.fixture
def cta(lists: None) -> CallToAction:
    """A live campaign with a promise and one signed call-to-action."""
    campaign = make_campaign(name="Herbst")
    make_promise(campaign, PROMISE)
    return make_cta(campaign, name="Angebot anfordern")


@pytest.mark.parametrize("language", Language)
def test_loop_runs_in_the_browser(
    language: Language, open_as: Open, cta: CallToAction, mara: User, sven: User, gero: User
) -> None:
    User.objects.update(language=language)
    manager = open_as(language)
    sign_in(manager, email=gero.email, password=PASSWORD)
    expect(manager.locator(".funnel")).to_have_count(0)

    marketing = open_as(language)
    sign_in(marketing, email=mara.email, password=PASSWORD)
    log_lead_by_keyboard(marketing, language, name="Erika Muster")
    hand_over(marketing, language, to=sven)

    sales = open_as(language, phone=True)
    sign_in(sales, email=sven.email, password=PASSWORD)
    accept(sales, language)
    log_the_call(sales, language)
    rate_with_three_taps(sales, language)
    win(sales, language, value="12345,67" if language == Language.GERMAN else "12345.67")

    job.compute()
    manager.reload()
    for figure in manager.locator(".funnel .value").all():
        expect(figure).to_have_text(re.compile(r"^1\b"))
    expect(manager.locator("main")).to_contain_text("12.346" if language == "de" else "12,346")
    assert Lead.objects.get().standing.value_cents == 1_234_567


def log_lead_by_keyboard(page: Page, language: str, *, name: str) -> None:
    """From the list of leads to a saved lead without touching the mouse."""
    page.keyboard.press("Alt+n")
    expect(page.locator("#id_cta")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for field, value in (("name", name), ("company", "Muster AG"), ("phone", PHONE_NUMBER)):
        press_until_focused(page, page.locator(f"#id_{field}"))
        page.keyboard.type(value)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message.ok")).to_contain_text(name)
    press_until_focused(page, link(page, "Hand over now", language), key="Shift+Tab")
    page.keyboard.press("Enter")


def hand_over(page: Page, language: str, *, to: User) -> None:
    page.locator("label:has(input[name=grade][value=B])").click()
    page.locator("#id_to_user").select_option(label=to.full_name)
    button(page, "Hand over", language).click()
    expect(page.locator(".message.ok")).to_contain_text(to.full_name)


def accept(page: Page, language: str) -> None:
    """The brief tells what was promised before anything else is possible; the grade stays hidden."""
    page.locator(".inbox-row h3 a").tap()
    expect(page.locator(".brief")).to_contain_text(PROMISE)
    expect(page.locator(".grade")).to_have_count(0)
    button(page, "Accept this lead", language).tap()
    expect(page.locator("a.call").first).to_be_visible()


def log_the_call(page: Page, language: str) -> None:
    button(page, "Reached", language).tap()
    page.wait_for_url("**/rate/")


def rate_with_three_taps(page: Page, language: str) -> None:
    """No more than these three, each large enough for a thumb, and the rating can be saved."""
    for answer in ("potential][value=yes", "quality][value=B", "fit][value=too_high"):
        target = page.locator(f"label:has(input[name={answer}])")
        assert min(target.evaluate("element => [element.offsetWidth, element.offsetHeight]")) >= 52
        target.tap()
    button(page, "Save the rating", language).tap()
    page.wait_for_url("**/rated/")
    expect(page.locator(".grade.mk").first).to_have_text("B")


def win(page: Page, language: str, *, value: str) -> None:
    link(page, "Back to the lead", language).tap()
    page.locator(".next-step a[href$='?kind=won']").tap()
    page.locator("input[name=value_cents]").fill(value)
    button(page, "Save as won", language).tap()
    expect(page.locator(".message.ok").first).to_be_visible()


def button(page: Page, text: str, language: str) -> Locator:
    return page.get_by_role("button", name=words(text, language), exact=True).first


def link(page: Page, text: str, language: str) -> Locator:
    return page.get_by_role("link", name=words(text, language), exact=True).first
