"""A server of this process, one chromium for all tests, and a fresh window for each person in each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from django.core.management import call_command
from django.db import connection, connections
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer
from pytest_playwright.pytest_playwright import CreateContextCallback

from accounts.models import Language, User
from accounts.own_company import forget_own_company
from tests import kept_lists
from tests.browser.chromium import ARGUMENTS, MISSING, find_chromium
from tests.browser.sessions import session_cookie

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}


class Open(Protocol):
    """Opens a window: of somebody signed in, or of nobody in this language."""

    def __call__(self, who: User | Language, /, *, phone: bool = False, **options: Any) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, and `make coverage` does without."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.uncounted)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser; without one every test here is skipped and says why."""
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    return {"executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def portal(django_db_setup: None) -> Iterator[str]:
    """The address of a server on the test database, one per process."""
    connections.settings["default"]["CONN_MAX_AGE"] = 0  # none is left open when the test database goes
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


def empty_database() -> None:
    """As after the migrations: no rows but the kept lists."""
    assert str(connection.settings_dict["NAME"]).startswith("test_"), "This is not the database of the tests."
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    forget_own_company()
    kept_lists.put_back()


@pytest.fixture
def lists(transactional_db: None) -> None:
    """The kept lists stand where a server of another connection can read them."""
    kept_lists.put_back()


@pytest.fixture
def open_as(portal: str, lists: None, new_context: CreateContextCallback) -> Open:
    """Windows of this test; they close before the database is emptied."""

    def open_window(who: User | Language, /, *, phone: bool = False, **options: Any) -> Page:
        language = who.language if isinstance(who, User) else who
        context = new_context(
            base_url=portal,
            locale=str(language),
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        if isinstance(who, User):
            context.add_cookies([session_cookie(who, portal)])
        return context.new_page()

    return open_window
