"""Everything but the drawn charts works where script is switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from campaigns.models import CallToAction
from counting import job
from feedback.models import Rating
from leads.models import Lead, LeadStage
from tests.browser.conftest import Open
from tests.factories import make_campaign, make_cta, make_lead, make_person


@pytest.fixture
def cta(lists: None) -> CallToAction:
    return make_cta(make_campaign(name="Herbst"), name="Angebot anfordern")


def send(page: Page) -> None:
    page.locator("main form[method=post] .btn.big").first.click()


def test_lead_is_logged(open_as: Open, mara: User, cta: CallToAction) -> None:
    page = open_as(mara, java_script_enabled=False)
    page.goto("/leads/new/")
    page.locator("#id_cta").select_option(str(cta.pk))
    page.locator("#id_name").fill("Erika Muster")
    page.locator("#id_phone").fill("030 1234567")
    send(page)
    expect(page.locator(".message.ok")).to_contain_text("Erika Muster")
    assert Lead.objects.get().cta_id == cta.pk


def test_person_we_know_is_asked_for_with_a_button(open_as: Open, mara: User, cta: CallToAction) -> None:
    make_lead(cta=cta, person=make_person(name="Erika Muster", email="erika@example.org"))
    page = open_as(mara, java_script_enabled=False)
    page.goto(f"/leads/new/?cta={cta.pk}")
    page.locator("#id_email").fill("erika@example.org")
    page.locator("button[name=check]").click()
    expect(page.locator("#lead-known")).to_contain_text("Erika Muster")
    expect(page.locator("#id_email")).to_have_value("erika@example.org")


def test_lead_is_rated(open_as: Open, sven: User, cta: CallToAction) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, cta=cta, assigned_to=sven)
    page = open_as(sven, phone=True, java_script_enabled=False)
    page.goto(f"/leads/{lead.pk}/rate/")
    for answer in ("potential][value=yes", "quality][value=A", "fit][value=realistic"):
        page.locator(f"label:has(input[name={answer}])").tap()
    send(page)
    page.wait_for_url("**/rated/")
    assert Rating.objects.get().quality == "A"


def test_joint_page_is_filtered_and_read(open_as: Open, gero: User, cta: CallToAction) -> None:
    other = make_campaign(name="Messe")
    for campaign, number in ((cta.campaign, 3), (other, 1)):
        for _ in range(number):
            make_lead(stage=LeadStage.WON, campaign=campaign)
    job.rebuild()
    page = open_as(gero, java_script_enabled=False)
    page.goto("/overview/")
    expect(page.locator(".funnel .value").first).to_contain_text("4")
    page.locator("#id_campaign").select_option(label="Messe")
    page.locator(".filters button").click()
    expect(page.locator(".funnel .value").first).to_contain_text("1")
    assert f"campaign={other.pk}" in page.url
