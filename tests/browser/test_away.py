"""Somebody is away, and somebody leaves: by thumb and at the desk, with every click counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.own_company import today
from handoff.models import Absence, Handoff
from leads.models import Lead, LeadStage
from tests.browser.conftest import Open
from tests.browser.taps import Taps
from tests.browser.test_many import finish
from tests.factories import make_absence, make_campaign, make_cta, make_lead, make_person

WIDTHS = pytest.mark.parametrize("is_phone", [False, True])


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@WIDTHS
def test_sign_in_is_taken_away_and_the_work_passed_on_with_four_clicks(
    open_as: Open, lists: None, ada: User, sven: User, sina: User, is_phone: bool
) -> None:
    """From the list of people on: the person, the button, the colleague, done."""
    leads = [make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven) for _ in range(3)]
    page, taps = open_as(ada, phone=is_phone), Taps()
    page.goto("/people/")
    taps.on(page.get_by_role("link", name="Sven Vertrieb"))
    taps.on(page.get_by_role("link", name="Anmeldung sperren"))
    expect(page.get_by_text("3 offene Leads")).to_be_visible()
    assert has_no_sideways_scroll(page)
    taps.on(page.get_by_label("Sina Vertrieb"))
    taps.on(page.get_by_role("button", name="Anmeldung sperren und weitergeben"))
    finish(page, "3 Leads weitergegeben")
    assert taps.count <= 5
    assert {Lead.objects.get(pk=lead.pk).assigned_to for lead in leads} == {sina}
    assert not User.objects.get(pk=sven.pk).is_active


@WIDTHS
def test_hand_over_to_somebody_away_takes_the_deputy_with_one_tap(
    open_as: Open, lists: None, mara: User, sven: User, sina: User, is_phone: bool
) -> None:
    absence = make_absence(sven, deputy=sina)
    lead = make_lead(cta=make_cta(make_campaign(name="Herbst")), person=make_person(name="Thea"))
    page = open_as(mara, phone=is_phone)
    page.goto(f"/leads/{lead.pk}/hand-over/")
    expect(page.get_by_text("ist bis")).to_have_count(1)
    expect(page.get_by_text("ist bis")).to_be_hidden()
    page.get_by_label("Wer übernimmt?").select_option(str(sven.pk))
    said = f"Sven Vertrieb ist bis {absence.last_day:%d.%m.%Y} abwesend, Vertretung: Sina Vertrieb."
    expect(page.get_by_role("status").get_by_text(said)).to_be_visible()
    assert has_no_sideways_scroll(page)
    page.get_by_role("button", name="Stattdessen an Sina Vertrieb").click()
    expect(page.get_by_role("status").get_by_text(said)).to_have_count(0)
    page.locator(".seg label").filter(has_text="B").first.click()
    page.get_by_role("button", name="Übergeben", exact=True).click()
    page.wait_for_url(f"**/leads/{lead.pk}/")
    assert Handoff.objects.get().to_user == sina


@WIDTHS
def test_grid_says_it_in_its_line(
    open_as: Open, lists: None, mara: User, sven: User, sina: User, is_phone: bool
) -> None:
    make_absence(sven, deputy=sina)
    leads = [make_lead(person=make_person(name=f"Thea {number}")) for number in range(2)]
    page = open_as(mara, phone=is_phone)
    page.goto("/bulk/hand-over/?" + "&".join(f"lead={lead.pk}" for lead in leads))
    second = page.locator("[data-grid-line]").nth(1)
    second.locator("select").select_option(str(sven.pk))
    assert has_no_sideways_scroll(page)
    second.get_by_role("button", name="Stattdessen an Sina Vertrieb").click()
    values = [line.locator("select").input_value() for line in page.locator("[data-grid-line]").all()]
    assert values == ["", str(sina.pk)]


@WIDTHS
def test_own_absence_is_entered_from_the_profile(
    open_as: Open, lists: None, sven: User, sina: User, is_phone: bool
) -> None:
    page, last = open_as(sven, phone=is_phone), today() + timedelta(days=4)
    page.goto("/profile/")
    page.get_by_role("link", name="Wann Sie abwesend sind").click()
    page.get_by_label("Erster Tag").fill(today().isoformat())
    page.get_by_label("Letzter Tag").fill(last.isoformat())
    page.get_by_label("Vertretung").select_option(str(sina.pk))
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("gerade abwesend")).to_be_visible()
    assert has_no_sideways_scroll(page)
    found = Absence.objects.get()
    assert (found.person, found.deputy, found.last_day) == (sven, sina, last)


@WIDTHS
def test_deputy_opens_the_lead_from_today(
    open_as: Open, lists: None, sven: User, sina: User, is_phone: bool
) -> None:
    make_absence(sven, deputy=sina)
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven, person=make_person(name="Thea"))
    page = open_as(sina, phone=is_phone)
    page.goto("/inbox/")
    expect(page.get_by_text("für Sven Vertrieb")).to_be_visible()
    assert has_no_sideways_scroll(page)
    page.get_by_role("link", name="Thea", exact=True).click()
    page.wait_for_url(f"**/leads/{lead.pk}/")
