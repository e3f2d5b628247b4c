"""The day of a rep, with every tap counted: on the desk and the phone, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from accounts.models import User
from feedback.models import FollowUp
from handoff.models import ReasonUse
from leads.models import Lead, LeadStage
from tests.browser.conftest import Open
from tests.browser.windows import WINDOWS, Window
from tests.factories import make_lead, make_person, make_reason


@pytest.fixture(params=WINDOWS)
def sales(request: pytest.FixtureRequest, open_as: Open, sven: User) -> Window:
    return Window.of(request, open_as, sven)


def lead_of(sven: User, stage: LeadStage) -> Lead:
    return make_lead(
        stage=stage, assigned_to=sven, person=make_person(name="Erika Muster", phone="+49301234567")
    )


def test_rating_is_three_taps_and_saving_it(sales: Window, sven: User) -> None:
    lead = lead_of(sven, LeadStage.CONTACTED)
    sales.page.goto(f"/leads/{lead.pk}/rate/")
    for name, value in (("potential", "yes"), ("quality", "B"), ("fit", "realistic")):
        sales.tap(f"label:has(input[name={name}][value={value}])")
    assert sales.taps.count == 3
    sales.press("Save the rating")
    sales.page.wait_for_url("**/rated/")
    assert lead.ratings.get().quality == "B"


def test_lead_is_won_with_its_amount_in_three_taps(sales: Window, sven: User) -> None:
    lead = lead_of(sven, LeadStage.RATED)
    sales.page.goto(f"/leads/{lead.pk}/")
    sales.tap(".next-step a[href$='?kind=won']")
    sales.page.locator("input[name=value_cents]").fill("1250")
    sales.press("Save as won")
    sales.says_done()
    assert sales.taps.count <= 3
    assert lead.outcomes.get().value_cents == 125_000


def test_lead_is_lost_for_a_reason_in_three_taps(sales: Window, sven: User) -> None:
    lead, reason = lead_of(sven, LeadStage.RATED), make_reason(ReasonUse.LOST)
    sales.page.goto(f"/leads/{lead.pk}/")
    sales.tap(".next-step a[href$='?kind=lost']")
    sales.tap(f"label:has(input[name=reason][value='{reason.pk}'])")
    sales.press("Save as lost")
    sales.says_done()
    assert sales.taps.count <= 3
    assert lead.outcomes.get().reason == reason


def test_lead_is_returned_with_a_reason_in_three_taps(sales: Window, sven: User) -> None:
    lead, reason = lead_of(sven, LeadStage.HANDED_OVER), make_reason(ReasonUse.RETURN)
    sales.page.goto(f"/leads/{lead.pk}/")
    sales.press("Return", context="lead to marketing")
    sales.tap(f"label:has(input[name=return-reason][value='{reason.pk}'])")
    sales.tap("#return button[type=submit]")
    sales.says_done()
    assert sales.taps.count <= 3
    lead.refresh_from_db()
    assert lead.stage == LeadStage.RETURNED


def test_call_in_vain_and_when_to_try_again_are_two_taps(sales: Window, sven: User) -> None:
    lead = lead_of(sven, LeadStage.ACCEPTED)
    sales.page.goto(f"/leads/{lead.pk}/")
    sales.press("Not reached")
    sales.says_done()
    sales.tap("form[action$='/follow-up/'] button")
    sales.says_done()
    assert sales.taps.count == 2
    assert FollowUp.objects.open().get().lead == lead


def test_lead_is_accepted_from_today_with_one_tap(sales: Window, sven: User) -> None:
    lead = lead_of(sven, LeadStage.HANDED_OVER)
    sales.page.goto("/inbox/")
    with translation.override(sales.language):
        sales.tap(f"form[action='/leads/{lead.pk}/accept/'] button")
    sales.says_done()
    lead.refresh_from_db()
    assert (sales.taps.count, lead.stage) == (1, LeadStage.ACCEPTED)


def test_person_is_found_by_number_with_two_taps(sales: Window, sven: User) -> None:
    lead = lead_of(sven, LeadStage.ACCEPTED)
    sales.page.goto("/inbox/")
    if sales.page.locator("[data-find-open]").is_visible():
        sales.tap("[data-find-open]")
    else:
        sales.tap("[role=combobox]")
    sales.page.keyboard.type("030 1234", delay=20)
    sales.taps.on(sales.page.get_by_role("option", name="Erika Muster"))
    sales.page.wait_for_url(f"**/leads/{lead.pk}/")
    assert sales.taps.count == 2
