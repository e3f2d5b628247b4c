"""A rating is questioned and settled, and a colleague is mentioned: on the desk and by thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import Notification, User
from feedback.models import Dispute, DisputeEnd
from leads.models import Lead, LeadStage
from talk.models import Comment
from tests.browser.conftest import Open
from tests.factories import make_lead


@pytest.fixture
def lead(lists: None, sven: User) -> Lead:
    return make_lead(stage=LeadStage.RATED, assigned_to=sven)


@pytest.mark.parametrize("is_phone", [False, True])
def test_rating_is_questioned_and_settled_by_both_teams(
    open_as: Open, mara: User, lena: User, gero: User, lead: Lead, is_phone: bool
) -> None:
    page = open_as(mara, phone=is_phone)
    page.goto(f"/leads/{lead.pk}/")
    page.get_by_role("link", name="Diese Bewertung anzweifeln").click()
    page.get_by_label("Was lässt Sie zweifeln?").fill("Der Kunde hat sofort bestellt.")
    page.get_by_role("button", name="Bewertung anzweifeln").click()
    expect(page.locator(".finding")).to_contain_text("Der Kunde hat sofort bestellt.")
    for person in (lena, gero):
        page = open_as(person, phone=is_phone)
        page.goto("/")
        page.get_by_role("link", name="Angezweifelte Bewertungen 1").click()
        page.get_by_role("link", name="Urteil abgeben").click()
        page.locator(".seg label").filter(has_text="Sie war falsch").click()
        page.get_by_label("Warum?").fill("Das passt nicht zu B.")
        page.get_by_role("button", name="Speichern").click()
        page.wait_for_url("**/questioned-ratings/")
    assert Dispute.objects.get().ended_how == DisputeEnd.WRONG


@pytest.mark.parametrize("is_phone", [False, True])
def test_colleague_is_suggested_chosen_and_told(
    open_as: Open, mara: User, sven: User, lead: Lead, is_phone: bool
) -> None:
    page = open_as(mara, phone=is_phone)
    page.goto(f"/leads/{lead.pk}/")
    field = page.get_by_label("Kommentar", exact=True)
    field.click()
    page.keyboard.type("Bitte noch einmal, @ver", delay=20)
    option = page.get_by_role("option", name="Sven Vertrieb")
    expect(option).to_have_attribute("aria-selected", "true")
    if is_phone:
        option.tap()
    else:
        page.keyboard.press("Enter")
    expect(field).to_have_value("Bitte noch einmal, @Sven Vertrieb ")
    page.get_by_role("button", name="Kommentieren").click()
    expect(page.locator("#comments ol b").first).to_have_text("@Sven Vertrieb")
    assert Notification.objects.get(user=sven).kind == "mention"
    assert list(Comment.objects.get().mentioned.all()) == [sven]


def test_escape_closes_the_list_and_keeps_the_words(open_as: Open, mara: User, lead: Lead) -> None:
    page = open_as(mara)
    page.goto(f"/leads/{lead.pk}/")
    field = page.get_by_label("Kommentar", exact=True)
    field.click()
    page.keyboard.type("@sv", delay=20)
    expect(page.locator(".mention-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".mention-list")).to_be_hidden()
    expect(field).to_have_value("@sv")


def test_without_script_the_name_is_typed_out(open_as: Open, mara: User, sven: User, lead: Lead) -> None:
    page = open_as(mara, java_script_enabled=False)
    page.goto(f"/leads/{lead.pk}/")
    page.get_by_label("Kommentar", exact=True).fill("@Sven, bitte ansehen")
    page.get_by_role("button", name="Kommentieren").click()
    expect(page.locator("#comments ol")).to_contain_text("bitte ansehen")
    assert list(Comment.objects.get().mentioned.all()) == [sven]
