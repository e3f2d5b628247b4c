"""Texts of 200 signs, numbers of seven digits: no page is wider than its window, and paper loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import DjangoDbBlocker

from accounts.models import Role, User
from tests.browser.conftest import empty_database
from tests.browser.long_texts import fill_every_text, raise_every_number
from tests.browser.sessions import session_cookie
from tests.browser.stage import build_small_demo
from tests.browser.visits import Visit, find_visits

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600), pytest.mark.xdist_group("long-texts")]
PHONE, DESK = 360, 1280
# A4 between its margins, and what a browser shrinks to it before it would cut anything.
PAPER, SHRUNK_TO_PAPER = 718, 897
FEWEST_PAGES = 80
LEADS_PER_CAMPAIGN = 3
WITHOUT_BREAKING = "* { overflow-wrap: normal !important; }"
SCROLLING_ON_PAPER = "@media print { .wide-table { overflow-x: auto !important; width: 400px !important; } }"
PAGES_TO_PROVE_IT = {"lead", "campaign", "overview"}

# The page wider than its window, and what stands out of its own box.
TOO_WIDE = """() => {
    const boxes = '.card, .brief, .finding, .message, .step, .tag, .btn, .field, li, dd, dt, th, td';
    const spilt = [...document.querySelectorAll(`main :is(${boxes})`)].filter(one => {
        const { display, overflowX } = getComputedStyle(one);
        return one.clientWidth && one.scrollWidth > one.clientWidth + 1 && display !== 'inline'
            && overflowX === 'visible' && !one.closest('thead, .scroll, .vh');
    });
    const page = document.scrollingElement.scrollWidth;
    return [...(page > innerWidth ? [`${page} px wide`] : []),
        ...spilt.slice(-2).map(one => `${one.tagName}.${one.className}: ${one.innerText.slice(0, 30)}`)];
}"""

# The page wider than what still fits, a box that hides or scrolls what it holds, a row that is not shown.
CUT = """widest => {
    const shown = [...document.querySelectorAll('main *:not(input, select, textarea, svg, svg *)')]
        .filter(one => one.checkVisibility() && !one.closest('.vh'));
    const cut = shown.filter(one => one.scrollWidth > one.clientWidth + 1
        && getComputedStyle(one).overflowX !== 'visible');
    const lost = [...document.querySelectorAll('main tbody > tr')].filter(one => !one.checkVisibility()
        && !one.closest('details:has(form, input, .copy), .card:has([data-chart="bubble"])'));
    const page = document.scrollingElement.scrollWidth;
    return [...(page > widest ? [`${page} px wide`] : []), ...[...cut, ...lost].slice(0, 3)
        .map(one => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 30)}`)];
}"""


@dataclass(kw_only=True)
class Walk:
    """How many pages were seen, and what is wrong on them; `without_…` is found with a guard taken away."""

    visited: int = 0
    too_wide: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    without_breaking: list[str] = field(default_factory=list)
    without_paper: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walked(portal: str, browser: Browser, django_db_blocker: DjangoDbBlocker) -> Walk:
    """A walk over all pages; its rows are there for the time of the walk only."""
    with django_db_blocker.unblock():
        empty_database()
        try:
            build_small_demo(leads_per_campaign=LEADS_PER_CAMPAIGN)
            fill_every_text()
            raise_every_number()
            return walk(browser, portal)
        finally:
            empty_database()


def walk(browser: Browser, portal: str) -> Walk:
    found = Walk()
    # Our own policy forbids the style of the proof.
    with browser.new_context(locale="de", reduced_motion="reduce", bypass_csp=True) as context:
        page, looker = context.new_page(), None
        for visit in find_visits([User.objects.filter(role=role).order_by("pk")[0] for role in Role]):
            if visit.email != looker:
                sign_in(context, portal, looker := visit.email)
            page.goto(portal + visit.path, wait_until="load")
            found.visited += 1
            look_at(page, visit, found)
    return found


def look_at(page: Page, visit: Visit, found: Walk) -> None:
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        found.too_wide += [f"{visit.path} {width}: {one}" for one in page.evaluate(TOO_WIDE)]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    found.cut += [f"{visit.path}: {one}" for one in page.evaluate(CUT, SHRUNK_TO_PAPER)]
    if visit.name in PAGES_TO_PROVE_IT:
        page.add_style_tag(content=SCROLLING_ON_PAPER)
        found.without_paper += page.evaluate(CUT, SHRUNK_TO_PAPER)
    page.emulate_media(media="screen")
    if visit.name in PAGES_TO_PROVE_IT:
        page.set_viewport_size({"width": PHONE, "height": 800})
        page.add_style_tag(content=WITHOUT_BREAKING)
        found.without_breaking += page.evaluate(TOO_WIDE)


def sign_in(context: BrowserContext, portal: str, email: str) -> None:
    context.clear_cookies()
    if email:
        context.add_cookies([session_cookie(User.objects.get(email=email), portal)])


def test_walk_saw_the_pages(walked: Walk) -> None:
    assert walked.visited >= FEWEST_PAGES


def test_no_page_is_wider_than_its_window(walked: Walk) -> None:
    assert not walked.too_wide, "\n".join(walked.too_wide)


def test_pages_are_too_wide_where_no_word_may_break_within(walked: Walk) -> None:
    assert [one for one in walked.without_breaking if one.endswith("px wide")]


def test_paper_loses_nothing(walked: Walk) -> None:
    assert not walked.cut, "\n".join(walked.cut)


def test_paper_loses_columns_where_a_table_scrolls_in_itself(walked: Walk) -> None:
    assert [one for one in walked.without_paper if one.startswith("DIV.wide-table")]
