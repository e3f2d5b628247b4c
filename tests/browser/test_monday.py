"""From the mail of Monday morning to what was decided in the meeting: one way, in both languages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

import findings.services
from accounts.kinds import Kind
from accounts.models import Language, Notification, User
from accounts.own_company import company_zone, today
from accounts.services.due_mails import mail_notification
from campaigns.models import Campaign
from counting import job
from findings.models import Finding, FindingStep
from insights.services.weekly import tell_weekly
from leads.models import LeadStage
from outbox.models import OutboxMessage
from tests.browser.conftest import Open
from tests.browser.windows import Window
from tests.factories import make_campaign, make_cta, make_lead

LEADS = 60
FEW, MANY = 2, 24


@pytest.fixture
def messe(lists: None, mara: User, sven: User) -> Campaign:
    """A campaign that brings as many leads as another one and far fewer deals; counted and looked at."""
    campaigns = [make_campaign(name=name, owner=mara) for name in ("Messe", "Suche")]
    morning = datetime.combine(today() - timedelta(days=200), time(9), tzinfo=company_zone())
    for campaign, won in zip(campaigns, (FEW, MANY), strict=True):
        cta = make_cta(campaign)
        for number in range(LEADS):
            stage = LeadStage.WON if number * won % LEADS < won else LeadStage.LOST
            received_at = morning + timedelta(days=number)
            make_lead(stage=stage, cta=cta, assigned_to=sven, received_at=received_at)
    monday = datetime.combine(this_monday(), time(9), tzinfo=company_zone())
    make_lead(cta=cta, received_at=monday - timedelta(days=3))  # else there is nothing to tell of
    job.rebuild()
    findings.services.look()
    return campaigns[0]


@pytest.mark.parametrize("language", Language.values)
def test_mail_of_monday_leads_to_what_was_decided(
    open_as: Open, messe: Campaign, gero: User, mara: User, language: str
) -> None:
    User.objects.update(language=language)
    gero.refresh_from_db()
    window = Window(open_as(gero), language)

    window.page.goto(link_of_monday(gero))
    window.page.wait_for_url("**/findings/*/")
    expect(window.page.locator("h1")).to_contain_text(
        window.say("“%(campaign)s” brings many leads and few deals") % {"campaign": "Messe"}
    )
    expect(window.page.locator("main")).to_contain_text(share_in_words(window, FEW))

    hold_the_meeting(window)

    window.page.goto(f"/findings/{Finding.objects.get().pk}/")
    window.page.locator(f"label:has(input[value={FindingStep.CHANGED}])").click()
    window.page.locator("textarea[name=text]").fill("Anzeige ohne Gratis-Lieferung.")
    window.press("Save the answer")
    expect(window.page.locator(".timeline")).to_contain_text("Anzeige ohne Gratis-Lieferung.")
    assert Finding.objects.get().answers.get().user == gero
    expect(overview(window).locator("#findings-title")).to_be_visible()


def link_of_monday(reader: User) -> str:
    """The page that the mail of Monday opens."""
    tell_weekly(datetime.combine(this_monday(), time(8), tzinfo=company_zone()))
    told = Notification.objects.get(user=reader, kind=Kind.WEEKLY_FIGURES)
    for message in OutboxMessage.objects.open().filter(payload__notification=told.pk):
        mail_notification(told.pk, of=message)
    (letter,) = [one for one in mail.outbox if one.to == [reader.email]]
    (address,) = {word for word in str(letter.body).split() if told.path in word}
    return urlsplit(address).path


def this_monday() -> date:
    return today() - timedelta(days=today().weekday())


def hold_the_meeting(window: Window) -> None:
    """One thing after the other, by keys, to the last and back to the page."""
    page = overview(window)
    expect(page.locator("#findings-title")).to_be_visible()
    page.goto("/overview/?period=all&meeting=1")
    expect(page.locator(".slide:visible")).to_have_count(1)
    count = page.locator(".slide").count()
    for number in range(2, count + 1):
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-meeting-at]")).to_have_text(f"{number} / {count}")
    page.keyboard.press("Escape")
    expect(page.locator("[data-meeting]")).to_have_count(0)


def overview(window: Window) -> Page:
    window.page.goto("/overview/?period=all")
    return window.page


def share_in_words(window: Window, won: int) -> str:
    """Both counts of the share as the page writes them."""
    return {"de": f"{won} von {LEADS}", "en": f"{won} of {LEADS}"}[window.language]
