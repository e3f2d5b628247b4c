"""Signing in at a directory of another origin: our button leads there, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as live_settings
from playwright.sync_api import expect
from pytest_django import Settings

from accounts.directory import id_token
from accounts.models import Language, User
from tests.accounts.directory import Colleague, make_directory, running_provider
from tests.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("directory")


@pytest.fixture
def issuer(settings: Settings) -> Iterator[str]:
    with running_provider() as address:
        id_token.forget_fetched()
        settings.OIDC = make_directory(address)
        yield address


def let_forms_lead_to(settings: Settings, *origins: str) -> None:
    policy: dict[str, Any] = live_settings.CONTENT_SECURITY_POLICY
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy["DIRECTIVES"], "form-action": ["'self'", *origins]}
    }


def test_button_leads_to_the_directory_and_back_to_the_page(
    open_as: Open, mara: User, issuer: str, settings: Settings
) -> None:
    let_forms_lead_to(settings, *make_directory(issuer).origins)
    Colleague(issuer).is_known_as()
    page = open_as(Language.GERMAN)
    page.goto("/campaigns/")
    page.get_by_role("button", name="Anmelden mit Beispiel-Verzeichnis").click()
    page.wait_for_url(f"{issuer}/**")
    page.locator("input[name=sub]").fill("s-1")
    page.locator("input[name=sub]").press("Enter")
    expect(page).to_have_url("/campaigns/")


def test_browser_leads_nowhere_the_settings_do_not_name(
    open_as: Open, mara: User, issuer: str, settings: Settings
) -> None:
    let_forms_lead_to(settings)
    page = open_as(Language.GERMAN)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto("/account/login/")
    page.get_by_role("button", name="Anmelden mit Beispiel-Verzeichnis").click()
    page.wait_for_timeout(1000)
    expect(page).to_have_url("/account/login/")
    assert any("form-action" in text for text in refused)
