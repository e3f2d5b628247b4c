"""One person's window in their language, on the desk or the phone, in which every tap is counted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Language, User
from tests.browser.conftest import Open
from tests.browser.taps import Taps
from tests.browser.words import words

PATIENCE = 30_000  # ms: the page asks for news now and then, and a busy machine answers late

WINDOWS = [
    pytest.param((language, is_phone), id=f"{language}-{'phone' if is_phone else 'desk'}")
    for language in Language.values
    for is_phone in (False, True)
]


class Window:
    """Presses things by what stands on them."""

    def __init__(self, page: Page, language: str, *, is_phone: bool = False) -> None:
        self.page, self.language, self.is_phone, self.taps = page, language, is_phone, Taps()

    @classmethod
    def of(cls, request: pytest.FixtureRequest, open_as: Open, person: User) -> Window:
        """Of this person, as the parameter of the fixture (one of WINDOWS) says; all read that language."""
        language, is_phone = request.param
        User.objects.update(language=language)
        person.refresh_from_db()
        return cls(open_as(person, phone=is_phone), language, is_phone=is_phone)

    def say(self, text: str, *, context: str = "") -> str:
        """A text of the product in the language of this window."""
        return words(text, self.language, context=context)

    def press(self, text: str, *, context: str = "", within: Locator | None = None) -> None:
        """Tap the button or link of this name."""
        name, place = self.say(text, context=context), within or self.page.locator("body")
        by_name = place.get_by_role("button", name=name, exact=True)
        target = by_name.or_(place.get_by_role("link", name=name, exact=True))
        self.taps.on(target.locator("visible=true").first)

    def tap(self, selector: str) -> None:
        self.taps.on(self.page.locator(selector).locator("visible=true").first)

    def says_done(self) -> None:
        expect(self.page.locator(".message.ok").first).to_be_visible()

    def begins_job(self) -> None:
        """It was sent, and the page of the work on many stands there."""
        self.page.wait_for_url(re.compile(r"/bulk/\d+/"))

    def ends_job(self) -> None:
        """The work on many is done, and the page says so by itself."""
        expect(self.page.locator("#bulk-progress")).to_have_count(0, timeout=PATIENCE)

    def does_not_scroll_sideways(self) -> bool:
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        )
