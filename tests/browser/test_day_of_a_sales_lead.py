"""The day of a sales lead, with every tap counted: on the desk and the phone, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.own_company import today
from handoff.models import Absence
from leads.models import Lead, LeadStage
from tests.browser.conftest import Open
from tests.browser.windows import PATIENCE, WINDOWS, Window
from tests.bulk.doing import work_off
from tests.factories import make_cta, make_lead, make_person


@pytest.fixture(params=WINDOWS)
def leader(request: pytest.FixtureRequest, open_as: Open, lena: User, sven: User, sina: User) -> Window:
    return Window.of(request, open_as, lena)


def test_whole_work_of_a_rep_moves_with_six_taps_and_comes_back_with_one(
    leader: Window, sven: User, sina: User
) -> None:
    cta = make_cta()
    for _ in range(200):
        make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, cta=cta)
    leader.page.goto(f"/leads/?assigned={sven.pk}")
    leader.tap("[data-pick-every]")
    leader.press("Pass on", within=leader.page.locator(".bulk-bar"))
    leader.taps.choose(leader.page.locator("#id_to_user"), str(sina))
    leader.tap(".thumb button")
    leader.begins_job()
    work_off()
    leader.ends_job()
    assert leader.taps.count <= 6
    assert Lead.objects.filter(assigned_to=sina).count() == 200
    leader.page.get_by_role("button", name=leader.say("Take all of it back")).click()
    work_off()
    expect(leader.page.locator(".finding")).to_contain_text("200", timeout=PATIENCE)
    assert Lead.objects.filter(assigned_to=sven).count() == 200


def test_workload_shows_who_has_what_and_opens_it_with_one_tap(leader: Window, sven: User) -> None:
    for _ in range(3):
        make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    leader.page.goto("/workload/")
    assert leader.does_not_scroll_sideways()
    leader.tap(f"a[href*='rep={sven.pk}'][href*='section=open']")
    leader.page.wait_for_url("**/inbox/?rep=*")
    assert leader.taps.count == 1


def test_absence_of_a_rep_is_entered_with_its_deputy(leader: Window, sven: User, sina: User) -> None:
    last = today() + timedelta(days=4)
    leader.page.goto("/absences/")
    leader.taps.choose(leader.page.locator("select[name=person]"), str(sven))
    leader.page.locator("input[name=first_day]").fill(today().isoformat())
    leader.page.locator("input[name=last_day]").fill(last.isoformat())
    leader.taps.choose(leader.page.locator("select[name=deputy]"), str(sina))
    leader.press("Save")
    leader.says_done()
    assert leader.taps.count == 5
    found = Absence.objects.get()
    assert (found.person, found.deputy, found.last_day) == (sven, sina, last)


def test_accepting_for_a_rep_names_them_and_is_one_tap(leader: Window, sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven, person=make_person(name="Erika Muster"))
    leader.page.goto(f"/leads/{lead.pk}/")
    button = leader.page.locator(f"form[action='/leads/{lead.pk}/accept/'] button")
    expect(button).to_contain_text(str(sven))
    leader.taps.on(button)
    leader.says_done()
    assert leader.taps.count == 1
    lead.refresh_from_db()
    assert (lead.stage, lead.assigned_to) == (LeadStage.ACCEPTED, sven)
