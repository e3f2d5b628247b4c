"""After signing out, the way back shows nothing of what was there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from accounts.middleware import NoStoreMiddleware
from accounts.models import User
from tests.browser.sessions import session_cookie
from tests.factories import make_lead, make_person

SECRET = "Erika Geheim"


@pytest.fixture
def page(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], portal: str, lists: None, mara: User
) -> Iterator[Page]:
    """Mara's window, in a browser that keeps the pages one came from, as browsers of people do."""
    keeps = ["--disable-back-forward-cache"]
    with browser_type.launch(**browser_type_launch_args, ignore_default_args=keeps) as browser:
        context = browser.new_context(base_url=portal, locale="de")
        context.add_cookies([session_cookie(mara, portal)])
        yield context.new_page()


def go_back_after_signing_out(page: Page) -> None:
    make_lead(person=make_person(name=SECRET))
    page.goto("/leads/")
    expect(page.get_by_text(SECRET).first).to_be_visible()
    page.locator(".top details.menu summary").click()
    page.locator("details.menu form[action$='/logout/'] button").click()
    page.wait_for_url("**/account/login/")
    page.go_back(wait_until="commit")  # a page that was kept is not loaded again


def test_way_back_after_signing_out_leads_to_the_sign_in(page: Page) -> None:
    go_back_after_signing_out(page)
    expect(page).to_have_url("/account/login/?next=/leads/")
    assert SECRET not in page.content()


def test_way_back_would_show_it_if_pages_were_stored(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NoStoreMiddleware, "__call__", lambda self, request: self.get_response(request))
    go_back_after_signing_out(page)
    expect(page.get_by_text(SECRET).first).to_be_visible()
