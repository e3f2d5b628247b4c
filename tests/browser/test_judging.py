"""Sales judges the ads from a lead and objects to a definition: by mouse, thumb and keys, without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from campaigns.models import DefinitionObjection, LeadDefinition
from feedback.models import CampaignJudgement
from leads.models import Lead, LeadStage
from tests.browser.conftest import Open
from tests.factories import make_campaign, make_cta, make_definition, make_lead, make_promise

HOWS = [{}, {"phone": True}, {"java_script_enabled": False}]


@pytest.fixture
def lead(lists: None, sven: User) -> Lead:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    make_promise(lead.campaign, "Gratis-Lieferung")
    return lead


@pytest.fixture
def waiting(lists: None, mara: User) -> LeadDefinition:
    return make_definition(make_cta(make_campaign(owner=mara), is_signed=False), signed_by=(Team.MARKETING,))


@pytest.mark.parametrize("how", HOWS, ids=str)
def test_rep_judges_the_ads_from_the_lead_and_is_back_there(
    open_as: Open, sven: User, lead: Lead, how: dict[str, Any]
) -> None:
    page = open_as(sven, **how)
    page.goto(f"/leads/{lead.pk}/")
    page.get_by_role("link", name="Zur Werbung dieser Kampagne etwas sagen").click()
    page.locator(".seg label").filter(has_text="Zu viel versprochen").click()
    page.locator(".chips label").filter(has_text="Gratis-Lieferung").click()
    page.get_by_label("In einem Satz").fill("Gratis ist sie nie.")
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_url(f"**/leads/{lead.pk}/")
    row = CampaignJudgement.objects.get()
    assert (row.fit, [str(promise) for promise in row.promises.all()]) == ("too_high", ["Gratis-Lieferung"])


def test_rep_judges_by_keys_alone(open_as: Open, sven: User, lead: Lead) -> None:
    page = open_as(sven)
    page.goto(f"/campaigns/{lead.campaign_id}/judgement/")
    tab_to(page, "input[name=fit]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "textarea")
    page.keyboard.type("Gratis ist sie nie.")
    tab_to(page, "button.big")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/campaigns/{lead.campaign_id}/")
    assert CampaignJudgement.objects.get().fit == "too_high"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something of this kind has the focus."""
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"No Tab leads to {selector}.")


@pytest.mark.parametrize("how", HOWS, ids=str)
def test_rep_objects_instead_of_signing_and_withdraws_it(
    open_as: Open, sven: User, waiting: LeadDefinition, how: dict[str, Any]
) -> None:
    page = open_as(sven, **how)
    page.goto(f"/ctas/{waiting.cta_id}/")
    page.get_by_role("link", name="Einwand erheben").click()
    page.get_by_label("Was spricht dagegen?").fill("Es fehlt das Budget.")
    page.get_by_role("button", name="Einwand erheben").click()
    finding = page.locator(".finding")
    expect(finding).to_contain_text("Einwand von Sven Vertrieb (Vertrieb)")
    expect(finding).to_contain_text("Es fehlt das Budget.")
    finding.get_by_role("button", name="Einwand zurückziehen").click()
    expect(finding).to_have_count(0)
    assert DefinitionObjection.objects.get().ended_how == "withdrawn"
