"""What stands on a button, in the language of who looks; and the keys that find things."""

from __future__ import annotations

from django.utils import translation
from playwright.sync_api import Locator, Page, expect


def words(text: str, language: str, *, context: str = "") -> str:
    """The text of the product in this language, by its English msgid."""
    with translation.override(language):
        return translation.pgettext(context, text) if context else translation.gettext(text)


def press_until_focused(page: Page, target: Locator, *, key: str = "Tab", at_most: int = 60) -> None:
    """Go there as somebody without a mouse does."""
    for _ in range(at_most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    expect(target).to_be_focused(timeout=1)


def sign_in(page: Page, *, email: str, password: str) -> None:
    """The real sign-in page, with the keyboard: the cursor stands in the first field."""
    page.goto("/")
    page.locator("input[name=login]").focus()
    page.keyboard.type(email)
    press_until_focused(page, page.locator("input[name=password]"))
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/account/login" not in address)
