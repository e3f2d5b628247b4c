"""The day of a marketer, with every tap counted: on the desk and the phone, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import User
from campaigns.models import CallToAction
from handoff.services import ask_question
from leads.models import Grade, Lead, LeadStage
from tests.browser.conftest import Open
from tests.browser.windows import WINDOWS, Window
from tests.bulk.doing import work_off
from tests.factories import make_campaign, make_cta, make_lead, make_person


@pytest.fixture(params=WINDOWS)
def marketing(request: pytest.FixtureRequest, open_as: Open, mara: User) -> Window:
    return Window.of(request, open_as, mara)


@pytest.fixture
def cta(lists: None, mara: User) -> CallToAction:
    return make_cta(make_campaign(name="Herbst", owner=mara))


def test_lead_is_logged_and_handed_over_with_three_taps(
    marketing: Window, cta: CallToAction, sven: User
) -> None:
    marketing.page.goto(f"/leads/new/?cta={cta.pk}")
    marketing.page.keyboard.type("Erika Muster")
    marketing.page.locator("#id_email").fill("erika@example.org")
    marketing.press("Save and hand over")
    marketing.page.wait_for_url("**/hand-over/")
    marketing.tap(f"label:has(input[name=grade][value={Grade.B}])")
    marketing.press("Hand over")
    marketing.page.wait_for_url(lambda address: "/hand-over/" not in address)
    assert marketing.taps.count == 3
    assert Lead.objects.get().stage == LeadStage.HANDED_OVER


def test_five_leads_are_handed_over_with_eight_taps(marketing: Window, cta: CallToAction) -> None:
    for number in range(5):
        make_lead(cta=cta, person=make_person(name=f"Thea {number}"))
    marketing.page.goto("/leads/?stage=waiting")
    marketing.tap("[data-pick-every]" if marketing.is_phone else "[data-pick-page]")
    marketing.press("Hand over", within=marketing.page.locator(".bulk-bar"))
    lines = marketing.page.locator("[data-grid-line]")
    expect(lines).to_have_count(5)
    for line in lines.all():
        marketing.taps.on(line.locator(".seg label").filter(has_text="B"))
    assert marketing.does_not_scroll_sideways()
    marketing.tap(".thumb button")
    marketing.begins_job()
    work_off()
    marketing.ends_job()
    assert marketing.taps.count <= 8
    assert Lead.objects.in_pool().count() == 5


def test_question_of_sales_is_replied_to_with_one_tap(
    marketing: Window, cta: CallToAction, sven: User
) -> None:
    lead = make_lead(cta=cta, stage=LeadStage.HANDED_OVER, assigned_to=sven)
    ask_question(actor=sven, lead=lead, text="Welche Anlage?")
    marketing.page.goto(f"/leads/{lead.pk}/")
    marketing.page.locator("form[action$='/reply/'] textarea").fill("Die mit 12 kW.")
    marketing.press("Send the reply")
    marketing.says_done()
    assert marketing.taps.count == 1
    assert lead.handoffs.get().answers.filter(text="Die mit 12 kW.").exists()


def test_returned_lead_goes_to_sales_again_with_three_taps(
    marketing: Window, cta: CallToAction, sven: User
) -> None:
    lead = make_lead(cta=cta, stage=LeadStage.RETURNED)
    marketing.page.goto(f"/leads/{lead.pk}/")
    marketing.tap(f"a[href='/leads/{lead.pk}/hand-over/']")
    marketing.tap(f"label:has(input[name=grade][value={Grade.C}])")
    marketing.press("Hand over")
    marketing.page.wait_for_url(f"**/leads/{lead.pk}/")
    assert marketing.taps.count == 3
    lead.refresh_from_db()
    assert (lead.stage, lead.grade) == (LeadStage.HANDED_OVER, Grade.C)


def test_hand_over_is_taken_back_with_one_tap(marketing: Window, cta: CallToAction, sven: User) -> None:
    lead = make_lead(cta=cta)
    marketing.page.goto(f"/leads/{lead.pk}/hand-over/")
    marketing.page.locator(f"label:has(input[name=grade][value={Grade.A}])").click()
    marketing.page.locator(".thumb button").first.click()
    marketing.page.wait_for_url(f"**/leads/{lead.pk}/")
    marketing.tap("form[action*='/undo/'] button")
    marketing.says_done()
    assert marketing.taps.count == 1
    lead.refresh_from_db()
    assert lead.stage == LeadStage.REGISTERED


def test_wrong_number_is_corrected_and_what_it_was_stays(marketing: Window, cta: CallToAction) -> None:
    lead = make_lead(cta=cta, person=make_person(name="Erika", phone="+49301234567"))
    marketing.page.goto(f"/leads/{lead.pk}/contact/")
    marketing.page.locator("input[name=phone]").fill("030 7654321")
    marketing.tap("main form button[type=submit], main form .thumb button")
    marketing.page.wait_for_url(f"**/leads/{lead.pk}/")
    assert marketing.taps.count == 1
    assert lead.corrections.get().was == "+49301234567"


def test_what_sales_says_of_a_campaign_is_one_tap_from_the_list(marketing: Window, cta: CallToAction) -> None:
    marketing.page.goto("/campaigns/")
    marketing.taps.on(marketing.page.locator("main").get_by_role("link", name="Herbst").first)
    expect(marketing.page.locator("h1")).to_have_text("Herbst")
    assert marketing.taps.count == 1 and marketing.does_not_scroll_sideways()
