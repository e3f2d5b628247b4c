"""How one hears of things, chosen with the thumb and on the desk; no script is needed for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.models import NoticeChoice, NoticeTimes, User
from tests.browser.conftest import Open


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_way_is_taken_by_one_tap_and_shown(open_as: Open, sven: User, phone: bool) -> None:
    page = open_as(sven, phone=phone)
    page.goto("/profile/notifications/")
    line = page.locator("#lead_reply")
    line.get_by_role("button", name="Tagesmail").click()
    page.wait_for_url(re.compile("#lead_reply$"))

    expect(line.get_by_role("button", name="Tagesmail")).to_have_attribute("aria-pressed", "true")
    expect(line.get_by_role("button", name="Mail sofort")).to_have_attribute("aria-pressed", "false")
    assert NoticeChoice.objects.get().way == "digest"


def test_quiet_hours_are_said_without_script(open_as: Open, sven: User) -> None:
    page = open_as(sven, phone=True, java_script_enabled=False)
    page.goto("/profile/notifications/")
    page.locator("[name=quiet_from]").fill("20:00")
    page.locator("[name=quiet_until]").fill("07:00")
    page.locator("main .thumb button").click()
    expect(page.locator("main")).to_contain_text("Gespeichert.")

    times = NoticeTimes.objects.get()
    assert (f"{times.quiet_from:%H:%M}", f"{times.quiet_until:%H:%M}") == ("20:00", "07:00")
