"""Marketing answers what sales says, and the rep reads it: on the desk, by thumb, without script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import Notification, User
from campaigns.models import Promise
from counting import job
from feedback.models import CampaignAnswer
from tests.browser.conftest import Open
from tests.factories import make_misled


@pytest.fixture
def promise(lists: None, sven: User) -> Promise:
    promise = make_misled(rep=sven)
    job.compute()
    return promise


@pytest.mark.parametrize("how", [{}, {"phone": True}, {"java_script_enabled": False}], ids=str)
def test_promise_that_misled_is_answered_and_the_rep_reads_it(
    open_as: Open, mara: User, sven: User, promise: Promise, how: dict[str, Any]
) -> None:
    page = open_as(mara, **how)
    page.goto(f"/campaigns/{promise.campaign_id}/")
    page.locator("#said").get_by_role("link", name="Antworten Gratis-Lieferung").click()
    page.locator(".seg label").filter(has_text=re.compile(r"^\s*Geändert\s*$")).click()
    page.get_by_label("In einem Satz").fill("Jetzt steht „ab 50 Euro“ dabei.")
    page.get_by_label("Geändert am").fill("2026-01-02")
    page.get_by_role("button", name="Antwort speichern").click()
    expect(page.locator("#said")).to_contain_text("Geändert am 02.01.2026")
    assert CampaignAnswer.objects.get().promise == promise
    assert Notification.objects.get(kind="campaign_answered").user == sven
    page = open_as(sven, **how)
    page.goto("/notifications/")
    page.get_by_role("button", name="Öffnen").click()
    page.wait_for_url(f"**/campaigns/{promise.campaign_id}/")
    expect(page.locator("#said")).to_contain_text("Jetzt steht „ab 50 Euro“ dabei.")


def test_answer_without_a_sentence_is_asked_for_it(open_as: Open, mara: User, promise: Promise) -> None:
    page = open_as(mara)
    page.goto(f"/campaigns/{promise.campaign_id}/promises/{promise.pk}/answers/")
    page.locator(".seg label").filter(has_text="Nicht geändert").click()
    page.get_by_role("button", name="Antwort speichern").click()
    expect(page.locator("main")).to_contain_text("Bitte sagen Sie es in einem Satz")
    assert not CampaignAnswer.objects.exists()
