"""The pages of the lists that people keep, and the lists as programs read them."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Role, User
from campaigns.kept_lists import LISTS
from campaigns.models import Need
from campaigns.services.lists import merge_entries, set_offered
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_channel, make_company, make_lead, make_user
from tests.feedback.saying import accepted_lead, say

pytestmark = pytest.mark.django_db

NEEDS = LISTS["needs"]


@pytest.fixture
def gero() -> User:
    make_company()
    return make_user(Role.MANAGER, language="en")


@pytest.fixture
def browser(gero: User) -> Client:
    return client_for(gero)


def need(key: str) -> Need:
    return Need.objects.get(key=key)


def follow(browser: Client, address: str, **data: str) -> str:
    answer = browser.post(address, data, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_lists_are_reached_from_the_menu_and_begin_with_the_first(browser: Client) -> None:
    assert '<a href="/lists/">Lists</a>' in browser.get("/campaigns/").content.decode()
    assert browser.get("/lists/")["Location"] == "/lists/needs/"


def test_entry_added_on_the_page_is_offered_in_the_next_form(browser: Client) -> None:
    page = follow(browser, "/lists/needs/", label_de="Leihgerät", label_en="Loan unit")
    assert "“Loan unit” is offered from now on." in page
    sven = make_user(Role.SALES_REP)
    assert "Leihgerät" in client_for(sven).get(f"/leads/{accepted_lead(sven).pk}/rate/").content.decode()


def test_renaming_an_entry_somebody_else_renamed_shows_both_words(browser: Client) -> None:
    address = f"/lists/needs/{need('financing').pk}/"
    first = {"label_de": "Kredit", "label_en": "Credit", "expected_version": "1"}
    assert browser.post(address, first).status_code == 302
    answer = browser.post(address, {**first, "label_de": "Raten"})
    assert answer.status_code == 409
    assert [(one.theirs, one.yours) for one in answer.context["conflict"].conflicts] == [("Kredit", "Raten")]


def test_merge_says_how_much_it_moved_and_the_page_of_the_merged_one_where_to(
    browser: Client, gero: User
) -> None:
    one, other = need("financing"), need("lower-price")
    make_campaign().needs.set([one])
    page = follow(browser, f"/lists/needs/{one.pk}/merge/", into=str(other.pk))
    assert "“Financing or instalments” is “Lower price” from now on; 1 use moved." in page
    assert "Merged into “Lower price”" in browser.get(f"/lists/needs/{one.pk}/").content.decode()


def test_merge_into_nothing_is_refused_beside_its_field(browser: Client) -> None:
    answer = browser.post(f"/lists/needs/{need('financing').pk}/merge/", {"into": ""})
    assert (answer.status_code, list(answer.context["merge_form"].errors)) == (422, ["into"])


def test_archived_and_offered_again_by_a_button(browser: Client) -> None:
    address = f"/lists/needs/{need('financing').pk}/offer/"
    assert "is archived. What was said with it stays." in follow(browser, address)
    assert "is offered again." in follow(browser, address, offered="1")


def test_entry_moves_down_by_a_button(browser: Client) -> None:
    first, second, *_ = Need.objects.active()
    follow(browser, f"/lists/needs/{first.pk}/move/", down="1")
    assert list(Need.objects.active()[:2]) == [second, first]


def test_channels_have_no_order_to_move_in(browser: Client) -> None:
    channel = make_channel()
    make_channel("Messe")
    follow(browser, f"/lists/channels/{channel.pk}/move/", down="1")
    assert "Moved to" not in browser.get("/lists/channels/").content.decode()


def test_free_text_waits_on_the_page_until_it_is_taken(browser: Client) -> None:
    sven = make_user(Role.SALES_REP)
    rating = say(sven, accepted_lead(sven), need_text="Leasing")
    assert "Typed by sales" in browser.get("/lists/needs/").content.decode()
    financing = need("financing")
    page = follow(browser, "/lists/needs/texts/", text="Leasing", into=str(financing.pk))
    assert ("Typed by sales" in page, list(rating.needs.all())) == (False, [financing])


def test_free_text_without_an_answer_goes_on_waiting(browser: Client) -> None:
    sven = make_user(Role.SALES_REP)
    say(sven, accepted_lead(sven), need_text="Leasing")
    page = follow(browser, "/lists/needs/texts/", text="Leasing", into="")
    assert ("Please choose an entry that is offered." in page, "Typed by sales" in page) == (True, True)


def test_free_text_becomes_the_word_of_a_new_entry(browser: Client) -> None:
    assert 'value="Leasing"' in browser.get("/lists/needs/?new=Leasing").content.decode()


@pytest.mark.parametrize("address", ["/lists/no-such-list/", "/lists/channels/texts/"])
def test_what_is_no_list_is_not_found(browser: Client, address: str) -> None:
    assert browser.post(address).status_code == 404


def test_archived_need_of_a_campaign_stays_when_the_campaign_is_saved(gero: User) -> None:
    financing, campaign = need("financing"), make_campaign()
    campaign.needs.set([financing])
    set_offered(actor=gero, kept=NEEDS, entry=financing, is_offered=False)
    form = client_for(make_user()).get(f"/campaigns/{campaign.pk}/edit/").context["form"]
    assert financing in form.fields["needs"].queryset


def test_archived_need_and_reason_stay_in_a_corrected_rating(gero: User) -> None:
    sven, financing = make_user(Role.SALES_REP), need("financing")
    reasons = LISTS["rating-reasons"]
    lead, reason = accepted_lead(sven), reasons.entries[0]
    say(sven, lead, needs=[financing], reason=reason)
    set_offered(actor=gero, kept=NEEDS, entry=financing, is_offered=False)
    set_offered(actor=gero, kept=reasons, entry=reason, is_offered=False)
    form = client_for(sven).get(f"/leads/{lead.pk}/rate/").context["form"]
    assert financing in form.fields["needs"].queryset
    assert reason in form.fields["reason"].queryset


def test_archived_channel_can_be_filtered_by_and_is_not_offered(gero: User) -> None:
    fair = make_channel("Messe")
    make_lead(channel=fair)
    set_offered(actor=gero, kept=LISTS["channels"], entry=fair, is_offered=False)
    mara = client_for(make_user())
    assert f'<option value="{fair.pk}">Messe</option>' in mara.get("/leads/").content.decode()
    assert "Messe" not in mara.get("/leads/new/").content.decode()


def test_program_finds_leads_by_the_name_of_a_merged_channel(gero: User) -> None:
    old, new = make_channel("Google"), make_channel("Suche")
    lead = make_lead(channel=old)
    merge_entries(actor=gero, kept=LISTS["channels"], entry=old, into=new)
    answer = api_for(make_user()).get("/api/v1/leads/", {"channel": "google"})
    assert [row["id"] for row in answer.json()["results"]] == [lead.pk]


def test_program_reads_a_list_with_what_was_merged_and_archived(gero: User) -> None:
    one, other = need("faster-delivery"), need("lower-price")
    merge_entries(actor=gero, kept=NEEDS, entry=one, into=other)
    rows = api_for(make_user()).get("/api/v1/lists/needs/").json()["results"]
    assert next(row for row in rows if row["id"] == one.pk) == {
        "id": one.pk,
        "name": "Schnellere Lieferung",
        "label_de": "Schnellere Lieferung",
        "label_en": "Faster delivery",
        "owner": "",
        "position": 0,
        "is_active": False,
        "merged_into": other.pk,
    }


def test_program_reads_who_can_fix_a_reason_and_the_names_of_channels(gero: User) -> None:
    make_channel("Messe")
    api = api_for(make_user())
    reasons = api.get("/api/v1/lists/lost-reasons/").json()["results"]
    channels = api.get("/api/v1/lists/channels/").json()["results"]
    assert {row["label_en"]: row["owner"] for row in reasons}["We were too slow"] == "sales"
    assert [(row["name"], row["label_de"], row["position"]) for row in channels] == [("Messe", "", None)]
